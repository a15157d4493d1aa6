// The parts of the road with a span around each stage. Where nothing is traced nobody calls this.
import type { Dispatch } from '../engine/orders/dispatch.ts';
import { type Call, nameOf } from '../engine/processing/call.ts';
import type { Family, Operation } from '../gateways/dialect.ts';
import type { Processor } from '../gateways/processor.ts';
import type { Store } from '../store/store.ts';
import { type Measure, outcomeOf } from './road.ts';
import type { Tracing } from './tracing.ts';

/** identify, open, parse, render: what a family's own functions do. */
export function traceFamily(family: Family, { stage }: Tracing): Family {
  const { identify, open, renderFailure, operations } = family;
  return {
    ...family,
    identify: (request) => stage('identify', () => identify(request)),
    open: (...given) => stage('open', () => open(...given)),
    renderFailure: (...given) => stage('render', () => renderFailure(...given)),
    operations: operations.map((operation) => traceOperation(operation, stage)),
  };
}

function traceOperation(operation: Operation, stage: Tracing['stage']): Operation {
  if (!('pair' in operation)) {
    const { answer } = operation;
    return { ...operation, answer: (call) => stage('render', () => answer(call)) };
  }
  return {
    ...operation,
    pair: (use) =>
      operation.pair(({ parse, render }) =>
        use({
          parse: (call) => stage('parse', () => parse(call)),
          render: (result, call) => stage('render', () => render(result, call)),
        }),
      ),
  };
}

/** With the commit in it, as a stage of its own. */
export function traceDispatch(dispatch: Dispatch, { stage }: Tracing): Dispatch {
  return (...given) => stage('decide', () => dispatch(...given));
}

export function traceStore(store: Store, { stage }: Tracing): Store {
  return { ...store, save: (commit) => stage('save', () => store.save(commit)) };
}

export function traceCall(
  call: Call,
  processors: ReadonlyMap<string, Processor>,
  tracing: Tracing,
): Call {
  return (exchange, ask, connection, more) => {
    const { processor } = connection;
    const operation = nameOf(processors.get(processor), exchange);
    const attributes = { 'dubash.processor': processor, 'dubash.operation': operation };
    return tracing.call(attributes, () => call(exchange, ask, connection, more));
  };
}

/** Says of the span of each request what it turned out to be. */
export function traceMeasure(
  measure: Measure,
  dialects: ReadonlyMap<Family, string>,
  { describe }: Tracing,
): Measure {
  return (family, course) => {
    const dialect = dialects.get(family) ?? family.name;
    const attributes = { 'dubash.dialect': dialect, 'dubash.operation': course.kind ?? 'none' };
    describe(attributes, outcomeOf(course));
    measure(family, course);
  };
}

// Counts what processors are asked, what they say, and how long they take for it.
import type { Processor } from '../gateways/processor.ts';
import { type Call, nameOf } from '../engine/processing/call.ts';
import { PROCESSOR_BOUNDS } from '../engine/requests/minute-sum.ts';
import type { Exposition } from './exposition.ts';

/** The same call; what comes of it is counted. */
export function watchCall(
  call: Call,
  processors: ReadonlyMap<string, Processor>,
  exposition: Exposition,
): Call {
  const total = exposition.counter(
    'dubash_processor_calls_total',
    'Questions to processors by what came of them; unknown: it did not say; error: our own bug.',
    ['processor', 'operation', 'result'],
  );
  const took = exposition.histogram(
    'dubash_processor_call_duration_seconds',
    'How long processors took for an answer, with all requests of the question.',
    ['processor', 'operation'],
    PROCESSOR_BOUNDS,
  );
  return async (exchange, ask, connection, more) => {
    const { processor } = connection;
    const operation = nameOf(processors.get(processor), exchange);
    const begunAt = performance.now();
    try {
      const result = await call(exchange, ask, connection, more);
      total(processor, operation, result.kind).add();
      return result;
    } catch (error) {
      total(processor, operation, 'error').add();
      throw error;
    } finally {
      took(processor, operation).observe((performance.now() - begunAt) / 1000);
    }
  };
}

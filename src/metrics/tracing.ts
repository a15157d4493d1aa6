// Spans for OpenTelemetry, where whoever runs the server has installed it and registered an SDK;
// elsewhere there is nothing on the way of a request.
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context, Span } from '@opentelemetry/api';
import type * as Api from '@opentelemetry/api';
import type { Outcome } from './road.ts';

export type OpenTelemetry = Pick<typeof Api, 'context' | 'propagation' | 'trace'> & {
  readonly SpanKind: Pick<typeof Api.SpanKind, 'SERVER' | 'CLIENT' | 'INTERNAL'>;
  readonly SpanStatusCode: Pick<typeof Api.SpanStatusCode, 'ERROR'>;
};

type Attributes = Readonly<Record<string, string | number>>;

export type Tracing = {
  /** A request of a program; it goes on what a `traceparent` of it says. */
  readonly request: <T extends { readonly status: number }>(
    incoming: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
    work: () => Promise<T> | T,
  ) => Promise<T>;
  /** What a request turned out to be: said of the span of whatever is under way. */
  readonly describe: (attributes: Attributes, outcome: Outcome) => void;
  /** A stage of a request; outside one it is not traced. */
  readonly stage: <T>(name: string, work: () => T) => T;
  /** A question to a processor, of a request or of a sweep. */
  readonly call: <T extends { readonly kind: string }>(
    attributes: Attributes,
    work: () => Promise<T>,
  ) => Promise<T>;
  /** Nothing of what goes out within is traced, nor told to whoever it goes to. */
  readonly quietly: <T>(work: () => T) => T;
};

const NAME = '@opentelemetry/api';
/** As the SDK itself writes it: it is no part of the API. */
const SUPPRESSED = Symbol.for('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Null where it is not installed, beside this program or in `folder`, or no SDK is registered. */
export async function findTracing(folder: string): Promise<Tracing | null> {
  const found = (await load(NAME)) ?? (await load(locate(folder)));
  return found === null ? null : openTracing(found);
}

function locate(folder: string): string | null {
  try {
    const file = createRequire(path.join(folder, 'package.json')).resolve(NAME);
    return pathToFileURL(file).href;
  } catch {
    return null;
  }
}

async function load(name: string | null): Promise<OpenTelemetry | null> {
  if (name === null) return null;
  try {
    const found: OpenTelemetry & { readonly default?: OpenTelemetry } = await import(name);
    return found.default ?? found;
  } catch {
    return null;
  }
}

/** Null where no SDK is registered: then every span would be of no trace. */
export function openTracing({
  trace,
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
}: OpenTelemetry): Tracing | null {
  const tracer = trace.getTracer('dubash');
  const probe = tracer.startSpan('dubash start');
  probe.end();
  if (!trace.isSpanContextValid(probe.spanContext())) return null;

  const fail = (span: Span): void => {
    span.setStatus({ code: SpanStatusCode.ERROR });
  };
  const within = runsWithin(context, fail);
  const quiet = (active: Context): Context => active.setValue(SUPPRESSED, true);
  return {
    request: ({ method, headers }, work) => {
      const from = propagation.extract(context.active(), headers);
      const attributes = { 'http.request.method': method };
      const span = tracer.startSpan('dubash request', { kind: SpanKind.SERVER, attributes }, from);
      return within(span, trace.setSpan(from, span), async () => {
        const reply = await work();
        span.setAttribute('http.response.status_code', reply.status);
        return reply;
      });
    },
    describe: (attributes, outcome) => {
      const span = trace.getSpan(context.active());
      if (span === undefined) return;
      span.setAttributes({ ...attributes, 'dubash.outcome': outcome });
      if (outcome === 'failed') fail(span);
    },
    stage: (name, work) => {
      const active = context.active();
      if (trace.getSpan(active) === undefined) return work();
      const span = tracer.startSpan(`dubash ${name}`, { kind: SpanKind.INTERNAL }, active);
      return within(span, trace.setSpan(active, span), work);
    },
    call: (attributes, work) => {
      const active = context.active();
      const kind = SpanKind.CLIENT;
      const span = tracer.startSpan('dubash processor call', { kind, attributes }, active);
      return within(span, quiet(trace.setSpan(active, span)), async () => {
        const result = await work();
        span.setAttribute('dubash.result', result.kind);
        if (result.kind === 'unknown') fail(span);
        return result;
      });
    },
    quietly: (work) => context.with(quiet(context.active()), work),
  };
}

/** Runs work in a span, which ends with it. */
function runsWithin(context: OpenTelemetry['context'], fail: (span: Span) => void) {
  return <T>(span: Span, active: Context, work: () => T): T => {
    try {
      const result = context.with(active, work);
      if (!(result instanceof Promise)) {
        span.end();
        return result;
      }
      const done = (): void => span.end();
      // Whoever waits for the work hears of its error; this only ends the span.
      result.then(done, () => {
        fail(span);
        done();
      });
      return result;
    } catch (error) {
      fail(span);
      span.end();
      throw error;
    }
  };
}

// An SDK of OpenTelemetry as a program registers one, which keeps the spans of this process.
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

export type Spans = {
  /** Those that have ended, in the order in which they did. */
  readonly ended: () => readonly ReadableSpan[];
  readonly forget: () => void;
};

/** For the whole process, and once. */
export function registerSdk(): Spans {
  const storage = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...given) => storage.run(active, () => work.call(self, ...given)),
    bind: (_active, target) => target,
    enable() {
      return this;
    },
    disable() {
      storage.disable();
      return this;
    },
  });
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return { ended: () => exporter.getFinishedSpans(), forget: () => exporter.reset() };
}

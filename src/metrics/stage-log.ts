// Every stage of a request as a line of the log, for whoever sets LOG_LEVEL to debug; beside the
// spans, where there are any.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Log } from '../engine/log.ts';
import type { Tracing } from './tracing.ts';

type Facts = Readonly<Record<string, unknown>>;

/** `spans`: null where nothing is traced. Null where nobody reads such lines either. */
export function logStages(log: Log, spans: Tracing | null): Tracing | null {
  const { debug } = log;
  if (debug === undefined || log.isLevelEnabled?.('debug') !== true) return spans;
  const under = spans ?? PLAIN;
  const running = new AsyncLocalStorage<string>();
  const say = (facts: Facts, beganAt: number, text: string): void => {
    const requestId = running.getStore();
    const tookMs = Math.round((performance.now() - beganAt) * 1000) / 1000;
    debug({ ...(requestId === undefined ? {} : { requestId }), ...facts, tookMs }, text);
  };
  const timed = <T>(facts: Facts, text: string, work: () => T): T => {
    const beganAt = performance.now();
    const result = work();
    const done = (): void => say(facts, beganAt, text);
    if (result instanceof Promise) result.then(done, done);
    else done();
    return result;
  };
  return {
    request: (incoming, work) => {
      const { id } = incoming as { readonly id?: string };
      return running.run(id ?? '', () => under.request(incoming, work));
    },
    describe: under.describe,
    stage: (name, work) => under.stage(name, () => timed({ stage: name }, 'stage', work)),
    call: (attributes, work) =>
      under.call(attributes, () => timed(attributes, 'asked a processor', work)),
    quietly: under.quietly,
  };
}

const PLAIN: Tracing = {
  request: async (_incoming, work) => work(),
  describe: () => undefined,
  stage: (_name, work) => work(),
  call: (_attributes, work) => work(),
  quietly: (work) => work(),
};

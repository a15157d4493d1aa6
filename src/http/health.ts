// Tells whether the server lives, and whether it is ready to be sent requests.
import { within } from '../guard.ts';
import { writeReply } from './reply.ts';
import type { Mounted } from './server.ts';
import { refuseMethod } from './version.ts';

export type Readiness = {
  /** Resolves when the database has just taken a write; rejects when it does not. */
  readonly check: () => Promise<void>;
  /** Why it takes no requests now, whatever the database says; null when it does. */
  readonly reason: () => string | null;
};

// An answer holds for so long, so that however often one asks, the database is asked once.
const HOLDS_MS = 1000;
const ANSWER_MS = 2500;

/**
 * `GET /healthz` answers 200 from the moment the server serves: restart what does not.
 * `GET /readyz` answers 200 while the database takes writes and the server neither starts nor ends,
 * else 503: send nothing there. `now` is the real time.
 */
export function createHealth(readiness: Readiness, now: () => number): Mounted {
  let checked = Number.NEGATIVE_INFINITY;
  let last: Promise<boolean> = Promise.resolve(false);
  const isWritable = (): Promise<boolean> => {
    if (now() - checked > HOLDS_MS) {
      checked = now();
      last = isDone(readiness.check());
    }
    return last;
  };
  return (incoming) => {
    if (incoming.path !== '/healthz' && incoming.path !== '/readyz') return null;
    const refused = refuseMethod(incoming);
    if (refused !== null) return Promise.resolve(refused);
    const answer = async () => {
      if (incoming.path === '/healthz') return answerOf(null);
      const reason = readiness.reason();
      if (reason !== null) return answerOf(reason);
      return answerOf((await isWritable()) ? null : 'the database takes no writes');
    };
    return answer();
  };
}

function answerOf(reason: string | null) {
  return reason === null
    ? writeReply({ kind: 'json', status: 200, body: { status: 'ok' } })
    : writeReply({ kind: 'json', status: 503, body: { status: 'unavailable', reason } });
}

function isDone(work: Promise<void>): Promise<boolean> {
  return within(ANSWER_MS, work, () => new Error('no answer')).then(
    () => true,
    () => false,
  );
}

// What waits: instructions, webhooks, reviews, circuits. Of the whole database, whoever is asked.
import { countCircuits } from '../engine/processing/circuit.ts';
import { within } from '../guard.ts';
import type { Backlog, Store } from '../store/store.ts';
import type { Exposition } from './exposition.ts';

/** However often one looks, the database is asked once in so long. */
const HOLDS_MS = 5000;
const ANSWER_MS = 4000;
/** What is due for longer than this is overdue: sweeps take it within a second. */
const LATE_MS = 60_000;

/** `now` is the real time in milliseconds. */
export function watchBacklog(
  exposition: Exposition,
  store: Pick<Store, 'readBacklog' | 'pool'>,
  now: () => number,
): void {
  const { shared: gauge } = exposition;
  const read = remember(() => store.readBacklog(now(), LATE_MS), now);
  const each = (samples: (backlog: Backlog) => Readonly<Record<string, number>>) => async () =>
    Object.entries(samples(await read())).map(([state, value]) => [[state], value] as const);
  const one = (value: (backlog: Backlog) => number) => async () =>
    [[[], value(await read())]] as const;
  gauge('dubash_database_up', 'Whether the database answered the last look.', [], () =>
    read().then(
      () => [[[], 1]],
      () => [[[], 0]],
    ),
  );
  gauge(
    'dubash_instructions',
    'Instructions to processors that are due, and those due for over a minute (10000 at most).',
    ['state'],
    each(({ dueInstructions: due, overdueInstructions: overdue }) => ({ due, overdue })),
  );
  gauge(
    'dubash_instructions_late_seconds',
    'For how long the first of the due instructions has been due.',
    [],
    one(({ firstDueAt }) => (firstDueAt === null ? 0 : Math.max(0, now() - firstDueAt) / 1000)),
  );
  gauge(
    'dubash_webhooks',
    'Webhooks that are pending, overdue for over a minute, failed, or held (10000 at most).',
    ['state'],
    each((backlog) => ({
      pending: backlog.waitingWebhooks,
      overdue: backlog.overdueWebhooks,
      failed: backlog.failedWebhooks,
      held: backlog.heldWebhooks,
    })),
  );
  gauge(
    'dubash_reviews_open',
    'Reviews that wait for a person.',
    [],
    one(({ openReviews }) => openReviews),
  );
  gauge(
    'dubash_circuits_open',
    'Connections that are left out because their processor does not answer.',
    [],
    one(({ circuits }) => countCircuits(circuits)),
  );
  gauge(
    'dubash_database_connections',
    'Connections to PostgreSQL by what they do.',
    ['state'],
    () => Object.entries(store.pool?.() ?? {}).map(([state, value]) => [[state], value] as const),
  );
}

function remember<T>(read: () => Promise<T>, now: () => number): () => Promise<T> {
  let at = Number.NEGATIVE_INFINITY;
  let last: Promise<T> | null = null;
  return () => {
    // A clock that was set back must not hold it for longer.
    if (last === null || Math.abs(now() - at) > HOLDS_MS) {
      at = now();
      last = within(ANSWER_MS, read(), () => new Error('no answer'));
    }
    return last;
  };
}

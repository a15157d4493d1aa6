// Counts the commits of a store, how long they took, and what became of webhooks.
import type { Store } from '../store/store.ts';
import type { Exposition } from './exposition.ts';

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

/** The same store; what it does is counted. */
export function watchStore(store: Store, exposition: Exposition): Store {
  const commits = exposition.counter(
    'dubash_commits_total',
    'Commits: saved; conflict: somebody else was faster, and it is decided again; repeated: ' +
      'the key had its answer; failed: the database did not take it.',
    ['result'],
  );
  const took = exposition.histogram(
    'dubash_commit_duration_seconds',
    'How long commits took, until they were on disk.',
    [],
    BOUNDS,
  )();
  const webhooks = exposition.counter(
    'dubash_webhook_attempts_total',
    'Attempts to deliver webhooks: delivered, again later, given up as failed, or held.',
    ['result'],
  );
  const results = {
    saved: commits('saved'),
    conflict: commits('conflict'),
    repeated: commits('repeated'),
  };
  const failed = commits('failed');
  const attempts = {
    delivered: webhooks('delivered'),
    waiting: webhooks('again'),
    failed: webhooks('failed'),
    held: webhooks('held'),
  };
  return {
    ...store,
    save: async (commit) => {
      const begunAt = performance.now();
      try {
        const saved = await store.save(commit);
        results[saved].add();
        took.observe((performance.now() - begunAt) / 1000);
        return saved;
      } catch (error) {
        failed.add();
        throw error;
      }
    },
    finishWebhook: async (row, state, dueAt, attempt) => {
      const isOurs = await store.finishWebhook(row, state, dueAt, attempt);
      // Without an attempt it was only put off, unless its endpoint is paused.
      if (isOurs && (attempt !== null || state === 'held')) attempts[state].add();
      return isOurs;
    },
  };
}

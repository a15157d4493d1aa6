// What every store promises of what waits: counted over all accounts, and no further than a limit.
import assert from 'node:assert/strict';
import { NOW } from '../support/call.ts';
import { accountRow, commitOf, instructionRow, type Run } from './store.ts';
import { add, addEndpoint } from './store-webhook.ts';

const LATE_MS = 60_000;
const NOTHING = {
  dueInstructions: 0,
  overdueInstructions: 0,
  firstDueAt: null,
  waitingWebhooks: 0,
  overdueWebhooks: 0,
  failedWebhooks: 0,
  heldWebhooks: 0,
  openReviews: 0,
  circuits: [],
};

export function testBacklog(run: Run): void {
  run('nothing waits in an empty database', async (store) => {
    assert.deepEqual(await store.readBacklog(NOW, LATE_MS), NOTHING);
  });

  run('what waits is counted over all accounts', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    for (const [account, id, dueAt] of [
      [1, 2, NOW],
      [2, 3, NOW - LATE_MS],
      [2, 4, NOW + 1],
    ] as const) {
      const instruction = instructionRow({ account, id, dueAt });
      assert.equal(await store.save(commitOf({ account, instruction })), 'saved');
    }
    await add(
      store,
      { id: 10 },
      { id: 11, account: 2, dueAt: NOW - LATE_MS },
      { id: 12, account: 2, state: 'failed' },
      { id: 13, state: 'failed' },
      { id: 14, state: 'delivered' },
    );
    assert.deepEqual(await store.readBacklog(NOW, LATE_MS), {
      ...NOTHING,
      dueInstructions: 2,
      overdueInstructions: 1,
      firstDueAt: NOW - LATE_MS,
      waitingWebhooks: 2,
      overdueWebhooks: 1,
      failedWebhooks: 2,
    });
    // What is due later is not yet late.
    assert.equal((await store.readBacklog(NOW - LATE_MS - 1, LATE_MS)).firstDueAt, null);
  });

  run(
    'a webhook that is held, let go or sent again moves from one count to the other',
    async (store) => {
      await store.addAccount(accountRow());
      await addEndpoint(store, 7);
      await add(store, { id: 10, endpoint: 7 }, { id: 11, endpoint: 7, state: 'failed' });
      const counted = async () => {
        const { waitingWebhooks, failedWebhooks, heldWebhooks } = await store.readBacklog(NOW, 0);
        return [waitingWebhooks, failedWebhooks, heldWebhooks];
      };
      assert.deepEqual(await counted(), [1, 1, 0]);
      await store.holdWebhooks(1, 7);
      assert.deepEqual(await counted(), [0, 1, 1]);
      await store.releaseWebhooks(1, 7, NOW);
      await store.replayWebhooks(1, { key: 11 }, NOW);
      assert.deepEqual(await counted(), [2, 0, 0]);
    },
  );

  run('only the settings of circuits are told as circuits', async (store) => {
    await store.putSetting('circuits 1', '{"5":{}}');
    await store.putSetting('circuits 12', '');
    await store.putSetting('circuits', 'no');
    await store.putSetting('circuit 1', 'no');
    await store.putSetting('circuitry 1', 'no');
    const { circuits } = await store.readBacklog(NOW, LATE_MS);
    assert.deepEqual([...circuits].sort(), ['', '{"5":{}}']);
  });
}

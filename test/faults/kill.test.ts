// kill -9 under load: what was acknowledged is there after the restart, and a key still has its
// answer.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { RZP_CREATE } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, spawnServer } from '../support/server.ts';

const CLIENTS = 16;
const KILL_AFTER_MS = 400;
const ROUNDS = 3;

test('no acknowledged order is lost by kill -9', async (context) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-kill-'));
  context.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const acknowledged = new Map<string, Answered>();

  for (let round = 0; round < ROUNDS; round += 1) {
    const { summary, child } = await spawnServer({ DATA_DIR: dataDir });
    let alive = true;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let turn = 0; alive; turn += 1) {
        const receipt = `kill-${round}-${client}-${turn}`;
        const answer = await create(summary.url, receipt).catch(() => null);
        if (answer?.status === 200) acknowledged.set(receipt, answer);
      }
    });
    await new Promise((resolve) => setTimeout(resolve, KILL_AFTER_MS));
    const before = acknowledged.size;
    child.kill('SIGKILL');
    await once(child, 'exit');
    alive = false;
    await Promise.all(clients);
    assert.ok(before > 0, 'the server answered before it was killed');
  }

  const { summary, child } = await spawnServer({ DATA_DIR: dataDir });
  try {
    let replayed = 0;
    for (const [receipt, answer] of acknowledged) {
      const order = answer.json as { id: string };
      const found = await ask(`${summary.url}/api/v2/order/via/rzp/fetch`, {
        headers: { authorization: BASIC },
        body: { order_id: order.id },
      });
      assert.equal(found.status, 200, `${receipt} was acknowledged and is gone`);
      assert.equal((found.json as { receipt: string }).receipt, receipt);
      const again = await create(summary.url, receipt);
      assert.equal(again.text, answer.text, 'the key has its first answer');
      if (again.headers.get('x-idempotency-replayed') === 'true') replayed += 1;
    }
    assert.equal(replayed, acknowledged.size);
    context.diagnostic(`${acknowledged.size} acknowledged orders survived ${ROUNDS} kills`);
  } finally {
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0, 'SIGTERM ends it in order');
  }
});

function create(url: string, receipt: string): Promise<Answered> {
  return ask(`${url}/api/v2/order/via/rzp/create`, {
    headers: { authorization: BASIC, 'x-idempotency-key': receipt },
    body: { ...RZP_CREATE, receipt },
  });
}

// What every store promises of a commit: all of it is written, or nothing at all.
import assert from 'node:assert/strict';
import type { Commit, Store } from '../../src/store/store.ts';
import { buildOrder, buildPayment, buildRefund, NOW } from '../support/call.ts';
import { changesOf, commitOf, instructionRow, type Run, replyRow, write } from './store.ts';

const named = (key: number) => ({ key, number: key, token: `${key}` });
const PAYMENT = buildPayment();

/** Everything that a commit could leave behind, to compare before and after. */
async function traceOf(store: Store) {
  return {
    order: await store.loadOrder(1, 1),
    other: await store.loadOrder(1, 9),
    byReference: await store.loadOrderByReference(1, 'REF_1'),
    otherReference: await store.loadOrderByReference(1, 'REF_9'),
    refund: await store.findRefund(1, 3),
    refundClaim: await store.findRefundByReference(1, 'refund_123'),
    instructions: await store.accountInstructions(1),
    reply: await store.findIdempotencyRecord(1, 'new', NOW),
  };
}

async function writeBase(store: Store): Promise<void> {
  const order = buildOrder({ attempts: 1, refunds: 1, status: 'attempted', version: 5 });
  const all = { order, payment: PAYMENT, refund: buildRefund(), refundIsNew: true };
  const instruction = instructionRow();
  const commit = commitOf({ changes: changesOf(all), instruction, reply: replyRow() });
  assert.equal(await store.save(commit), 'saved');
}

// A change that is sound, with everything that goes along; each row below spoils one thing.
const SOUND = changesOf({
  order: buildOrder({ attempts: 1, refunds: 2, status: 'attempted', version: 6 }),
  before: 5,
  payment: { ...PAYMENT, refundedMinor: 5 },
  refund: buildRefund({ id: named(30), reference: 'r30' }),
  refundIsNew: true,
});
const AROUND = {
  events: [{ kind: 'refund.created', at: NOW } as const],
  instruction: instructionRow({ id: 30, kind: 'refund' }),
  answered: { id: 2, kind: 'charge' as const, againAt: null },
  reply: replyRow({ key: 'new' }),
};
const FRESH = buildOrder({ id: named(9), reference: 'REF_9' });

const SPOILT: readonly (readonly [string, Partial<Commit>, 'conflict' | 'repeated'])[] = [
  ['an older version', { changes: { ...SOUND, before: 4 } }, 'conflict'],
  ['a newer version', { changes: { ...SOUND, before: 6 } }, 'conflict'],
  ['an order that is not there', { changes: { ...SOUND, order: FRESH } }, 'conflict'],
  ['an order that is there already', { changes: { ...SOUND, before: null } }, 'conflict'],
  [
    'a reference that is taken',
    { changes: changesOf({ order: buildOrder({ id: named(9) }) }) },
    'conflict',
  ],
  ['a refund that is there already', { changes: { ...SOUND, refund: buildRefund() } }, 'conflict'],
  [
    'a refund reference that is taken',
    { changes: { ...SOUND, refund: buildRefund({ id: named(31) }) } },
    'conflict',
  ],
  [
    'a payment key of another order',
    { changes: changesOf({ order: FRESH, payment: { ...PAYMENT, orderKey: 9 } }) },
    'conflict',
  ],
  ['an instruction that is there already', { instruction: instructionRow() }, 'conflict'],
  ['a key that has its answer', { reply: replyRow({ body: 'another' }) }, 'repeated'],
];

export function testCommits(run: Run): void {
  for (const [name, wrong, expected] of SPOILT) {
    run(`${name}: ${expected}, and nothing at all is written`, async (store) => {
      await writeBase(store);
      const before = await traceOf(store);
      const commit = commitOf({ changes: SOUND, ...AROUND, ...wrong });
      assert.equal(await store.save(commit), expected);
      assert.deepEqual(await traceOf(store), before);
      assert.equal((await store.findIdempotencyRecord(1, 'k', NOW))?.body, replyRow().body);
      assert.equal(await store.save(commitOf({ changes: SOUND, ...AROUND })), 'saved');
    });
  }

  run('a sound commit writes everything that it holds', async (store) => {
    await writeBase(store);
    assert.equal(await store.save(commitOf({ changes: SOUND, ...AROUND })), 'saved');
    const after = await traceOf(store);
    assert.deepEqual(after.order?.order, SOUND.order);
    assert.deepEqual(after.order?.payments, [SOUND.payment]);
    assert.equal(after.order?.refunds.length, 2);
    assert.deepEqual(after.instructions, [AROUND.instruction]);
    assert.deepEqual(after.reply, AROUND.reply);
  });

  run('the same keys and names in another account are no conflict', async (store) => {
    await writeBase(store);
    await write(store, { order: buildOrder(), payment: PAYMENT }, 2);
    const reply = replyRow();
    const instruction = instructionRow({ account: 2 });
    assert.equal(await store.save(commitOf({ account: 2, reply, instruction })), 'saved');
    assert.notEqual(await store.loadOrderByReference(2, 'REF_1'), null);
  });
}

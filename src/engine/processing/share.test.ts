// A gateway that does not answer has so many places among what is under way, and no more.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRig, startPayment } from '../../../test/support/engine.ts';
import { buildAsk } from '../../../test/support/processor-ask.ts';
import { TEST_PROCESSOR } from '../../../test/support/processor.ts';
import type { Carrier } from './carrier.ts';
import type { Inquiry } from './combine.ts';
import { shareOut } from './share.ts';
import { nothingSaid } from './weigh.ts';

const SENT = Date.UTC(2026, 0, 1);
const FOUND = { kind: 'found', order: 'open', attempts: [], refunds: [] } as const;

function inquiryOf(processor: string, isSwept: boolean): Inquiry {
  const connection = { id: 7, account: 1, processor, mode: 'test', credentials: [{}] } as const;
  const call = () => Promise.reject(new Error('nobody is called here'));
  const own = { connection: { ...connection, baseUrl: null }, processor: TEST_PROCESSOR, call };
  return { ...own, ask: buildAsk(50_000, SENT, { name: 'A' }), isUrgent: false, isSwept };
}

test('of one gateway no more are under way; others, and who is waited for, are asked', async () => {
  const { promise, resolve } = Promise.withResolvers<typeof FOUND>();
  const combine = shareOut(() => promise, 2);
  const [one, two, three] = [1, 2, 3].map(() => combine(inquiryOf('silent', true)));
  assert.deepEqual(await three, { kind: 'later', afterMs: 5000, isCrowded: true });
  const rest = [combine(inquiryOf('silent', false)), combine(inquiryOf('other', true))];
  resolve(FOUND);
  for (const each of [one, two, ...rest]) assert.deepEqual(await each, FOUND);
  assert.deepEqual(await combine(inquiryOf('silent', true)), FOUND);
});

test('one that is rejected gives its place back', async () => {
  const combine = shareOut(() => Promise.reject(new Error('broken')), 1);
  for (let tries = 0; tries < 3; tries += 1) {
    await assert.rejects(combine(inquiryOf('silent', true)), /broken/);
  }
});

test('what finds no place keeps its row as it was, and comes again after its lease', async () => {
  const asked: number[] = [];
  const carrier: Carrier = {
    name: 'silent',
    submit: () => Promise.reject(new Error('it is not begun here')),
    inquire: async ({ payment }) => {
      asked.push(payment.id.key);
      const report = nothingSaid(payment, 'unknown', 'asked later');
      return { report, againMs: 5000, isPutOff: true, isCrowded: true };
    },
  };
  const rig = await openRig({ carrierOf: async () => carrier });
  await startPayment(rig);
  const [row] = await rig.store.accountInstructions(1);
  assert.ok(row !== undefined && (await rig.store.markSent(row, rig.clock.now)));
  const [told] = await rig.store.accountInstructions(1);
  for (let turn = 1; turn <= 2; turn += 1) {
    rig.clock.now += 5000;
    assert.equal(await rig.instructions.sweep(), 1);
    assert.equal(asked.length, turn);
    assert.deepEqual(await rig.store.accountInstructions(1), [
      { ...told, dueAt: rig.clock.now + 5000 },
    ]);
  }
  await rig.store.close();
});

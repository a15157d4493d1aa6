// By which name a payment is asked about, when what was sent counts as lost, and what the log has
// of a connection that its processor refuses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { Connection } from '../../gateways/processor.ts';
import { askOf, isLost, LATER_MS, logRefusal, REFUND_AGAIN_MS, START_MS } from './carried.ts';

const MINUTE_MS = 60_000;

// docs/processors.md: what a gateway has not seen a minute later is sent again.
test('what was not seen twice, the second time over a minute later, is lost', () => {
  const sentAt = 1_700_000_000_000;
  const rows: readonly (readonly [number | null, number, number, boolean])[] = [
    [sentAt, 2, MINUTE_MS + 1, true],
    [sentAt, 3, MINUTE_MS + 1, true],
    [sentAt, 2, MINUTE_MS, false],
    [sentAt, 1, MINUTE_MS + 1, false],
    // What never was sent cannot be lost.
    [null, 2, MINUTE_MS + 1, false],
  ];
  for (const [at, tries, afterMs, expected] of rows) {
    assert.equal(isLost({ sentAt: at, tries }, sentAt + afterMs), expected, `${tries} ${afterMs}`);
  }
});

// docs/processors.md: twenty seconds for a customer, five minutes for a refund on its way.
test('how long a customer waits, and when somebody asks again', () => {
  assert.deepEqual(
    [START_MS, REFUND_AGAIN_MS, LATER_MS].map((each) => each / 1000),
    [20, 5 * 60, 30 * 60],
  );
});

test('a payment goes by the name that was sent, and by its own where none was kept', () => {
  const order = buildOrder();
  const handover = { name: 'sentNAME12', theirOrder: 'order_1', step: null, isOpen: true } as const;
  const sent = buildPayment({ handover, processorReference: 'pay_1' });
  assert.deepEqual(askOf(order, sent), {
    ...{ name: 'sentNAME12', theirOrder: 'order_1', attempt: 'pay_1' },
    ...{ order, payment: sent },
  });
  const { name: _, ...nameless } = handover;
  const plain = buildPayment({ handover: nameless, processorReference: null });
  assert.deepEqual(askOf(order, plain), {
    ...{ name: plain.id.token, theirOrder: 'order_1', attempt: null },
    ...{ order, payment: plain },
  });
  const unsent = buildPayment();
  const { name, theirOrder } = askOf(order, unsent);
  assert.deepEqual([name, theirOrder], [unsent.id.token, null]);
});

test('a refusal is logged with the connection’s names, and none of its credentials', () => {
  const lines: unknown[] = [];
  const error = (fields: object, text: string): unknown => lines.push([fields, text]);
  const log = { info: assert.fail, warn: assert.fail, error };
  const shownAs = { connection: 'conn_1', account: 'shop' };
  const connection: Connection = {
    ...{ id: 1, account: 2, processor: 'bank', mode: 'test', baseUrl: null, shownAs },
    credentials: [{ key: 'k', secret: 'hidden' }],
  };
  const refused = { kind: 'refused', why: 'credentials', again: 'later', raw: 'no such key' };
  logRefusal(log, connection, refused as Parameters<typeof logRefusal>[2]);
  assert.deepEqual(lines, [
    [
      { processor: 'bank', ...shownAs, why: 'credentials', raw: 'no such key' },
      'a processor refuses this connection',
    ],
  ]);
});

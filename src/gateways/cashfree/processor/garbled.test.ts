// A reply with a field left out, or with anything else in it, is never money that we cannot name.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import {
  chanceOf,
  garble,
  LEFT_OUT,
  oddValues,
  spellValue,
} from '../../../../test/support/garbled-value.ts';
import type { Exchange, Found, WireReply } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { askOf, sideOf } from './fixtures/asked.ts';
import {
  CANCELLED_CARD,
  CARD_CAPTURE,
  CARD_HELD,
  CARD_VOID,
  DECLINED_CARD,
  ERRORS,
  ORDER,
  REFUND,
  replyOf,
  UPI_PAYMENT,
} from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { start } from './start.ts';
import { webhook } from './webhook.ts';
import { withdraw } from './withdraw.ts';

const seed = Number(process.env['CASHFREE_SEED'] ?? randomInt(2 ** 31));
const ask = askOf();
const side = sideOf();

const ODD = oddValues('SUCCESS');

const PAYMENTS = { UPI_PAYMENT, CARD_CAPTURE, CARD_HELD, CARD_VOID, DECLINED_CARD, CANCELLED_CARD };
/** What says that it is money, and how much of it, for which order. */
const ESSENTIAL =
  /^(?:cf_payment_id|order_id|payment_status|is_captured|(?:order|payment)_(?:amount|currency)|authorization(?:\.captured_amount)?)$/;

function inquired(payments: unknown, word = 'PAID') {
  const replies = [replyOf({ ...ORDER, order_status: word }), replyOf(payments)];
  const last = replies[1] ?? replyOf(null);
  const read = inquire.read(last, ask, side, 1, replies.slice(0, 1));
  return read.kind === 'then' ? inquire.read(replyOf([]), ask, side, 2, replies) : read;
}

test(`no garbled payment is captured with an amount that it does not say, seed ${seed}`, () => {
  const chance = chanceOf(seed);
  let count = 0;
  for (const [title, payment] of Object.entries(PAYMENTS)) {
    const whole = (inquired([payment]) as Found).attempts?.[0];
    for (const [path, to, value] of garble(payment, chance, ODD)) {
      count += 1;
      const read = inquired([value]);
      const where = `${title}.${path} = ${spellValue(to)}`;
      assert.ok(read.kind === 'found' || read.kind === 'unknown', where);
      if (read.kind !== 'found') continue;
      const [attempt] = read.attempts;
      const isMoney = attempt?.state === 'captured' && attempt.amountMinor !== null;
      if (!isMoney) continue;
      // Another word may be another truth; what is left out or no word at all is none.
      const isSaid = payment === UPI_PAYMENT || payment === CARD_CAPTURE;
      const isMute = to === LEFT_OUT || to === null || typeof to === 'object';
      const isNoHold = path === 'authorization' && to === null;
      if (ESSENTIAL.test(path) && isMute && !isNoHold) assert.fail(`${where} is captured`);
      if (!ESSENTIAL.test(path)) {
        assert.ok(isSaid, `${where} became captured`);
        assert.equal(attempt.amountMinor, whole?.amountMinor, where);
      }
    }
  }
  assert.ok(count > 1000, `${count} replies`);
});

test('an unknown word for the state, or a combination of none, is no state', () => {
  const words = ['success', 'SUCCESSFUL', 'CHARGED', 'SUCCESS '];
  for (const payment_status of words) {
    const read = inquired([{ ...UPI_PAYMENT, payment_status }]) as Found;
    assert.equal(read.attempts[0]?.state, 'unknown', payment_status);
  }
  const release = { action: 'VOID', status: 'SUCCESS' };
  const read = inquired([{ ...UPI_PAYMENT, authorization: release }]) as Found;
  assert.equal(read.attempts[0]?.state, 'unknown');
});

type Anything = Exchange<typeof ask, { readonly kind: string }>;

test(`nothing that comes back makes a reading throw, seed ${seed}`, () => {
  const chance = chanceOf(seed + 1);
  const exchanges: readonly Anything[] = [
    ...[start, inquire, capture, release, withdraw, refund, inquireRefund].map(
      (each) => each as unknown as Anything,
    ),
    probe as unknown as Anything,
  ];
  const entities = [ORDER, ...Object.values(PAYMENTS), REFUND];
  const bodies = [
    ...entities.flatMap((entity) =>
      garble(entity, chance, ODD, 1).flatMap(([, , value]) => {
        return [JSON.stringify(value), JSON.stringify([value])];
      }),
    ),
    ...Object.values(ERRORS).flatMap(({ body }) => [body, body.slice(0, body.length / 2)]),
    ...['', '{', '[]', 'null', '{"__proto__":1}', '{"a":1,"a":2}', `${'['.repeat(99)}`],
  ];
  const statuses = [200, 201, 302, 400, 401, 403, 404, 409, 422, 429, 500, 502];
  for (const body of bodies) {
    const status = statuses[Math.floor(chance() * statuses.length)] ?? 200;
    const first: WireReply = replyOf({ ...ORDER, order_status: 'PAID' });
    for (const exchange of exchanges) {
      for (const step of [0, 1, 2]) {
        const earlier = [first, replyOf([UPI_PAYMENT])].slice(0, step);
        for (const reply of [
          { status, body },
          { status: 200, body },
        ]) {
          const { kind } = exchange.read(reply, ask, side, step, earlier);
          assert.equal(typeof kind, 'string');
        }
      }
    }
    const hook = { headers: { 'x-webhook-signature': 'x' }, body };
    webhook.locate(hook);
    assert.equal(webhook.verify(hook, side.connection, side.now), false);
  }
});

test(`no garbled refund went back that it does not say, seed ${seed}`, () => {
  const chance = chanceOf(seed + 2);
  const sent = { ...REFUND, refund_status: 'SUCCESS' };
  for (const [path, to, value] of garble(sent, chance, ODD)) {
    const read = inquireRefund.read(replyOf(value), ask, side, 0, []);
    const where = `${path} = ${spellValue(to)}`;
    assert.ok(read.kind === 'refunded' || read.kind === 'unknown', where);
    if (read.kind !== 'refunded' || read.refund.state !== 'processed') continue;
    assert.ok(!/^(?:refund_id|order_id)$/.test(path), where);
    const isSame = read.refund.amountMinor === 12_350;
    const isOther = path === 'refund_amount' || path === 'refund_currency';
    assert.ok(isSame || isOther, where);
  }
});

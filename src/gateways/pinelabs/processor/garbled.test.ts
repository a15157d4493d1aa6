// A reply with a field left out, or with anything else in it, is never money that we cannot name.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import {
  changed,
  chanceOf,
  garble,
  LEFT_OUT,
  oddValues,
  type Path,
  spellValue,
} from '../../../../test/support/garbled-value.ts';
import type { Exchange, WireReply } from '../../processor.ts';
import { capture, release } from './capture.ts';
import { askOf, MINOR, REFUND_MINOR, sideOf } from './fixtures/asked.ts';
import {
  CAPTURED,
  CREATED,
  dataOf,
  ERRORS,
  HELD,
  LINK,
  orderOf,
  FAILED_PAYMENT,
  PAID,
  REFUND,
  RELEASED,
  replyOf,
  TOKEN_ERRORS,
  TOKENS,
} from './fixtures/replies.ts';
import { inquire } from './inquire.ts';
import { probe } from './probe.ts';
import { inquireRefund, refund } from './refund.ts';
import { start } from './start.ts';
import { token } from './token.ts';
import { webhook } from './webhook.ts';

const seed = Number(process.env['PINELABS_SEED'] ?? randomInt(2 ** 31));
const ask = askOf();
const side = sideOf();

const ODD = oddValues('PROCESSED');

const ORDERS = {
  PAID,
  CAPTURED,
  HELD,
  RELEASED,
  FAILED: orderOf('PENDING', [FAILED_PAYMENT]),
};
/** What says that it is money, how much of it, and of which order. */
const ESSENTIAL =
  /^(?:order_id|merchant_order_reference|type|status|pre_auth|payments(?:\.0(?:\.(?:id|status))?)?)$/;
const MONEY =
  /^(?:order_amount|payments\.0\.(?:payment_amount|capture_data(?:\.0(?:\.capture_amount)?)?))(?:\.(?:value|currency))?$/;

test(`no garbled order is captured with an amount that it does not say, seed ${seed}`, () => {
  const chance = chanceOf(seed);
  let count = 0;
  for (const [title, order] of Object.entries(ORDERS)) {
    const isPaid = order === PAID || order === CAPTURED;
    for (const [path, to, value] of garble(order, chance, ODD)) {
      count += 1;
      const read = inquire.read(dataOf(value), ask, side, 0, []);
      const where = `${title}.${path} = ${spellValue(to)}`;
      assert.ok(read.kind === 'found' || read.kind === 'unknown', where);
      const [attempt] = read.kind === 'found' ? read.attempts : [];
      if (attempt?.state !== 'captured' || attempt.amountMinor === null) continue;
      // Another word may be another truth; what is left out, or is no word, is none.
      const isMute = to === LEFT_OUT || to === null || typeof to === 'object';
      if (ESSENTIAL.test(path) && isMute) assert.fail(`${where} is captured`);
      if (ESSENTIAL.test(path)) continue;
      assert.ok(isPaid, `${where} became captured`);
      if (!MONEY.test(path)) assert.equal(attempt.amountMinor, MINOR, where);
    }
  }
  assert.ok(count > 1000, `${count} replies`);
});

test('without an amount, its currency or the order’s own a payment says nothing of money', () => {
  const paths: readonly Path[] = [
    ['payments', 0, 'payment_amount'],
    ['payments', 0, 'payment_amount', 'value'],
    ['payments', 0, 'payment_amount', 'currency'],
    ['order_amount'],
    ['order_amount', 'value'],
    ['order_amount', 'currency'],
  ];
  for (const path of paths) {
    for (const to of [LEFT_OUT, null, '50000', 50000.5, '']) {
      const read = inquire.read(dataOf(changed(PAID, path, to)), ask, side, 0, []);
      const told = read.kind === 'found' ? read.attempts[0]?.amountMinor : null;
      assert.ok(told === null, `${path.join('.')} = ${spellValue(to)}: ${told}`);
    }
  }
  const lexical = dataOf(PAID).body.replaceAll(`"value":${MINOR}`, '"value":5e4');
  const read = inquire.read({ status: 200, body: lexical }, ask, side, 0, []);
  assert.equal(read.kind === 'found' && read.attempts[0]?.amountMinor, null);
});

type Anything = Exchange<typeof ask, { readonly kind: string }>;

test(`nothing that comes back makes a reading throw, seed ${seed}`, () => {
  const chance = chanceOf(seed + 1);
  const exchanges = [start, inquire, capture, release, refund, inquireRefund, probe, token].map(
    (each) => each as unknown as Anything,
  );
  const entities = [CREATED, ...Object.values(ORDERS), REFUND, LINK, ...Object.values(TOKENS)];
  const errors = [...Object.values(ERRORS), ...TOKEN_ERRORS];
  const bodies = [
    ...entities.flatMap((entity) =>
      garble(entity, chance, ODD, 1)
        .filter(() => chance() < 0.4)
        .flatMap(([, , value]) => [JSON.stringify(value), JSON.stringify({ data: value })]),
    ),
    ...errors.flatMap(({ body }) => [body, body.slice(0, body.length / 2)]),
    ...['', '{', '[]', 'null', '{"__proto__":1}', '{"data":{},"data":1}', `${'['.repeat(99)}`],
  ];
  const statuses = [200, 201, 302, 400, 401, 403, 404, 409, 422, 429, 500, 502];
  for (const body of bodies) {
    const status = statuses[Math.floor(chance() * statuses.length)] ?? 200;
    for (const exchange of exchanges) {
      for (const step of [0, 1, 2]) {
        const earlier: readonly WireReply[] = [ERRORS.there, dataOf(HELD)].slice(0, step);
        for (const reply of [
          { status, body },
          { status: 200, body },
        ]) {
          const { kind } = exchange.read(reply, ask, side, step, earlier);
          assert.equal(typeof kind, 'string');
        }
      }
    }
    assert.equal(typeof token.isRefused({ status: 401, body }), 'boolean');
    const hook = { headers: { 'webhook-signature': 'v1,x' }, body };
    webhook.locate(hook);
    assert.equal(webhook.verify(hook, side.connection, side.now), false);
  }
});

test(`no garbled refund went back that it does not say, seed ${seed}`, () => {
  const chance = chanceOf(seed + 2);
  for (const [path, to, value] of garble(REFUND, chance, ODD)) {
    const read = inquireRefund.read(dataOf(value), ask, side, 0, []);
    const where = `${path} = ${spellValue(to)}`;
    assert.ok(read.kind === 'refunded' || read.kind === 'unknown', where);
    if (read.kind !== 'refunded' || read.refund.state !== 'processed') continue;
    const isName = /^(?:order_id|parent_order_id|merchant_order_reference|type)$/.test(path);
    assert.ok(!isName || (path === 'order_id' && typeof to === 'string'), where);
    const isSame = read.refund.amountMinor === REFUND_MINOR;
    assert.ok(isSame || path.startsWith('order_amount'), where);
  }
});

test('a start of which anything that leads on is missing is none', () => {
  for (const name of ['order_id', 'redirect_url']) {
    for (const to of [LEFT_OUT, null, 7, '', {}]) {
      const read = start.read(replyOf(changed(LINK, [name], to)), ask, side, 0, []);
      assert.equal(read.kind, 'unknown', `${name} = ${spellValue(to)}`);
    }
  }
});

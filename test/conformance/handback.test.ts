// The browser's way back in every state of an order, checked by one who knows the documents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Aggregate, Order } from '../../src/core/order.ts';
import type { Dialect, HandbackContext, Return } from '../../src/gateways/dialect.ts';
import type { Verifier } from '../../src/gateways/fixture.ts';
import { ADDRESSES, NOW } from '../support/call.ts';
import { DIALECTS, fixtureOf, fixturePath } from '../support/fixture.ts';
import { listOrders, MERCHANT } from '../support/sample-command.ts';
import { assertNoSecret, assertWhole } from '../support/told.ts';
import { assertAllUsed, findException } from './exceptions.ts';
import { flipsOfReturn, namesOfReturn } from './flip.ts';
import { aggregatesOf, INSTRUMENTS, ONE_INSTRUMENT, refundedOf, unaskedOf } from './state.ts';

const ADDRESS = 'https://shop.example/back?from=here';
const EVERYWHERE = { success: ADDRESS, failure: ADDRESS, cancel: ADDRESS, notify: ADDRESS };
const NOWHERE = { success: null, failure: null, cancel: null, notify: null };
const THEIRS = { key: 'key_other', secret: 'a11e9'.repeat(8) };

/** Every state of an order that is created so; paid in every way unless told otherwise. */
function statesOf(order: Partial<Order>, instruments = INSTRUMENTS): readonly Aggregate[] {
  return [
    ...aggregatesOf(order, instruments),
    ...refundedOf(order, instruments),
    ...unaskedOf(order),
  ];
}

/** The ways back of all states, with and without the payment, alone and in a merchant's page. */
function listContexts(
  order: Partial<Order>,
  instruments = INSTRUMENTS,
): readonly HandbackContext[] {
  const credentials = MERCHANT;
  return statesOf(order, instruments).flatMap((aggregate) =>
    [null, aggregate.payments.at(-1) ?? null].flatMap((payment) =>
      [{}, { embedded: true }].map((place) => {
        return { aggregate, payment, credentials, now: NOW, addresses: ADDRESSES, ...place };
      }),
    ),
  );
}

const verify = (verifier: Verifier<Return>, back: Return, { key, secret } = MERCHANT) =>
  verifier.verify(back, { key, secret, endpointSecret: secret });

for (const dialect of DIALECTS) {
  const orders = listOrders(dialect).map((order) => ({ ...order, returns: EVERYWHERE }));
  testReturns(dialect, orders);
  testProofs(dialect, orders);
}

/** The ways back of these orders in all states, with what they come from. */
function listReturns({ handback }: Dialect, orders: readonly Order[]) {
  return orders
    .flatMap((order, at) => listContexts(order, at === 0 ? INSTRUMENTS : ONE_INSTRUMENT))
    .flatMap((context) => {
      const back = handback(context);
      return back === null ? [] : [{ back, context }];
    });
}

function testReturns(dialect: Dialect, orders: readonly Order[]): void {
  const { name, handback } = dialect;
  test(`${name}: the way back leads to the merchant, and holds no secret`, () => {
    const all = listReturns(dialect, orders);
    assert.ok(all.length > 0);
    for (const { back, context } of all) {
      assert.ok(back.url.startsWith(ADDRESS), back.url);
      handback({ ...context, credentials: THEIRS });
      assert.deepEqual(handback(context), back, 'other bytes each time');
      assertNoSecret(JSON.stringify(back), [MERCHANT.secret, THEIRS.secret, THEIRS.key]);
      assertWhole(back);
    }
  });

  test(`${name}: an order without an address has a way back in a merchant’s page alone`, () => {
    for (const order of orders) {
      for (const context of listContexts({ ...order, returns: NOWHERE }, ONE_INSTRUMENT)) {
        const back = handback(context);
        assert.ok(back === null || (context.embedded === true && back.url === ''), back?.url);
      }
    }
  });
}

function testProofs(dialect: Dialect, orders: readonly Order[]): void {
  const { name, handback } = dialect;
  const verifierOf = (): Verifier<Return> =>
    fixtureOf(name).handback ?? assert.fail(`${name}: no handback in ${fixturePath(name)}`);

  test(`${name}: every way back is proved as the documents say, or is an exception`, () => {
    const verifier = verifierOf();
    for (const { back, context } of listReturns(dialect, orders)) {
      const verdict = verify(verifier, back);
      if (verdict === 'unsigned') {
        assert.ok(findException('handback', name, 'any', back.kind), JSON.stringify(back));
        continue;
      }
      assert.equal(verdict, 'good', JSON.stringify(back));
      const stolen = handback({ ...context, credentials: { ...THEIRS, key: MERCHANT.key } });
      assert.ok(stolen !== null && verify(verifier, stolen) === 'bad', JSON.stringify(stolen));
    }
  });

  test(`${name}: all that a way back says is proved, or is an exception`, () => {
    const verifier = verifierOf();
    const open = listReturns(dialect, orders).flatMap(({ back }) => {
      if (verify(verifier, back) === 'unsigned') return [];
      const covers = verifier.covers(back);
      const names = covers === 'everything' ? [] : namesOfReturn(back, ADDRESS);
      return names.filter((field) => !covers.includes(field));
    });
    const bare = [...new Set(open)].filter(
      (field) => !findException('handback', name, 'fields', field),
    );
    assert.deepEqual(bare, [], 'anybody may change these in the browser');
  });

  test(`${name}: with one character changed no way back is proved`, () => {
    const verifier = verifierOf();
    const proved = listReturns(dialect, orders)
      .map(({ back }) => back)
      .filter((back) => verify(verifier, back) === 'good');
    if (proved.length === 0) {
      assert.ok(findException('handback', name, 'any', 'redirect'), `${name}: nothing is proved`);
      return;
    }
    // A few of them all over: the others differ in what they hold.
    const step = Math.ceil(proved.length / 20);
    for (const back of proved.filter((_, at) => at % step === 0)) {
      const flips = flipsOfReturn(back, verifier.covers(back));
      assert.ok(flips.length > 3);
      for (const { what, flipped } of flips) {
        assert.equal(verify(verifier, flipped), 'bad', `${name}: ${what}`);
      }
    }
  });
}

test('every exception about ways back is one', () => assertAllUsed('handback'));

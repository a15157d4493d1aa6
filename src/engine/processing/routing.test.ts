// Payments where an account has routes: what was begun stays where it is, what may still be paid
// somewhere is charged nowhere else, and processors are told what their pages are held to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processorOf } from '../../../test/support/wire-gateway.ts';
import { openTwoGateways, type Stage } from '../../../test/support/two-gateways.ts';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome } from '../../../test/support/engine.ts';
import type { Store } from '../../store/store.ts';

const MINUTE_MS = 60_000;
const UPI_SOUTH = { methods: ['upi'], currency: 'INR', maxMinor: 200_000 } as const;

/** Where its payments are, oldest first. */
async function placesOf(stage: Stage, key: number): Promise<readonly string[]> {
  const { payments } = await stage.read(key);
  return payments.map(({ processor, status }) => `${processor} ${status}`);
}

async function lastOf(stage: Stage, key: number) {
  return (await stage.read(key)).payments.at(-1) ?? assert.fail('no payment');
}

test('the page asks for the method where routes need it; the gateway is held to it', async () => {
  const stage = await openTwoGateways();
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([{ ...UPI_SOUTH, go: [south] }], [north]);
  const key = await stage.order();
  const page = await stage.look(key);
  assert.match(page, /Pay with UPI Any UPI app Card .* Netbanking .* Wallet /);
  assert.match(page, /Next, pay on the page of a payment gateway/);
  assert.equal(await stage.press(key, 'method=upi'), '/go');
  const { id, processor } = await lastOf(stage, key);
  assert.equal(processor, 'south');
  assert.deepEqual(stage.south.book.get(id.token)?.methods, ['upi']);
  assert.match((await stage.reasons(key)).join(), /^rule 1: UPI up to ₹2,000 → South Pay/);
  // Above the range every method leads to one gateway: nothing is asked, nothing is held.
  const large = await stage.order({ amountMinor: 200_001 });
  assert.doesNotMatch(await stage.look(large), /Pay with|Any UPI app/);
  assert.match(await stage.look(large), /Next, pay on the page of North Pay/);
  assert.equal(await stage.press(large), '/go');
  assert.equal(stage.north.book.get((await lastOf(stage, large)).id.token)?.methods, null);
  // A press that names no method, or one that is not offered, begins nothing.
  const vague = await stage.order();
  assert.match(await stage.press(vague, 'method=cash'), /Pay with UPI/);
  const only = await stage.order({ methods: ['card', 'wallet'] });
  assert.doesNotMatch(await stage.look(only), /Pay with/);
  assert.equal(await stage.press(only, 'method=upi'), '/go');
  const held = await lastOf(stage, only);
  assert.equal(held.processor, 'north');
  assert.deepEqual(stage.north.book.get(held.id.token)?.methods, ['card', 'wallet']);
  assert.deepEqual((await stage.read(vague)).payments, []);
  await stage.close();
});

test('what was begun stays with its connection when routes change or it retires', async () => {
  const stage = await openTwoGateways();
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north]);
  const key = await stage.order({ capture: 'automatic' });
  await stage.press(key);
  const { id, connection } = await lastOf(stage, key);
  await stage.setRoutes([], [south]);
  const other = await stage.order();
  await stage.press(other);
  assert.deepEqual(await placesOf(stage, other), ['south pending']);
  await stage.connections.retire({
    ...{ kind: 'retireConnection', account: stage.account.key },
    connection: [{ by: 'token', token: north.slice(5) }],
  });
  stage.clock.now += 2000;
  // The same step, for whoever comes back to it.
  assert.equal(await stage.press(key), '/go');
  const book = stage.north.book.get(id.token) ?? assert.fail('nothing is there');
  book.paidMinor = 50050;
  book.order = 'closed';
  await stage.pass(20_000);
  const { order, payments } = await stage.read(key);
  assert.deepEqual([order.status, payments.length], ['paid', 1]);
  assert.equal(payments[0]?.connection, connection);
  // A rule that still names it leads past it.
  const third = await stage.order();
  await stage.press(third);
  assert.deepEqual(await placesOf(stage, third), ['south pending']);
  await stage.close();
});

test('handed over and given up: nowhere else before it is withdrawn, then by rule', async () => {
  const usual = processorOf({}).withdraw ?? assert.fail();
  // North takes nobody's withdrawal at first: its page may still be paid.
  let isWilling = false;
  const withdraw: typeof usual = {
    request: (ask, side) =>
      isWilling ? usual.request(ask, side) : { kind: 'left', raw: 'being looked at' },
    read: usual.read,
  };
  const stage = await openTwoGateways({ changes: { north: { withdraw } } });
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north]);
  const key = await stage.order();
  await stage.press(key);
  const first = await lastOf(stage, key);
  assert.equal(await stage.leave(key), '/return');
  await stage.setRoutes([], [south]);
  stage.north.weather = 'broken';
  const before = stage.clock.now;
  assert.equal(await stage.press(key), '?tried');
  assert.deepEqual(await placesOf(stage, key), ['north failed', 'north failed']);
  assert.match(
    (await stage.reasons(key)).at(-1) ?? '',
    /^handed over there before, .* → North Pay/,
  );
  assert.equal(stage.south.heard.length, 0, 'charged elsewhere');
  assert.ok(stage.clock.now - before < MINUTE_MS);
  stage.north.weather = 'up';
  isWilling = true;
  await stage.pass(10 * MINUTE_MS, 10_000);
  assert.equal(stage.north.book.get(first.id.token)?.order, 'closed', 'not withdrawn');
  assert.equal((await stage.read(key)).payments[0]?.handover?.isClosed, true);
  assert.equal(await stage.press(key), '/go');
  assert.deepEqual(await placesOf(stage, key), ['north failed', 'north failed', 'south pending']);
  await stage.close();
});

test('routes change while a payment starts: it stays where it began, by its name', async () => {
  const stage = await openTwoGateways();
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north]);
  const key = await stage.order();
  const [pressed] = await Promise.all([stage.press(key), stage.setRoutes([], [south])]);
  assert.equal(pressed, '/go');
  const payment = await lastOf(stage, key);
  const books = [stage.north, stage.south].filter(({ book }) => book.has(payment.id.token));
  assert.deepEqual(
    books.map(({ name }) => name),
    [payment.processor],
  );
  assert.equal((await stage.read(key)).payments.length, 1);
  await stage.close();
});

test('two presses at once, whatever the circuits say, begin one payment', async () => {
  const stage = await openTwoGateways();
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north, south]);
  stage.north.weather = 'refused';
  const key = await stage.order();
  await Promise.all([1, 2, 3].map(() => stage.press(key)));
  const { payments } = await stage.read(key);
  assert.equal(payments.filter(({ status }) => status === 'pending').length, 1);
  assert.equal(stage.south.book.size, 1);
  await stage.close();
});

test('two connections to one gateway are two, and each has its own rule', async () => {
  const stage = await openTwoGateways({ connections: ['north', 'north'] });
  const [first = '', second = ''] = stage.names;
  await stage.setRoutes([{ currency: 'INR', minMinor: 60_000, go: [second] }], [first]);
  const [small, large] = [await stage.order(), await stage.order({ amountMinor: 60_000 })];
  await stage.press(small);
  await stage.press(large);
  const used = [await lastOf(stage, small), await lastOf(stage, large)];
  assert.notEqual(used[0]?.connection, used[1]?.connection);
  assert.match((await stage.reasons(large)).join(), /^rule 1: from ₹600 → North Pay \(conn_/);
  await stage.close();
});

test('who needs what the customer has not said is asked about, not sent to', async () => {
  const stage = await openTwoGateways({ changes: { south: { needs: ['phone'] } } });
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north, south]);
  stage.north.weather = 'refused';
  const key = await stage.order();
  // South lacks the phone: the merchant hears of a failure, and the customer is asked.
  assert.equal(await stage.press(key), '?tried');
  assert.deepEqual(await placesOf(stage, key), ['north failed']);
  assert.match(await stage.look(key), /could not be made.* Phone .*pay on the page of South Pay/);
  assert.match(await stage.press(key, 'phone=12'), /Enter a phone number/);
  assert.equal(await stage.press(key, 'phone=9876543210'), '/go');
  assert.deepEqual(await placesOf(stage, key), ['north failed', 'south pending']);
  // Where the order has it, one press does.
  const known = { id: null, name: null, email: null, phone: '9876543210' };
  const other = await stage.order({ customer: known });
  assert.equal(await stage.press(other), '/go');
  assert.deepEqual(await placesOf(stage, other), ['north failed', 'south pending']);
  await stage.close();
});

test('an account without routes asks no circuit and tells no reason', async () => {
  const stage = await openTwoGateways();
  stage.north.weather = 'refused';
  for (let customer = 1; customer <= 4; customer += 1) {
    const key = await stage.order();
    assert.equal(await stage.press(key), '?tried');
    assert.deepEqual(await placesOf(stage, key), ['north failed']);
    assert.deepEqual(await stage.reasons(key), []);
    const events = await stage.store.listEvents(stage.account.id, { orderKey: key }, 10);
    assert.deepEqual(events.map(({ kind }) => kind).reverse(), ['order.created', 'payment.failed']);
    const { goesOn, methods } = await lastOf(stage, key);
    assert.deepEqual([goesOn, methods], [undefined, undefined]);
  }
  assert.equal(await stage.store.findSetting(`circuits ${stage.account.id}`), null);
  const { route, routes, routable } = (await stage.live()).settings;
  assert.deepEqual([route?.processor, routes, routable], ['north', null, null]);
  await stage.close();
});

test('routes cost a create nothing: the store is asked as often as without them', async () => {
  const asked: string[] = [];
  const wrap = (store: Store): Store =>
    new Proxy(store, {
      get: (target, name) => {
        asked.push(String(name));
        return Reflect.get(target, name) as unknown;
      },
    });
  const stage = await openTwoGateways({ wrap });
  const [north = '', south = ''] = stage.names;
  const asksOf = async () => {
    const { account } = (await stage.accounts.find(stage.account.key)) ?? assert.fail();
    asked.length = 0;
    await stage.engine.execute(account, orderCommand());
    return [...asked];
  };
  const without = await asksOf();
  await stage.setRoutes([{ ...UPI_SOUTH, go: [south] }], [north]);
  assert.deepEqual(await asksOf(), without);
  assert.ok(without.length > 0);
  await stage.close();
});

test('what a checkout session offers is told to the gateway, or it is not led to', async () => {
  for (const held of [true, false]) {
    const able = { currencies: ['INR'], manualCapture: true, partialCapture: false };
    const methods = held ? (['card', 'upi'] as const) : null;
    const stage = await openTwoGateways({
      changes: { north: { abilities: { ...able, methods } } },
    });
    const key = await stage.order({ methods: ['card', 'upi'] });
    const { order } = await stage.read(key);
    const opened = expectOutcome(
      await stage.engine.execute(await stage.live(), {
        ...{ kind: 'openCheckout', dialect: 'test', returns: {}, customer: {}, notes: null },
        ...{ embedder: null, methods: ['upi', 'wallet'] },
        order: [{ by: 'token', token: order.id.token }],
      }),
    );
    const session = opened.checkoutSession ?? assert.fail('no session');
    const read = await stage.press(key, '', session);
    if (held) {
      assert.equal(read, '/go');
      assert.deepEqual(stage.north.book.get((await lastOf(stage, key)).id.token)?.methods, ['upi']);
    } else {
      assert.deepEqual((await stage.read(key)).payments, []);
      assert.match(await stage.look(key, session), /No payment method is open for this order/);
    }
    await stage.close();
  }
});

test('a start that another process took up is not gone on with, but told as failed', async () => {
  const stage = await openTwoGateways();
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north, south]);
  const key = await stage.order();
  const { order } = await stage.read(key);
  const token = [{ by: 'token', token: order.id.token }] as const;
  const account = await stage.live();
  const carrier = {
    processor: 'north',
    connection: account.settings.routable?.[1]?.connection ?? 0,
  };
  const routed = { carrier, reason: 'default', goesOn: true };
  const started = expectOutcome(
    await stage.engine.execute(account, {
      ...{ kind: 'startPayment', order: token, instrument: null, routed },
    }),
  );
  // Told, and nobody knows what came of it: the process that told it is gone.
  const payment = started.payment ?? assert.fail();
  const row = { account: account.id, id: payment.id.key, orderKey: key, kind: 'charge' } as const;
  const rest = { dueAt: 0, sentAt: null, tries: 0, key: null };
  await stage.store.markSent({ ...row, ...rest }, stage.clock.now);
  await stage.pass(10_000);
  const events = await stage.store.listEvents(account.id, { orderKey: key }, 10);
  assert.equal(events.filter(({ kind }) => kind === 'payment.failed').length, 1);
  assert.equal(await stage.press(key), '/go');
  await stage.close();
});

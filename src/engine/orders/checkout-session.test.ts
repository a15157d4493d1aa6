// Checkout sessions: kept beside the order, one for each opening, for their order alone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, openRig, type Rig } from '../../../test/support/engine.ts';
import type { OpenCheckout } from '../../core/command.ts';
import { isFailure } from '../../core/failure.ts';
import type { Aggregate } from '../../core/order.ts';
import { deleteOldCheckoutSessions } from './checkout-session.ts';

const DAY_MS = 24 * 3600 * 1000;
const NOTHING = { returns: {}, customer: {}, notes: null, embedder: null };
const BROUGHT = {
  returns: { success: 'https://shop.example/back' },
  customer: { email: 'asha@example.com' },
  notes: { a: 'b' },
  embedder: null,
};

let rig: Rig;
before(async () => {
  rig = await openRig({ now: Date.parse('2026-02-03T10:30:00+05:30') });
});
after(() => rig.store.close());

async function newOrder(): Promise<Aggregate> {
  const made = await rig.engine.execute(rig.account, orderCommand());
  return expectOutcome(made).aggregate;
}

function enter({ order }: Aggregate, brought: Partial<OpenCheckout>) {
  const named = [{ by: 'token', token: order.id.token } as const];
  const command = { kind: 'openCheckout', dialect: 'test', order: named } as const;
  return rig.engine.execute(rig.account, { ...command, ...NOTHING, ...brought });
}

test('an order is left as it is by whatever a browser brings', async () => {
  const made = await newOrder();
  const opened = expectOutcome(await enter(made, BROUGHT));
  assert.match(opened.checkoutSession ?? '', /^[0-9A-Za-z]{14}$/);
  assert.deepEqual(await rig.store.loadOrder(rig.account.id, made.order.id.key), made);
  const { engine, account } = rig;
  const found = await engine.findCheckoutSession(
    account,
    made.order.id.key,
    opened.checkoutSession ?? '',
  );
  assert.deepEqual(found, BROUGHT);
});

test('each opening is a session of its own, one with nothing too', async () => {
  const made = await newOrder();
  const sessions = await Promise.all(
    [BROUGHT, BROUGHT, { ...BROUGHT, notes: null }, NOTHING].map(async (brought) => {
      const { checkoutSession } = expectOutcome(await enter(made, brought));
      return checkoutSession;
    }),
  );
  assert.equal(new Set(sessions).size, 4);
  assert.ok(!sessions.includes(undefined));
});

test('a session is its own order’s, and its account’s', async () => {
  const [one, other] = [await newOrder(), await newOrder()];
  const { checkoutSession: session = '' } = expectOutcome(await enter(one, BROUGHT));
  const { engine, account } = rig;
  const stranger = { ...account, id: account.id + 1 };
  const { key } = one.order.id;
  assert.equal(await engine.findCheckoutSession(account, other.order.id.key, session), null);
  assert.equal(await engine.findCheckoutSession(stranger, key, session), null);
  for (const wrong of ['', 'x', `${session}x`, session.slice(0, 9).padEnd(14, '0')]) {
    assert.equal(await engine.findCheckoutSession(account, key, wrong), null, wrong);
  }
});

test('a closed order, an unknown one and one of another dialect open none', async () => {
  const made = await newOrder();
  const elsewhere = await enter(made, { ...BROUGHT, dialect: 'another' });
  assert.ok(isFailure(elsewhere) && elsewhere.failure === 'order_not_found');
  const unknown = await enter(made, { ...BROUGHT, order: [{ by: 'number', number: 7 }] });
  assert.ok(isFailure(unknown) && unknown.failure === 'order_not_found');
  const order = [{ by: 'token', token: made.order.id.token } as const];
  expectOutcome(await rig.engine.execute(rig.account, { kind: 'cancelOrder', order }));
  const closed = await enter(made, BROUGHT);
  assert.ok(isFailure(closed) && closed.failure === 'order_cancelled');
});

test('the answer of a key is kept with the session', async () => {
  const made = await newOrder();
  const order = [{ by: 'token', token: made.order.id.token } as const];
  const command = { kind: 'openCheckout', dialect: 'test', order, ...BROUGHT } as const;
  const remember = () => ({
    key: 'k',
    fingerprint: 'f',
    status: 303,
    headers: {},
    body: '',
    expiresAt: rig.clock.now + DAY_MS,
  });
  const { engine, account, store } = rig;
  const opened = expectOutcome(await engine.execute(account, command, { remember }));
  assert.ok(opened.checkoutSession);
  assert.ok(await store.findIdempotencyRecord(account.id, 'k', rig.clock.now));
  await assert.rejects(engine.execute(account, command, { remember }));
});

// They go in the order in which they came: one of next month would hold all others up.
test('an answer is as old as it really is, however far its clock is ahead', async () => {
  const made = await newOrder();
  const order = [{ by: 'token', token: made.order.id.token } as const];
  const command = { kind: 'openCheckout', dialect: 'test', order, ...BROUGHT } as const;
  const ahead = { ...rig.account, clockOffsetMs: 40 * DAY_MS };
  const row = { fingerprint: 'f', status: 303, headers: {}, body: '' };
  const expiresAt = rig.clock.now + 41 * DAY_MS;
  const remember = () => ({ ...row, key: 'ahead', expiresAt });
  const { engine, store } = rig;
  await store.purgeIdempotencyRecords(rig.clock.now + 1, 100);
  expectOutcome(await engine.execute(ahead, command, { remember }));
  assert.equal(await store.purgeIdempotencyRecords(rig.clock.now, 100), 0);
  assert.equal(await store.purgeIdempotencyRecords(rig.clock.now + 1, 100), 1);
});

test('sessions are forgotten after thirty days', async () => {
  const made = await newOrder();
  const { checkoutSession: session = '' } = expectOutcome(await enter(made, BROUGHT));
  const { engine, account, store, ids } = rig;
  const find = () => engine.findCheckoutSession(account, made.order.id.key, session);
  await deleteOldCheckoutSessions(store, ids, rig.clock.now + 29 * DAY_MS);
  assert.ok(await find());
  assert.ok((await deleteOldCheckoutSessions(store, ids, rig.clock.now + 31 * DAY_MS)) > 0);
  assert.equal(await find(), null);
});

// What the account's routes, circuits, earlier payments and the customer's details make of a
// choice: which connection, held to what, in spite of what, and whether another could follow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildOrder, buildPayment, NOW } from '../../../test/support/call.ts';
import { TEST_PROCESSOR } from '../../../test/support/processor.ts';
import { type Account, NO_PROCESSOR } from '../../core/account.ts';
import type { Order } from '../../core/order.ts';
import type { Method, Payment } from '../../core/payment.ts';
import type { Routable, Routes } from '../../core/route.ts';
import type { Processor } from '../../gateways/processor.ts';
import type { Circuit, Circuits } from './circuit.ts';
import { createRouter, currenciesOf, type Pressed } from './router.ts';

const MINUTE_MS = 60_000;
const ABLE = { ...TEST_PROCESSOR.abilities, methods: ['upi', 'card', 'netbanking'] as const };

function to(connection: number, processor: string): Routable {
  return { connection, processor, mode: 'test', token: `t${connection}`, label: null };
}

const [NORTH, SOUTH] = [to(1, 'north'), to(2, 'south')];
const RULE = { name: null, methods: [], currency: null, minMinor: null, maxMinor: null } as const;
const SOUTH_FIRST: Routes = { rules: [{ ...RULE, to: [2, 1] }], otherwise: [] };

function accountOf(settings: Partial<Account['settings']>, processor = NO_PROCESSOR): Account {
  const base = { route: NORTH, routes: SOUTH_FIRST, routable: [NORTH, SOUTH] };
  return { ...ACCOUNT, processor, settings: { ...ACCOUNT.settings, ...base, ...settings } };
}

type More = {
  readonly circuits?: readonly (readonly [number, Partial<Circuit>])[];
  readonly processors?: Readonly<Record<string, Partial<Processor>>>;
  /** Connections that somebody else tries. */
  readonly isClaimed?: boolean;
};

function open({ circuits = [], processors = {}, isClaimed = false }: More = {}) {
  const claims: string[] = [];
  const known = new Map(
    circuits.map(([key, changes]) => [
      key,
      {
        ...{ question: 'start', openedAt: Date.parse('2026-11-28T12:34:56Z'), until: NOW + 1 },
        ...{ times: 0, why: 'timeout', ...changes },
      } as Circuit,
    ]),
  );
  const all = { north: {}, south: {}, ...processors };
  const router = createRouter({
    processors: new Map(
      Object.entries(all).map(([name, changes]) => [
        name,
        { ...TEST_PROCESSOR, abilities: ABLE, ...changes } as Processor,
      ]),
    ),
    connections: { find: async () => null },
    circuits: {
      read: async () => known,
      claim: async (account: number, key: number) => {
        claims.push(`${account} ${key}`);
        return !isClaimed;
      },
    } as unknown as Circuits,
    titles: new Map([
      ['north', 'North'],
      ['south', 'South'],
    ]),
    now: () => NOW,
  });
  return { router, claims };
}

function pressed(changes: Partial<Pressed> = {}, order: Partial<Order> = {}): Pressed {
  const asked = buildOrder({ capture: 'automatic', ...order });
  return {
    ...{ order: asked, method: null, customer: {}, tried: new Set<number>() },
    aggregate: { order: asked, payments: [], refunds: [] },
    ...changes,
  };
}

const paidBy = (...payments: readonly Partial<Payment>[]) => {
  const order = buildOrder({ capture: 'automatic' });
  return {
    aggregate: { order, payments: payments.map((each) => buildPayment(each)), refunds: [] },
  };
};

async function choose(more: More = {}, account = accountOf({}), asked = pressed()) {
  const { router, claims } = open(more);
  const choice = await router.choose(account, asked);
  const { carrier, reason, goesOn, methods } = choice ?? {};
  return {
    key: carrier?.connection,
    processor: carrier?.processor,
    reason,
    goesOn,
    methods,
    claims,
  };
}

test('the first that can take it does, and whether another could is told', async () => {
  const both = await choose();
  assert.deepEqual([both.key, both.processor, both.goesOn], [2, 'south', true]);
  assert.equal(both.reason, 'rule 1: everything → South (conn_t2)');
  const last = await choose({}, accountOf({}), pressed({ tried: new Set([2]) }));
  assert.deepEqual([last.key, last.goesOn], [1, false]);
  assert.match(last.reason ?? '', /South \(conn_t2\) was left out: did not take it a moment ago/);
  const none = await choose({}, accountOf({}), pressed({ tried: new Set([1, 2]) }));
  assert.equal(none.key, undefined);
});

test('a processor that needs what the customer has not said is not led to', async () => {
  const processors = { south: { needs: ['phone', 'email', 'name'] as const } };
  const lacking = await choose(
    { processors },
    accountOf({}),
    pressed({ customer: { phone: ' ', email: null, name: 'Asha' } }),
  );
  assert.equal(lacking.key, 1);
  assert.match(lacking.reason ?? '', /South .* needs the customer’s phone and email$/);
  const customer = { phone: '9', email: 'a@b', name: 'Asha' };
  assert.equal((await choose({ processors }, accountOf({}), pressed({ customer }))).key, 2);
});

test('an open circuit is passed over, with when it opened and why', async () => {
  const { key, reason, claims } = await choose({ circuits: [[2, {}]] });
  assert.deepEqual([key, claims], [1, []]);
  const words = 'circuit open since 12:34 UTC (timeout)';
  assert.equal(
    reason,
    `rule 1: everything → North (conn_t1); South (conn_t2) was left out: ${words}`,
  );
  const last = await choose(
    { circuits: [[2, {}]] },
    accountOf({ routable: [SOUTH], route: SOUTH }),
  );
  assert.deepEqual([last.key, last.goesOn], [2, false]);
  assert.match(last.reason ?? '', /; nothing else can take it, though: circuit open since/);
});

test('one whose time is over is tried by whoever is first, and by nobody else', async () => {
  const over: More = { circuits: [[2, { until: NOW }]] };
  const tried = await choose(over);
  assert.deepEqual([tried.key, tried.claims, tried.goesOn], [2, ['1 2'], true]);
  assert.match(tried.reason ?? '', /→ South .*; it is tried again after it had not answered$/);
  const other = await choose({ ...over, isClaimed: true });
  assert.deepEqual([other.key, other.claims], [1, ['1 2']]);
  assert.doesNotMatch(other.reason ?? '', /tried again/);
  // Whoever lacks what it needs tries nothing, nor who was refused there a moment ago.
  const processors = { south: { needs: ['phone'] as const } };
  assert.deepEqual((await choose({ ...over, processors })).claims, []);
  assert.deepEqual(
    (await choose(over, accountOf({}), pressed({ tried: new Set([2]) }))).claims,
    [],
  );
});

test('of two whose time is over the second is tried where the first is claimed', async () => {
  const over: More = {
    circuits: [
      [1, { until: NOW - 1 }],
      [2, { until: NOW - 1 }],
    ],
  };
  const third = to(3, 'north');
  const routes = { rules: [{ ...RULE, to: [2, 1, 3] }], otherwise: [] };
  const account = accountOf({ routes, routable: [NORTH, SOUTH, third] });
  const first = await choose(over, account);
  assert.deepEqual([first.key, first.claims], [2, ['1 2']]);
  const none = await choose({ ...over, isClaimed: true }, account);
  assert.deepEqual([none.key, none.claims], [3, ['1 2', '1 1']]);
});

test('one that did not take the order is not asked first for ten minutes', async () => {
  const unbegun = { status: 'failed', decline: 'processor_error', connection: 2 } as const;
  const after = async (...payments: readonly Partial<Payment>[]) =>
    choose({}, accountOf({}), pressed(paidBy(...payments)));
  const fresh = await after({ ...unbegun, completedAt: NOW - 10 * MINUTE_MS + 1 });
  assert.equal(fresh.key, 1);
  assert.match(fresh.reason ?? '', /did not take this order before/);
  const old = { ...unbegun, completedAt: NOW - 10 * MINUTE_MS };
  assert.equal((await after(old)).key, 2);
  assert.equal((await after({ ...unbegun, completedAt: null })).key, 2);
  const now = { ...unbegun, completedAt: NOW };
  assert.equal((await after({ ...now, connection: 1 })).key, 2);
  assert.equal((await after({ ...now, decline: 'declined' })).key, 2);
  // The last one there counts.
  assert.equal((await after(now, { ...now, decline: 'declined' })).key, 2);
  assert.equal((await after({ ...now, decline: 'declined' }, now)).key, 1);
});

test('a payment that was handed over goes before all rules', async () => {
  const handover = { theirOrder: 'O1', step: null, isOpen: false };
  const there = paidBy({ status: 'failed', connection: 1, handover });
  const { key, reason } = await choose({}, accountOf({}), pressed(there));
  assert.equal(key, 1);
  assert.match(reason ?? '', /^handed over there before/);
  const { router } = open();
  const plan = await router.plan(accountOf({}), pressed(there));
  assert.deepEqual(plan, { asks: [], carrier: { processor: 'north', connection: 1 } });
});

test('its page is held to what was chosen, where the order does not say the same', async () => {
  const byMethod = { rules: [{ ...RULE, methods: ['upi' as const], to: [2] }], otherwise: [1] };
  const account = accountOf({ routes: byMethod });
  const held = async (method: Method | null, order: Partial<Order> = {}) =>
    (await choose({}, account, pressed({ method }, order))).methods;
  assert.deepEqual(await held('upi'), ['upi']);
  assert.deepEqual(await held('card'), ['card']);
  assert.equal(await held(null), undefined);
  assert.equal(await held(null, { methods: ['upi'] }), null);
  assert.deepEqual(await held(null, { methods: ['card', 'wallet'] }), ['card']);
  assert.equal(await held(null, { methods: ['card', 'netbanking'] }), null);
  // A session may offer others than the order does, and as many.
  const offered = pressed({}, { methods: ['card', 'upi'] });
  const { order } = pressed({}, { methods: ['card', 'wallet'] }).aggregate;
  const other = { ...offered, aggregate: { ...offered.aggregate, order } };
  assert.deepEqual((await choose({}, accountOf({}), other)).methods, ['card', 'upi']);
});

test('the page is told what to ask, or where it leads', async () => {
  const byMethod = { rules: [{ ...RULE, methods: ['upi' as const], to: [2] }], otherwise: [1] };
  const { router } = open();
  const asked = await router.plan(accountOf({ routes: byMethod }), pressed());
  assert.deepEqual(asked, { asks: ['upi', 'card', 'netbanking', 'wallet'], carrier: null });
  const led = await router.plan(accountOf({}), pressed());
  assert.deepEqual(led, { asks: [], carrier: { processor: 'south', connection: 2 } });
  const nowhere = accountOf({ routable: [], route: null, routes: SOUTH_FIRST });
  assert.deepEqual(await router.plan(nowhere, pressed()), { asks: [], carrier: null });
});

test('without routes the account’s own one carries it, if it can be held so', async () => {
  const plain = accountOf({ routes: null });
  const chosen = await choose({}, plain);
  assert.deepEqual([chosen.key, chosen.reason, chosen.goesOn], [1, null, false]);
  assert.equal(chosen.methods, null);
  const some = await choose({}, plain, pressed({}, { methods: ['card', 'wallet'] }));
  assert.deepEqual([some.key, some.methods], [1, ['card']]);
  const { router } = open();
  const wallet = pressed({}, { methods: ['wallet'] });
  assert.equal(await router.choose(plain, wallet), null);
  assert.deepEqual(await router.plan(plain, wallet), { asks: [], carrier: null });
  // The sandbox carries what it carries itself, and a disabled account nothing.
  const sandbox = accountOf({ routes: null }, 'sandbox');
  const own = { processor: 'sandbox', connection: null };
  assert.deepEqual((await router.plan(sandbox, wallet)).carrier, own);
  assert.equal(await router.choose(accountOf({ disabled: true }), pressed()), null);
  assert.equal((await router.plan(accountOf({ disabled: true }), pressed())).carrier, null);
  const unknown = accountOf({ routes: null, route: to(9, 'gone') });
  assert.equal((await router.plan(unknown, wallet)).carrier?.connection, 9);
});

test('an operator is told where an order would go', async () => {
  const { router } = open({ circuits: [[2, {}]] });
  const order = buildOrder({ capture: 'automatic' });
  const found = await router.tryOut(accountOf({}), order, 'upi');
  assert.equal(found?.connection.connection, 1);
  assert.match(
    found?.reason ?? '',
    /^rule 1: everything → North .* South .* left out: circuit open/,
  );
  assert.equal(await router.tryOut(accountOf({ routes: null }), order, 'upi'), null);
  const usd = { ...order, currency: 'USD' };
  assert.equal(await router.tryOut(accountOf({}), usd, 'upi'), null);
});

test('an account takes what one of its connections takes', () => {
  const usd = { abilities: { ...ABLE, currencies: ['USD'] } };
  const processors = new Map<string, Processor>([
    ['north', { ...TEST_PROCESSOR, abilities: ABLE }],
    ['south', { ...TEST_PROCESSOR, ...usd }],
  ]);
  assert.deepEqual(currenciesOf(processors, accountOf({ routes: null })), ['INR']);
  const both = currenciesOf(processors, accountOf({ routable: [SOUTH] }));
  assert.deepEqual(both, ['INR', 'USD']);
  assert.equal(currenciesOf(processors, accountOf({}, 'sandbox')), null);
  assert.equal(currenciesOf(processors, accountOf({ route: null })), null);
  assert.equal(currenciesOf(new Map(), accountOf({})), null);
});

// Which connection a payment goes by: the first rule that fits wins, what cannot take it never
// does, and the same always chooses the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buildOrder, buildPayment } from '../../test/support/call.ts';
import type { Method } from './payment.ts';
import {
  boundTo,
  chooseRoute,
  matches,
  METHODS,
  type Payable,
  isUnbegun,
  planRoute,
  type Routable,
  type RouteRule,
  type Routing,
  type Sight,
  stayWith,
} from './route.ts';

const ABLE = { currencies: ['INR'], methods: METHODS, manualCapture: true };
const UP: Sight = { ableOf: () => ABLE, unableOf: () => null, downOf: () => null };

function to(connection: number, processor = `p${connection}`): Routable {
  return { connection, processor, mode: 'test', token: `t${connection}`, label: null };
}

function rule(changes: Partial<RouteRule> & Pick<RouteRule, 'to'>): RouteRule {
  return {
    ...{ name: null, methods: [], currency: null, minMinor: null, maxMinor: null },
    ...changes,
  };
}

function routing(rules: readonly RouteRule[], otherwise: readonly number[] = [9]): Routing {
  const routable = [1, 2, 3, 9].map((each) => to(each));
  return { routes: { rules, otherwise }, routable, route: to(9) };
}

const PAYABLE: Payable = { amountMinor: 200_000, currency: 'INR', capture: 'automatic' };
const chosenBy = (rules: readonly RouteRule[], method: Method, order = PAYABLE, sight = UP) =>
  chooseRoute(routing(rules), order, method, sight)?.connection.connection ?? null;

test('method, amount and currency choose; the range has both its ends', () => {
  const small = rule({ methods: ['upi'], currency: 'INR', maxMinor: 200_000, to: [1] });
  const large = rule({ currency: 'INR', minMinor: 200_001, to: [2] });
  const rows: readonly (readonly [Method, number, string, number])[] = [
    ['upi', 200_000, 'INR', 1],
    ['upi', 200_001, 'INR', 2],
    ['card', 200_001, 'INR', 2],
    ['card', 200_000, 'INR', 9],
    ['upi', 1, 'INR', 1],
  ];
  for (const [method, amountMinor, currency, wanted] of rows) {
    const order = { ...PAYABLE, amountMinor, currency };
    assert.equal(chosenBy([small, large], method, order), wanted, `${method} ${amountMinor}`);
  }
  assert.equal(matches(small, { ...PAYABLE, currency: 'USD' }, 'upi'), false);
});

test('what cannot take it is left out with its reason, whatever the rules say', () => {
  const rules = [rule({ to: [1, 2] })];
  const rows: readonly (readonly [
    string,
    Partial<typeof ABLE> | null,
    Partial<Payable>,
    RegExp,
  ])[] = [
    ['currency', { currencies: ['USD'] }, {}, /takes no INR/],
    ['capture', { manualCapture: false }, { capture: 'manual' }, /cannot hold money/],
    ['methods', { methods: [] }, { methods: ['upi', 'card'] }, /held to upi, card/],
    ['processor', null, {}, /does not have/],
  ];
  for (const [name, lacks, order, why] of rows) {
    const ableOf: Sight['ableOf'] = (processor) =>
      processor === 'p1' ? lacks && { ...ABLE, ...lacks } : ABLE;
    const found = chooseRoute(routing(rules), { ...PAYABLE, ...order }, 'upi', { ...UP, ableOf });
    assert.equal(found?.connection.connection, 2, name);
    assert.match(found?.leftOut.map((each) => each.why).join() ?? '', why, name);
  }
  const account = { number: '1', ifsc: 'X', holder: 'Y' };
  assert.equal(chosenBy(rules, 'upi', { ...PAYABLE, payerAccount: account }), null);
  assert.equal(chosenBy(rules, 'upi', { ...PAYABLE, instruments: {} }), null);
  assert.equal(chosenBy(rules, 'upi', { ...PAYABLE, methods: [] }), null);
  assert.equal(chosenBy([rule({ to: [77] })], 'upi'), 9, 'a retired one is no connection');
  const retired = chooseRoute(routing([rule({ to: [77] })]), PAYABLE, 'upi', UP);
  assert.deepEqual(retired?.leftOut, [{ connection: null, why: 'is retired' }]);
});

test('rules come first, then the default, then the account’s own route', () => {
  const chosen = (rules: readonly RouteRule[], otherwise: readonly number[]) => {
    const found = chooseRoute(routing(rules, otherwise), PAYABLE, 'upi', UP);
    return [found?.connection.connection, found?.rule, found?.because];
  };
  const other = rule({ methods: ['card'], to: [1] });
  assert.deepEqual(chosen([other, rule({ to: [2] })], [3]), [2, 1, null]);
  assert.deepEqual(chosen([other], [3]), [3, null, null]);
  assert.deepEqual(chosen([other], []), [9, null, 'route']);
});

test('a payment stays where it was handed over, if that can take it', () => {
  const stays = (order: Partial<Payable>, key = 2, method: Method | null = null) =>
    stayWith(key, routing([rule({ to: [1] })]), { ...PAYABLE, ...order }, method, UP);
  const found = stays({});
  assert.deepEqual(
    [found?.connection.connection, found?.rule, found?.because, found?.methods],
    [2, null, 'handed over', null],
  );
  assert.deepEqual(stays({ methods: ['upi', 'card'] })?.methods, ['upi', 'card']);
  assert.deepEqual(stays({ methods: ['upi', 'card'] }, 2, 'card')?.methods, ['card']);
  assert.equal(stays({ currency: 'USD' }), null);
  assert.equal(stays({}, 77), null);
});

test('what is down is passed over, and taken where nothing else is left', () => {
  const down = (...keys: readonly number[]): Sight => ({
    ...UP,
    downOf: ({ connection }) => (keys.includes(connection) ? 'circuit open' : null),
  });
  const rules = [rule({ to: [1, 2] })];
  assert.equal(chosenBy(rules, 'upi', PAYABLE, down(1)), 2);
  assert.equal(chosenBy(rules, 'upi', PAYABLE, down(1, 2)), 9);
  const last = chooseRoute(routing(rules), PAYABLE, 'upi', down(1, 2, 9));
  assert.deepEqual([last?.connection.connection, last?.inSpiteOf], [1, 'circuit open']);
  const over = chooseRoute(routing(rules), PAYABLE, 'upi', down(1));
  assert.deepEqual(over?.leftOut, [{ connection: to(1), why: 'circuit open' }]);
});

test('the page asks for the method only where the routes need it', () => {
  const byMethod = [rule({ methods: ['upi'], to: [1] })];
  const planOf = (rules: readonly RouteRule[], order: Partial<Payable> = {}, sight = UP) =>
    planRoute(routing(rules), { ...PAYABLE, ...order }, null, sight);
  assert.deepEqual(planOf(byMethod).asks, METHODS);
  assert.equal(planOf(byMethod).chosen, null);
  assert.deepEqual(METHODS, ['upi', 'card', 'netbanking', 'wallet'], 'as the page shows them');
  assert.deepEqual(planOf(byMethod, { methods: ['card', 'upi'] }).asks, ['card', 'upi']);
  // What was chosen leads on.
  for (const [method, key] of [
    ['upi', 1],
    ['card', 9],
  ] as const) {
    const { chosen } = planRoute(routing(byMethod), PAYABLE, method, UP);
    assert.equal(chosen?.connection.connection, key);
  }
  // All lead to one place: nothing to ask.
  assert.deepEqual(planOf([rule({ methods: ['upi'], to: [9] })]).asks, []);
  assert.equal(planOf([rule({ methods: ['upi'], to: [9] })]).chosen?.because, 'every method');
  // Not by the same rule, though the next one is led by it too; and by one rule for all of them.
  const two = rule({ methods: ['upi', 'card'], to: [9] });
  assert.equal(planOf([two]).chosen?.because, 'every method');
  const all = planOf([rule({ to: [9] })]).chosen;
  assert.deepEqual([all?.because, all?.rule], [null, 0]);
  // The order says it already, or the amount is another.
  assert.equal(planOf(byMethod, { methods: ['upi'] }).chosen?.connection.connection, 1);
  const small = [rule({ methods: ['upi'], currency: 'INR', maxMinor: 100, to: [1] })];
  assert.deepEqual(planOf(small).asks, []);
  const noWallet: Sight = { ...UP, ableOf: () => ({ ...ABLE, methods: ['upi', 'card'] }) };
  const named = { methods: ['upi', 'wallet'] } as const;
  assert.deepEqual(planOf(byMethod, named, noWallet).chosen?.methods, ['upi']);
});

const rules = fc.array(
  fc.record({
    name: fc.constant(null),
    methods: fc.uniqueArray(fc.constantFrom(...METHODS), { maxLength: 3 }),
    currency: fc.constantFrom<string | null>(null, 'INR', 'USD'),
    minMinor: fc.option(fc.integer({ min: 0, max: 500 })),
    maxMinor: fc.option(fc.integer({ min: 0, max: 500 })),
    to: fc.uniqueArray(fc.constantFrom<number>(1, 2, 3, 77), { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 6 },
);
const payable = fc.record({
  amountMinor: fc.integer({ min: 1, max: 500 }),
  currency: fc.constantFrom('INR', 'USD'),
  capture: fc.constantFrom('automatic' as const, 'manual' as const),
});
const ables = fc.array(
  fc.record({
    currencies: fc.uniqueArray(fc.constantFrom<string>('INR', 'USD'), { minLength: 1 }),
    methods: fc.option(fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1 })),
    manualCapture: fc.boolean(),
  }),
  { minLength: 10, maxLength: 10 },
);

test('the first that fits wins, what cannot take it never does, and it is always the same', () => {
  const property = fc.property(
    ...([rules, payable, fc.constantFrom(...METHODS), ables] as const),
    fc.uniqueArray(fc.constantFrom<number>(1, 2, 3, 9)),
    fc.option(fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1 })),
    (given, asked, method, able, down, named) => {
      const order: Payable = named === null ? asked : { ...asked, methods: named };
      const sight: Sight = {
        ableOf: (processor) => able[Number(processor.slice(1))] ?? null,
        unableOf: () => null,
        downOf: ({ connection }) => (down.includes(connection) ? 'down' : null),
      };
      const found = chooseRoute(routing(given), order, method, sight);
      assert.deepEqual(chooseRoute(routing(given), order, method, sight), found);
      // Written once more, as a reader of the rules would walk them.
      const fits = (key: number): boolean => {
        const each = able[key];
        if (each === undefined || ![1, 2, 3, 9].includes(key)) return false;
        const isHeld = named === null || (named.includes(method) && each.methods?.includes(method));
        const holds = order.capture === 'automatic' || each.manualCapture;
        return each.currencies.includes(order.currency) && holds && isHeld === true;
      };
      const walk = given
        .filter((each) => {
          const { amountMinor: minor } = order;
          const isMethod = each.methods.length === 0 || each.methods.includes(method);
          const isCurrency = each.currency === null || each.currency === order.currency;
          return (
            isMethod &&
            isCurrency &&
            minor >= (each.minMinor ?? 0) &&
            minor <= (each.maxMinor ?? 500)
          );
        })
        .flatMap((each) => each.to)
        .concat(9)
        .filter(fits);
      const wanted = walk.find((key) => !down.includes(key)) ?? walk[0] ?? null;
      assert.equal(found?.connection.connection ?? null, wanted);
      if (found !== null && named !== null) assert.deepEqual(found.methods, [method]);
    },
  );
  fc.assert(property, { numRuns: 2000, verbose: true });
});

test('a payment that was handed over binds its order until that is closed there', () => {
  const handover = { theirOrder: null, step: null, isOpen: false };
  const failed = { status: 'failed', connection: 1, decline: 'timed_out' } as const;
  const bound = (...payments: readonly Parameters<typeof buildPayment>[0][]) =>
    boundTo({
      order: buildOrder(),
      payments: payments.map((each) => buildPayment(each)),
      refunds: [],
    });
  assert.equal(bound({ ...failed, handover }), 1);
  assert.equal(bound({ ...failed, handover: { ...handover, isClosed: true } }), null);
  assert.equal(bound({ ...failed, decline: 'processor_error' }), null, 'nobody has seen it');
  assert.equal(bound({ ...failed, handover }, { ...failed, connection: 2 }), 1);
  const closed = { ...handover, isClosed: true } as const;
  assert.equal(bound({ ...failed, handover }, { ...failed, handover: closed }), 1);
  assert.equal(bound({ ...failed, handover, surplus: true }), null);
  assert.equal(bound({ ...failed, handover }, { ...failed, handover, connection: 2 }), 2);
});

test('nobody has seen a payment that its processor never took, and any other somebody may', () => {
  const handover = { theirOrder: null, step: null, isOpen: false };
  const unbegun = { status: 'failed', decline: 'processor_error' } as const;
  assert.ok(isUnbegun(buildPayment(unbegun)));
  for (const change of [
    { handover },
    { decline: 'declined' },
    { decline: null },
    { status: 'pending' },
    { status: 'captured', handover },
  ] as const) {
    assert.ok(!isUnbegun(buildPayment({ ...unbegun, ...change })), JSON.stringify(change));
  }
});

// A name that could be ours or the merchant's is the merchant's, and none is given twice: every row
// of every dialect, with every spelling of our names in every place that takes one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Request } from '../../src/core/command.ts';
import type { Outcome } from '../../src/core/decision.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Id, Locator } from '../../src/core/id.ts';
import { commitOf } from '../conformance/store.ts';
import { buildOrder, buildRefund, orderCommand } from '../support/call.ts';
import { expectOutcome, openRig, type Rig, startPayment } from '../support/engine.ts';
import { dialects, slotsWhere } from '../support/name-slot.ts';

// Our keys begin with the year 2025.
const NOW = Date.parse('2026-02-03T10:30:00+05:30');

let rig: Rig;
before(async () => {
  rig = await openRig({ now: NOW });
});
after(() => rig.store.close());

/** How an order or a refund of ours is called on some wire. */
function spellingsOf({ token, number }: Id): readonly string[] {
  const words = ['order', 'rf', 'rfnd', 'pay', 'sim'].map((word) => `${word}_${token}`);
  const dated = ['aa', 'rf'].map((letters) => `v1-260203103000-${letters}-${token}`);
  return [token, ...words, ...dated, String(number), `refund_${number}`];
}

const pageOf = ({ token }: Id): string => `${token}PAGE`;

type Refunded = { readonly order: Id; readonly payment: Id; readonly refund: Id };

async function refundedOrder(reference: string): Promise<Refunded> {
  const { engine, account, instructions } = rig;
  const { payment } = await startPayment(rig, 'success@upi', { reference });
  expectOutcome(await instructions.charge(account, payment));
  const target = { payment: [{ by: 'token', token: payment.id.token }] } as const;
  const refund = { reference: `R_${reference}`, amount: { minor: 100 }, note: null } as const;
  const command = {
    kind: 'createRefund',
    dialect: 'test',
    target,
    ...refund,
    notes: {},
    wire: {},
  } as const;
  const made = expectOutcome(await engine.execute(account, command));
  assert.ok(made.refund);
  return { order: made.aggregate.order.id, payment: payment.id, refund: made.refund.id };
}

/** An order and a refund called like this, as a database of before may have them. */
async function addNamesakes(reference: string): Promise<{ order: Id; refund: Id }> {
  const { store, ids, clock, account } = rig;
  const [order, paymentId, refundId] = [1, 2, 3].map(() => ids.next(clock.now));
  assert.ok(order && paymentId && refundId);
  const at = { createdAt: clock.now, account: account.id };
  const counts = { attempts: 1, refunds: 1 };
  const made = buildOrder({ id: order, reference, ...counts, createdAt: at.createdAt });
  const refund = buildRefund({
    id: refundId,
    orderKey: order.key,
    paymentKey: paymentId.key,
    reference,
  });
  const changes = { order: made, before: null, payment: null, refund, refundIsNew: true };
  const saved = await store.save(commitOf({ account: at.account, changes, now: at.createdAt }));
  assert.equal(saved, 'saved');
  return { order, refund: refundId };
}

type Names = readonly Locator[];

/** What a request names, and as what. */
function namesIn(asked: Request): { readonly orders: Names[]; readonly refunds: Names[] } {
  if (asked.kind === 'findMany') {
    return { orders: [...asked.orders], refunds: [...(asked.refunds ?? [])] };
  }
  const target = 'target' in asked && 'order' in asked.target ? [asked.target.order] : [];
  const order = 'order' in asked && asked.order !== null ? [asked.order] : target;
  const own = asked.kind === 'editNotes' && asked.subject === 'order' ? [asked.locators] : order;
  return { orders: own, refunds: 'refund' in asked ? [asked.refund] : [] };
}

const couldBeEither = (names: Names, name: string): boolean =>
  names.length > 1 && names.some((each) => each.by === 'reference' && each.reference === name);

test('where a name could be ours or the merchant’s, it is the merchant’s', async () => {
  const { order: ours, refund: oursToo } = await refundedOrder('first');
  const { engine, account } = rig;
  const seen = new Set<string>();
  const either = slotsWhere((asked, name) => {
    const { orders, refunds } = namesIn(asked);
    return [...orders, ...refunds].some((names) => couldBeEither(names, name));
  });
  for (const name of [...spellingsOf(ours), ...spellingsOf(oursToo)]) {
    const theirs = await addNamesakes(name);
    const meant = ({ aggregate, refund }: Outcome): void => {
      assert.equal(aggregate.order.id.token, theirs.order.token);
      if (refund !== null) assert.equal(refund.id.token, theirs.refund.token);
    };
    for (const { dialect, where, ask } of either) {
      const asked = ask(name);
      if (isFailure(asked)) continue;
      const { orders, refunds } = namesIn(asked);
      for (const order of orders.filter((each) => couldBeEither(each, name))) {
        const found = await engine.find(account, { kind: 'findOrder', order });
        assert.ok(!isFailure(found), where);
        meant(found);
        seen.add(`${dialect.name} order`);
      }
      for (const refund of refunds.filter((each) => couldBeEither(each, name))) {
        const within = [[{ by: 'token', token: theirs.order.token } as const], null];
        for (const order of within) {
          const found = await engine.find(account, { kind: 'findRefund', order, refund });
          assert.ok(!isFailure(found), where);
          meant(found);
        }
        seen.add(`${dialect.name} refund`);
      }
    }
  }
  // The others read our names only, or references only, in any one place.
  assert.deepEqual([...seen].sort(), [
    'cashfree order',
    'cashfree refund',
    'payu order',
    'pinelabs order',
    'pinelabs refund',
    'razorpay order',
    'worldline order',
  ]);
});

test('no order is created under a name that something else answers to', async () => {
  const { order, payment, refund } = await refundedOrder('second');
  const { engine, account } = rig;
  const refused = new Set<string>();
  const links = new Set<string>();
  const creates = slotsWhere((asked, name) => {
    return asked.kind === 'createOrder' && (asked.reference ?? '').endsWith(name);
  });
  for (const named of [order, payment, refund]) {
    for (const name of [...spellingsOf(named), pageOf(order), `session_${pageOf(order)}`]) {
      for (const { dialect, where, ask } of creates) {
        const asked = ask(name);
        if (isFailure(asked) || asked.kind !== 'createOrder' || !asked.reference) continue;
        // A link's reference has a word before the merchant's name for it. Nobody reads it as ours
        // unless it is the token: a number has no such word, even one of fourteen digits.
        const [, worded] = /^[A-Za-z]+_([0-9A-Za-z]{14})$/.exec(asked.reference) ?? [];
        if (asked.reference !== name && worded !== named.token) continue;
        const made = await engine.execute(account, asked);
        // No two links are called alike: only the first of that name is made.
        const isSecond = asked.link !== undefined && links.has(name);
        if (asked.link !== undefined && !isFailure(made)) links.add(name);
        if (asked.repeat === 'accept' && !isSecond) {
          assert.ok(!isFailure(made), where);
          const { ownsReference, reference } = made.aggregate.order;
          assert.deepEqual([ownsReference, reference], [false, name], where);
        } else {
          assert.ok(isFailure(made) && made.failure === 'order_reference_taken', where);
        }
        refused.add(dialect.name);
      }
    }
  }
  assert.deepEqual([...refused].sort(), dialects.map(({ name }) => name).sort());
});

test('no refund is created under a name that something else answers to', async () => {
  const first = await refundedOrder('third');
  const second = await refundedOrder('fourth');
  const { engine, account } = rig;
  const payment: Names = [{ by: 'token', token: second.payment.token }];
  const seen = new Set<string>();
  const creates = slotsWhere((asked, name) => {
    return asked.kind === 'createRefund' && asked.reference === name;
  });
  const within = new Set<string>();
  const foreign = [first.order, first.payment, first.refund].flatMap(spellingsOf);
  for (const name of [...foreign, pageOf(first.order), ...spellingsOf(second.refund)]) {
    for (const { dialect, where, ask } of creates) {
      const asked = ask(name);
      if (isFailure(asked) || asked.kind !== 'createRefund' || asked.reference !== name) continue;
      const one = { target: { payment }, amount: { minor: 1 } };
      const made = await engine.execute(account, { ...asked, ...one });
      const isElsewhere = !spellingsOf(second.refund).includes(name);
      if (asked.uniqueWithin === 'payment' && isElsewhere && !within.has(name)) {
        assert.ok(!isFailure(made), where);
        assert.equal(made.refund?.ownsReference, false, where);
        within.add(name);
        continue;
      }
      assert.ok(isFailure(made) && made.failure === 'refund_reference_taken', where);
      seen.add(dialect.name);
    }
  }
  assert.deepEqual([...seen].sort(), ['cashfree', 'payu', 'pinelabs', 'razorpay']);
});

test('a refund may be called as the order or the payment that it gives back', async () => {
  const { order, payment } = await refundedOrder('fifth');
  const target = { payment: [{ by: 'token', token: payment.token } as const] };
  for (const reference of [`order_${order.token}`, String(order.number), String(payment.number)]) {
    const asked = { reference, amount: { minor: 100 }, note: null, notes: {}, wire: {} };
    const command = { kind: 'createRefund', dialect: 'test', target, ...asked } as const;
    const made = expectOutcome(await rig.engine.execute(rig.account, command));
    assert.equal(made.refund?.ownsReference, true);
  }
});

test('where orders and refunds share their references, neither takes the other’s', async () => {
  const { payment } = await refundedOrder('sixth');
  const { engine, account } = rig;
  const sharesReferences = true;
  const order = await engine.execute(
    account,
    orderCommand({ reference: 'R_sixth', sharesReferences }),
  );
  assert.ok(isFailure(order) && order.failure === 'order_reference_taken');
  const target = { payment: [{ by: 'token', token: payment.token } as const] };
  const asked = { reference: 'sixth', amount: { minor: 100 }, note: null, notes: {}, wire: {} };
  const command = { kind: 'createRefund', dialect: 'test', target, ...asked } as const;
  const refund = await engine.execute(account, { ...command, sharesReferences });
  assert.ok(isFailure(refund) && refund.failure === 'refund_reference_taken');
  // Elsewhere they are told apart by where they are asked for.
  expectOutcome(await engine.execute(account, command));
  expectOutcome(await engine.execute(account, orderCommand({ reference: 'R_sixth' })));
});

test('who renews an order of before under such a name gets it, not a refusal', async () => {
  const { order } = await refundedOrder('seventh');
  const reference = String(order.number);
  const old = await addNamesakes(reference);
  const asked = orderCommand({ reference, repeat: 'renew' });
  const renewed = expectOutcome(await rig.engine.execute(rig.account, asked));
  assert.equal(renewed.aggregate.order.id.token, old.order.token);
});

test('an ordinary reference is created without a look at anything', async () => {
  const loads: string[] = [];
  const watched = await openRig({
    now: NOW,
    wrap: (store) =>
      new Proxy(store, {
        get: (target, name, receiver) => {
          if (/^(load|find)(Order|Payment|Refund)/.test(String(name))) loads.push(String(name));
          return Reflect.get(target, name, receiver);
        },
      }),
  });
  // The engine names the store's functions when it is made.
  loads.length = 0;
  const references = ['INV-1', 'order 7', 'R_ABC', 'ord-20260203-000001', 'a'.repeat(36)];
  for (const reference of references) {
    expectOutcome(await watched.engine.execute(watched.account, orderCommand({ reference })));
  }
  assert.deepEqual(loads, []);
  await watched.store.close();
});

// Commands carried out: conflicts decided anew, failures told, nothing written by halves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, openRig, startPayment } from '../../../test/support/engine.ts';
import { isFailure } from '../../core/failure.ts';
import type { Locator } from '../../core/id.ts';
import type { Commit, Saved, Store } from '../../store/store.ts';
import { AlreadyAnswered } from './decide-and-save.ts';

type Save = (commit: Commit) => Promise<Saved>;
const saving =
  (save: (real: Save) => Save) =>
  (store: Store): Store => ({ ...store, save: save(store.save) });

function refund(token: string, minor: number, reference: string | null = null) {
  const target = { order: [{ by: 'token', token }] as Locator[] };
  const rest = { note: null, notes: {}, wire: {} };
  return {
    kind: 'createRefund',
    dialect: 'test',
    target,
    reference,
    amount: { minor },
    ...rest,
  } as const;
}

test('a conflict is decided anew, with a new name, until it is saved', async () => {
  let conflicts = 3;
  const keys: number[] = [];
  const wrap = saving((real) => async (commit) => {
    keys.push(commit.changes?.order.id.key ?? 0);
    conflicts -= 1;
    return conflicts >= 0 ? 'conflict' : real(commit);
  });
  const { engine, account, store } = await openRig({ wrap });
  const { aggregate } = expectOutcome(await engine.execute(account, orderCommand()));
  assert.equal(keys.length, 4);
  assert.equal(new Set(keys).size, 4);
  assert.equal(aggregate.order.id.key, keys.at(-1));
  assert.deepEqual(await store.loadOrder(1, aggregate.order.id.key), aggregate);
  await store.close();
});

test('endless conflicts are given up with an error, not with an answer', async () => {
  let saves = 0;
  const wrap = saving(() => async () => {
    saves += 1;
    return 'conflict';
  });
  const { engine, account, store, announced } = await openRig({ wrap });
  await assert.rejects(engine.execute(account, orderCommand()), /gave up after 100 conflicts/);
  assert.equal(saves, 100);
  assert.deepEqual(announced, []);
  await store.close();
});

test('a database that fails rejects the command; the next one works', async () => {
  let fails = true;
  const wrap = saving((real) => async (commit) => {
    if (fails) throw new Error('disk full');
    return real(commit);
  });
  const { engine, account, store, announced } = await openRig({ wrap });
  const command = orderCommand({ reference: 'r' });
  await assert.rejects(engine.execute(account, command), /disk full/);
  assert.equal(await store.loadOrderByReference(1, 'r'), null);
  assert.deepEqual(announced, []);
  fails = false;
  expectOutcome(await engine.execute(account, command));
  await store.close();
});

test('a save that was repeated is told as such', async () => {
  const wrap = saving(() => async () => 'repeated');
  const { engine, account, store } = await openRig({ wrap });
  await assert.rejects(engine.execute(account, orderCommand()), AlreadyAnswered);
  await store.close();
});

test('fifty orders of one reference at once: one owner, named by all refusals', async () => {
  const { engine, account, store } = await openRig();
  const command = orderCommand({ reference: 'same' });
  const all = await Promise.all(Array.from({ length: 50 }, () => engine.execute(account, command)));
  const made = all.filter((each) => !isFailure(each));
  assert.equal(made.length, 1);
  const [owner] = made.map((each) => expectOutcome(each).aggregate.order.id.key);
  for (const each of all) {
    if (!isFailure(each)) continue;
    assert.equal(each.failure, 'order_reference_taken');
    assert.equal(each.existing?.order.id.key, owner);
  }
  await store.close();
});

test('fifty refunds at once from two engines never exceed what was captured', async () => {
  const rig = await openRig();
  const { engine, account, store, instructions } = rig;
  const { orderKey, payment } = await startPayment(rig, 'success@upi', { amountMinor: 1000 });
  await instructions.charge(account, payment);
  const paid = await store.loadOrder(1, orderKey);
  assert.equal(paid?.order.status, 'paid');
  const { token } = paid?.order.id ?? { token: '' };
  // By token and by number are two turns, so that the two kinds meet as conflicts.
  const number = paid?.order.id.number ?? 0;
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      const command = refund(token, 70);
      const other = { ...command, order: [{ by: 'number', number } as const] };
      return engine.execute(account, index % 2 === 0 ? command : other);
    }),
  );
  assert.equal(all.filter((each) => !isFailure(each)).length, 14);
  const after = await store.loadOrder(1, orderKey);
  assert.equal(after?.payments[0]?.refundedMinor, 980);
  assert.equal(after?.refunds.length, 14);
  await store.close();
});

test('an instruction is written with its cause; a refund is announced afterwards', async () => {
  const rig = await openRig();
  const { store, announced, clock, engine, account, instructions } = rig;
  const { payment, orderKey } = await startPayment(rig);
  const fresh = { account: 1, orderKey, sentAt: null, tries: 0, key: null } as const;
  const charge = { ...fresh, id: payment.id.key, kind: 'charge', dueAt: clock.now + 5000 } as const;
  assert.deepEqual(await store.accountInstructions(1), [charge]);
  assert.deepEqual(announced, [], 'whoever started it submits it');
  await instructions.charge(account, payment);
  const { token } = (await store.loadOrder(1, orderKey))?.order.id ?? { token: '' };
  const made = expectOutcome(await engine.execute(account, refund(token, 100)));
  const row = { ...fresh, id: made.refund?.id.key ?? 0, kind: 'refund', dueAt: clock.now } as const;
  assert.deepEqual(announced, [row]);
  assert.deepEqual(await store.accountInstructions(1), [row]);
  await store.close();
});

test('the saved answer is made from what was decided, also from a refusal', async () => {
  const { engine, account, store, clock } = await openRig();
  const keep = (key: string) => ({
    remember: (result: unknown) => ({
      key,
      fingerprint: 'f',
      status: isFailure(result) ? 400 : 200,
      headers: {},
      body: isFailure(result) ? result.failure : 'made',
      expiresAt: clock.now + 1000,
    }),
  });
  const command = orderCommand({ reference: 'r' });
  await engine.execute(account, command, keep('k1'));
  await engine.execute(account, command, keep('k2'));
  assert.equal((await store.findIdempotencyRecord(1, 'k1', clock.now))?.body, 'made');
  assert.equal(
    (await store.findIdempotencyRecord(1, 'k2', clock.now))?.body,
    'order_reference_taken',
  );
  await store.close();
});

test('every name of an order finds it, in its own account alone', async () => {
  const { engine, account, store } = await openRig();
  const { aggregate } = expectOutcome(
    await engine.execute(account, orderCommand({ reference: 'r' })),
  );
  const { token, number } = aggregate.order.id;
  const forged = `${token.slice(0, 13)}${token.endsWith('A') ? 'B' : 'A'}`;
  const cases: readonly (readonly [Locator, boolean])[] = [
    [{ by: 'token', token }, true],
    [{ by: 'number', number }, true],
    [{ by: 'reference', reference: 'r' }, true],
    [{ by: 'token', token: forged }, false],
    [{ by: 'number', number: number + 1 }, false],
    [{ by: 'reference', reference: 'R' }, false],
    [{ by: 'reference', reference: token }, false],
  ];
  for (const [locator, found] of cases) {
    const query = { kind: 'findOrder', order: [locator] } as const;
    const here = await engine.find(account, query);
    assert.equal(!isFailure(here), found, JSON.stringify(locator));
    const there = await engine.find({ ...account, id: 2 }, query);
    assert.deepEqual(there, { failure: 'order_not_found' });
  }
  const second: Locator[] = [
    { by: 'reference', reference: 'x' },
    { by: 'number', number },
  ];
  assert.equal(isFailure(await engine.find(account, { kind: 'findOrder', order: second })), false);
  await store.close();
});

test('a refund is found by every name, within its order', async () => {
  const rig = await openRig();
  const { engine, account, instructions, store } = rig;
  const { orderKey, payment } = await startPayment(rig);
  await instructions.charge(account, payment);
  const { token } = (await store.loadOrder(1, orderKey))?.order.id ?? { token: '' };
  const made = expectOutcome(await engine.execute(account, refund(token, 100, 'rf')));
  const id = made.refund?.id ?? { key: 0, number: 0, token: '' };
  const order: Locator[] = [{ by: 'token', token }];
  const names: Locator[] = [
    { by: 'token', token: id.token },
    { by: 'number', number: id.number },
    { by: 'reference', reference: 'rf' },
  ];
  for (const name of names) {
    const found = expectOutcome(
      await engine.find(account, { kind: 'findRefund', order, refund: [name] }),
    );
    assert.equal(found.refund?.id.key, id.key);
  }
  const missing = await engine.find(account, { kind: 'findRefund', order, refund: [] });
  assert.ok(isFailure(missing) && missing.failure === 'refund_not_found');
  await store.close();
});

test('an order whose time is over reads as expired before any sweep', async () => {
  const { engine, account, store, clock } = await openRig();
  const expiresAt = clock.now + 1000;
  await engine.execute(account, orderCommand({ reference: 'r', expiresAt }));
  const query = { kind: 'findOrder', order: [{ by: 'reference', reference: 'r' }] } as const;
  clock.now += 1000;
  const found = expectOutcome(await engine.find(account, query));
  assert.equal(found.aggregate.order.status, 'expired');
  const again = await engine.execute(account, orderCommand({ reference: 'r', repeat: 'return' }));
  assert.ok(isFailure(again) && again.failure === 'order_reference_taken');
  await store.close();
});

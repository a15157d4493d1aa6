// What every store promises: unique claims, groups of commits, accounts that never meet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS } from '../../src/core/account.ts';
import type { Changes } from '../../src/core/decision.ts';
import type {
  AccountRow,
  Commit,
  InstructionRow,
  IdempotencyRecord,
  SecretRow,
  Store,
} from '../../src/store/store.ts';
import { buildOrder, buildPayment, buildRefund, NOW } from '../support/call.ts';

/** An empty database of its own for one test. */
export type TestDatabase = {
  /** Opens it; a second time gives another connection or, after `close`, the same again. */
  readonly open: () => Promise<Store>;
  /** Whether it outlives `close`. */
  readonly lasts: boolean;
  readonly remove: () => Promise<void>;
};
export type Run = (
  name: string,
  body: (store: Store, place: TestDatabase) => Promise<void>,
) => void;

/** Holds a store to a part of its contract; `make` gives an empty place for each test. */
export function testStore(
  engine: string,
  make: () => Promise<TestDatabase>,
  parts: readonly ((run: Run) => void)[],
): void {
  const run: Run = (name, body) =>
    test(`${engine}: ${name}`, async () => {
      const place = await make();
      const store = await place.open();
      try {
        await body(store, place);
      } finally {
        await store.close().catch(() => undefined);
        await place.remove();
      }
    });
  for (const part of parts) part(run);
}

const RULE = {
  name: null,
  methods: ['upi'],
  currency: 'INR',
  minMinor: null,
  maxMinor: 200_000,
  to: [2 ** 53 - 1],
} as const;

export const SEALED: SecretRow = {
  id: 1,
  sealed: 'v1.sealed',
  createdAt: NOW,
  expiresAt: null,
  revokedAt: null,
};

export function accountRow(changes: Partial<AccountRow> = {}): AccountRow {
  const { id = 1 } = changes;
  return {
    id: 1,
    key: 'key_1',
    aliases: { clientId: `client-of-${id}`, merchantId: `${100_000_000 + id}` },
    name: 'Shop ₹ "one"',
    mode: 'sandbox',
    processor: 'sandbox',
    secrets: [SEALED],
    settings: DEFAULT_SETTINGS,
    clockOffsetMs: 0,
    createdAt: NOW,
    ...changes,
  };
}

export function commitOf(changes: Partial<Commit>): Commit {
  const nothing = {
    changes: null,
    events: [],
    instruction: null,
    answered: null,
    record: null,
    webhooks: [],
    reply: null,
  };
  return { account: 1, now: NOW, clockOffsetMs: 0, ...nothing, ...changes };
}

export function changesOf(changes: Partial<Changes>): Changes {
  const rest = { before: null, payment: null, refund: null, refundIsNew: false };
  return { order: buildOrder(), ...rest, ...changes };
}

export function replyRow(changes: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  const headers = { 'content-type': 'application/json' };
  const row = { key: 'k', fingerprint: 'f', status: 200, headers, body: '{"a":"₹"}' };
  return { ...row, expiresAt: NOW + 1000, ...changes };
}

export function instructionRow(changes: Partial<InstructionRow> = {}): InstructionRow {
  const row = { account: 1, id: 2, orderKey: 1, kind: 'charge', sentAt: null, tries: 0 } as const;
  return { ...row, key: null, dueAt: NOW, ...changes };
}

/** Writes a change of an order, of order 1 unless it says otherwise; it must be saved. */
export async function write(store: Store, changes: Partial<Changes> = {}, account = 1) {
  const saved = await store.save(commitOf({ account, changes: changesOf(changes) }));
  assert.equal(saved, 'saved');
}

export function testAccounts(run: Run): void {
  run('a setting keeps the value that came first', async (store) => {
    assert.equal(await store.findSetting('s'), null);
    const kept = await Promise.all(['a', 'b', 'c'].map((value) => store.keepSetting('s', value)));
    assert.equal(new Set(kept).size, 1);
    assert.equal(await store.findSetting('s'), kept[0]);
    assert.equal(await store.keepSetting('s', 'd'), kept[0]);
  });

  run('an account is found whole, by key and by number', async (store) => {
    const settings = {
      unsignedCreate: true,
      uniqueReferences: true,
      orderNotices: 'both',
      unsignedRefundAddresses: ['203.0.113.0/24', '2001:db8::7'],
      v1Hashes: true,
      disabled: true,
      picture: { type: 'image/png', sha256: 'ab' },
      route: { connection: 2 ** 53 - 1, processor: 'p', mode: 'test' },
      routes: { rules: [RULE], otherwise: [2 ** 53 - 1] },
      routable: [
        { connection: 2 ** 53 - 1, processor: 'p', mode: 'test', token: 't', label: null },
      ],
      strict: { origins: ['https://shop.example'], pages: null, lagMs: 5, budgets: true },
    } as const;
    const row = accountRow({ settings, clockOffsetMs: 5, id: 2 ** 48 - 1, mode: 'live' });
    assert.equal(await store.addAccount(row), true);
    assert.deepEqual(await store.findAccount('key_1'), row);
    assert.deepEqual(await store.findAccountById(row.id), row);
    assert.equal(await store.findAccount('KEY_1'), null);
    assert.equal(await store.findOldestKey(), 'key_1');
    await store.addAccount(accountRow({ id: 1, key: 'key_0', createdAt: row.createdAt - 1 }));
    assert.equal(await store.findOldestKey(), 'key_0');
    await store.addAccount(accountRow({ id: 3, key: 'key_3', createdAt: row.createdAt + 1 }));
    assert.equal(await store.findOldestKey(), 'key_0');
    assert.equal(await store.findAccountById(9), null);
  });

  run('a key or a number that is taken changes nothing', async (store) => {
    await store.addAccount(accountRow());
    assert.equal(await store.addAccount(accountRow({ id: 2, name: 'Thief' })), false);
    assert.equal(await store.addAccount(accountRow({ key: 'key_2', name: 'Thief' })), false);
    assert.deepEqual(await store.findAccount('key_1'), accountRow());
    assert.equal(await store.findAccountById(2), null);
    assert.equal(await store.findAccount('key_2'), null);
  });

  run('a clock is moved for one account alone', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    await Promise.all([store.advanceClock(1, 1000), store.advanceClock(1, 500)]);
    const changed = accountRow({ clockOffsetMs: 1500 });
    assert.deepEqual(await store.findAccount('key_1'), changed);
    assert.deepEqual(await store.findAccount('key_2'), accountRow({ id: 2, key: 'key_2' }));
  });
}

const PAYMENTS = [2, 4].map((key) => buildPayment({ id: { key, number: key, token: `${key}` } }));
const [FIRST = buildPayment(), SECOND = buildPayment()] = PAYMENTS;

export function testOrders(run: Run): void {
  run('an order comes back whole with its payments and refunds, oldest first', async (store) => {
    const order = buildOrder({ notes: { 'a "b"': '₹ \n \\' }, wire: { deep: [1, null] } });
    await write(store, { order });
    assert.deepEqual(await store.loadOrder(1, 1), { order, payments: [], refunds: [] });
    const tried = { ...order, attempts: 2, refunds: 1, version: 2 };
    await write(store, { order: tried, before: 1, payment: SECOND });
    const refund = buildRefund();
    const last = { ...tried, version: 3 };
    await write(store, { order: last, before: 2, payment: FIRST, refund, refundIsNew: true });
    const whole = { order: last, payments: PAYMENTS, refunds: [refund] };
    assert.deepEqual(await store.loadOrder(1, 1), whole);
    assert.deepEqual(await store.loadOrderByReference(1, 'REF_1'), whole);
    assert.deepEqual(await store.findRefund(1, refund.id.key), refund);
    assert.deepEqual(await store.findRefundByReference(1, 'refund_123'), refund);
  });

  run('a payment and a refund are replaced by their latest state', async (store) => {
    const order = buildOrder({ attempts: 1, refunds: 1 });
    await write(store, { order, payment: FIRST, refund: buildRefund(), refundIsNew: true });
    const payment = { ...FIRST, refundedMinor: 7 };
    const refund = buildRefund({ status: 'processed' });
    await write(store, { order: { ...order, version: 2 }, before: 1, payment, refund });
    const found = await store.loadOrder(1, 1);
    assert.deepEqual([found?.payments, found?.refunds], [[payment], [refund]]);
  });

  run('nothing of one account is seen from another, though keys and names agree', async (store) => {
    const order = buildOrder({ attempts: 1, refunds: 1 });
    const all = { order, payment: FIRST, refund: buildRefund(), refundIsNew: true };
    await write(store, all);
    const looks = async (account: number) => [
      await store.loadOrder(account, 1),
      await store.loadOrderByReference(account, 'REF_1'),
      await store.findRefund(account, 3),
      await store.findRefundByReference(account, 'refund_123'),
    ];
    assert.deepEqual(await looks(2), [null, null, null, null]);
    await write(store, { ...all, order: { ...order, description: 'theirs' } }, 2);
    assert.equal((await store.loadOrder(1, 1))?.order.description, null);
    assert.equal((await store.loadOrderByReference(2, 'REF_1'))?.order.description, 'theirs');
  });

  run('a payment alone tells its sandbox account, and no live one', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2', mode: 'live' }));
    await write(store, { order: buildOrder({ attempts: 1 }), payment: FIRST });
    const live = { ...FIRST, id: { ...FIRST.id, key: 77 } };
    await write(store, { order: buildOrder({ attempts: 1 }), payment: live }, 2);
    assert.equal(await store.findPaymentSandbox(FIRST.id.key), 1);
    assert.equal(await store.findPaymentSandbox(77), null);
    assert.equal(await store.findPaymentSandbox(78), null);
  });

  run('a reference is claimed by its owner alone, and compared letter by letter', async (store) => {
    await write(store, { order: buildOrder({ ownsReference: false }) });
    assert.equal(await store.loadOrderByReference(1, 'REF_1'), null);
    const order = buildOrder({ id: { key: 9, number: 9, token: '9' } });
    await write(store, { order });
    assert.equal((await store.loadOrderByReference(1, 'REF_1'))?.order.id.key, 9);
    for (const other of ['ref_1', 'REF_1 ', ' REF_1', 'REF', '']) {
      assert.equal(await store.loadOrderByReference(1, other), null, other);
    }
    for (const key of [10, 11]) {
      const id = { key, number: key, token: `${key}` };
      await write(store, { order: buildOrder({ id, reference: null }) });
    }
  });
}

export function testGroups(run: Run): void {
  const numbered = (key: number, reference: string) =>
    buildOrder({ id: { key, number: key, token: `${key}` }, reference });

  run('of many writes in one turn, only those at fault fail', async (store) => {
    // An event that is written twice breaks its key: a failure of the database, not a conflict.
    const twice = [1, 2].map(() => ({ kind: 'payment.pending', at: NOW }) as const);
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => {
        const changes = changesOf({ order: numbered(index + 10, `r${index % 15}`) });
        const events = index === 7 ? twice : [];
        return store.save(commitOf({ changes, events, reply: replyRow({ key: `k${index}` }) }));
      }),
    );
    const saidOf = (index: number): string => {
      const result = results[index];
      return result?.status === 'fulfilled' ? result.value : 'rejected';
    };
    for (const index of results.keys()) {
      const said = saidOf(index);
      const loaded = await store.loadOrder(1, index + 10);
      const reply = await store.findIdempotencyRecord(1, `k${index}`, NOW);
      assert.equal(loaded !== null, said === 'saved', `write ${index}`);
      assert.equal(reply !== null, said === 'saved', `write ${index}`);
      if (index === 7) assert.equal(said, 'rejected');
      else if (index >= 5 && index < 15) assert.equal(said, 'saved', `write ${index}`);
      // Two want the reference: either may come first.
      else if (index < 5) {
        assert.deepEqual([said, saidOf(index + 15)].sort(), ['conflict', 'saved']);
      }
    }
  });

  run('fifty changes of one version at once: one is saved', async (store) => {
    await write(store);
    const saved = await Promise.all(
      Array.from({ length: 50 }, (_, index) => {
        const order = buildOrder({ version: 2, description: `${index}` });
        return store.save(commitOf({ changes: changesOf({ order, before: 1 }) }));
      }),
    );
    assert.equal(saved.filter((each) => each === 'saved').length, 1);
    const winner = saved.indexOf('saved');
    assert.equal((await store.loadOrder(1, 1))?.order.description, `${winner}`);
  });

  run('a closed store rejects whatever is asked, and kills nobody', async (store) => {
    await store.close();
    await assert.rejects(store.save(commitOf({ reply: replyRow() })));
    await assert.rejects(store.loadOrder(1, 1));
  });
}

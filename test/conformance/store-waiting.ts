// What every store promises of things that wait: keys, instructions, orders that run out.
import assert from 'node:assert/strict';
import { WAITING } from '../../src/store/store.ts';
import { buildOrder, NOW } from '../support/call.ts';
import {
  accountRow,
  changesOf,
  commitOf,
  instructionRow,
  type Run,
  replyRow,
  write,
} from './store.ts';

export function testWaitingKeys(run: Run): void {
  const waiting = replyRow({ status: WAITING, headers: {}, body: '' });
  const answered = { id: 2, kind: 'charge', againAt: null } as const;
  const settle = (status: number, body: string, id = 2) =>
    commitOf({ answered: { ...answered, id }, settles: { status, headers: { a: 'b' }, body } });

  run('a key waits for its instruction, whose answer is saved once', async (store) => {
    const instruction = instructionRow({ key: 'k' });
    assert.equal(await store.save(commitOf({ instruction, reply: waiting })), 'saved');
    assert.deepEqual(await store.accountInstructions(1), [instruction]);
    assert.deepEqual(await store.findIdempotencyRecord(1, 'k', NOW), waiting);
    assert.equal(await store.save(commitOf({ reply: replyRow() })), 'repeated');
    assert.equal(await store.save(settle(200, 'one')), 'saved');
    const answered = { ...waiting, status: 200, headers: { a: 'b' }, body: 'one' };
    assert.deepEqual(await store.findIdempotencyRecord(1, 'k', NOW), answered);
    assert.deepEqual(await store.accountInstructions(1), []);
    await store.save(settle(500, 'two'));
    assert.deepEqual(await store.findIdempotencyRecord(1, 'k', NOW), answered);
  });

  run(
    'an answer settles the key of its own instruction alone, and no answered one',
    async (store) => {
      const other = replyRow({ key: 'other', status: WAITING, headers: {}, body: '' });
      const row = (id: number, key: string) => instructionRow({ id, key });
      await store.save(commitOf({ instruction: row(2, 'k'), reply: replyRow() }));
      await store.save(commitOf({ instruction: row(3, 'other'), reply: other }));
      await store.save(commitOf({ instruction: instructionRow({ id: 4 }) }));
      for (const id of [2, 4]) assert.equal(await store.save(settle(200, 'x', id)), 'saved');
      assert.deepEqual(await store.findIdempotencyRecord(1, 'k', NOW), replyRow());
      assert.deepEqual(await store.findIdempotencyRecord(1, 'other', NOW), other);
    },
  );

  run('a lease is renewed until the instruction was answered', async (store) => {
    const row = instructionRow({ dueAt: NOW });
    const dueAt = async () => (await store.accountInstructions(1))[0]?.dueAt;
    await store.save(commitOf({ instruction: row }));
    await store.renewLease(row, NOW + 50);
    assert.equal(await dueAt(), NOW + 50);
    await store.save(commitOf({ answered: { ...row, againAt: NOW + 900 } }));
    await store.renewLease(row, NOW + 100);
    assert.equal(await dueAt(), NOW + 900);
  });
}

export function testHints(run: Run): void {
  run(
    'what is brought forward is neither removed nor put off by who read it before',
    async (store) => {
      const row = instructionRow({ dueAt: NOW + 900, sentAt: NOW, tries: 3 });
      assert.equal(await store.findInstruction(row), null);
      assert.deepEqual(await store.bringForward(row, false), row);
      assert.deepEqual(await store.findInstruction(row), row);
      const sooner = await store.bringForward({ ...row, dueAt: NOW + 50, tries: 0 }, false);
      assert.deepEqual(sooner, { ...row, dueAt: NOW + 50, tries: 4 });
      const { id, kind } = row;
      for (const answered of [
        { id, kind, againAt: null, tries: 3 },
        { id, kind, againAt: NOW + 700, tries: 3 },
        { id, kind, againAt: NOW + 700, tries: 3, isHeld: true },
      ] as const) {
        await store.save(commitOf({ answered }));
        assert.deepEqual(await store.findInstruction(row), sooner, JSON.stringify(answered));
      }
      const later = await store.bringForward({ ...row, dueAt: NOW + 70 }, false);
      assert.deepEqual(later, { ...sooner, tries: 5 }, 'no later than before');
      const exact = await store.bringForward({ ...row, dueAt: NOW + 70 }, true);
      assert.deepEqual(exact, { ...sooner, dueAt: NOW + 70, tries: 6 });
      const held = { id, kind, againAt: NOW + 80, tries: 6, isHeld: true } as const;
      await store.save(commitOf({ answered: held }));
      assert.deepEqual(await store.findInstruction(row), { ...exact, dueAt: NOW + 80 });
      await store.save(commitOf({ answered: { id, kind, againAt: NOW + 90, tries: 6 } }));
      assert.deepEqual(await store.findInstruction(row), { ...exact, dueAt: NOW + 90, tries: 7 });
      await store.save(commitOf({ answered: { id, kind, againAt: null, tries: 7 } }));
      assert.equal(await store.findInstruction(row), null);
    },
  );
}

export function testInstructions(run: Run): void {
  run('what is due is taken once, first what is due first, and comes again', async (store) => {
    await store.addAccount(accountRow());
    const rows = [
      instructionRow({ id: 11, dueAt: NOW + 2 }),
      instructionRow({ id: 12, dueAt: NOW + 1, kind: 'refund' }),
      instructionRow({ id: 13, dueAt: NOW + 3 }),
      instructionRow({ id: 11, dueAt: NOW + 1, account: 2 }),
    ];
    for (const instruction of rows) {
      const { account } = instruction;
      assert.equal(await store.save(commitOf({ account, instruction })), 'saved');
    }
    assert.deepEqual(await store.accountInstructions(1), [rows[1], rows[0], rows[2]]);
    const takeAt = async (now: number, limit = 10) =>
      (await store.leaseInstructions(now, now + 100, limit))
        .map(({ account, id }) => `${account}:${id}`)
        .sort();
    assert.deepEqual(await takeAt(NOW), []);
    assert.deepEqual(await takeAt(NOW + 2, 2), ['1:12', '2:11']);
    assert.deepEqual(await takeAt(NOW + 2, 2), ['1:11']);
    assert.deepEqual(await takeAt(NOW + 3), ['1:13']);
    assert.deepEqual(await takeAt(NOW + 101), []);
    assert.deepEqual(await takeAt(NOW + 102), ['1:11', '1:12', '2:11']);
    const [first] = await store.accountInstructions(1);
    assert.deepEqual(first, { ...rows[2], dueAt: NOW + 103 });
  });

  run('a clock that moves brings nearer what waits on it, and nothing else', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    for (const account of [1, 2]) {
      const instruction = instructionRow({ account, dueAt: NOW + 1000 });
      await store.save(commitOf({ account, instruction }));
      await write(store, { order: buildOrder({ expiresAt: NOW + 2000 }) }, account);
    }
    await store.advanceClock(1, 600);
    assert.deepEqual(await store.leaseInstructions(NOW + 399, NOW, 10), []);
    const orders = await store.overdueOrders(NOW + 1400, null, 10);
    assert.deepEqual(orders, [{ account: 1, orderKey: 1, dueAt: NOW + 1400 }]);
    const [row, ...others] = await store.leaseInstructions(NOW + 400, NOW + 5000, 10);
    assert.deepEqual([row?.account, others.length], [1, 0]);
  });
}

export function testTaking(run: Run): void {
  run('of many that take at once, each gets what no other has', async (store) => {
    for (let id = 1; id <= 30; id += 1) {
      await store.save(commitOf({ instruction: instructionRow({ id }) }));
    }
    const taken = await Promise.all(
      Array.from({ length: 8 }, () => store.leaseInstructions(NOW, NOW + 1000, 10)),
    );
    const ids = taken.flat().map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    const rest = await store.leaseInstructions(NOW, NOW + 1000, 100);
    assert.equal(ids.length + rest.length, 30);
  });

  run('an instruction is marked as told once', async (store) => {
    const instruction = instructionRow();
    await store.save(commitOf({ instruction }));
    const marks = await Promise.all([1, 2, 3].map((at) => store.markSent(instruction, NOW + at)));
    assert.equal(marks.filter(Boolean).length, 1);
    const [row] = await store.accountInstructions(1);
    assert.equal(row?.sentAt, NOW + 1 + marks.indexOf(true));
    assert.equal(await store.markSent(instructionRow({ account: 2 }), NOW), false);
    assert.equal(await store.markSent(instructionRow({ id: 99 }), NOW), false);
  });

  run('an answered instruction waits and counts, or is gone', async (store) => {
    await store.save(commitOf({ instruction: instructionRow() }));
    await store.save(commitOf({ account: 2, instruction: instructionRow({ account: 2 }) }));
    await store.save(commitOf({ answered: { id: 2, kind: 'charge', againAt: NOW + 5000 } }));
    const [later] = await store.accountInstructions(1);
    assert.deepEqual([later?.dueAt, later?.tries], [NOW + 5000, 1]);
    await store.save(commitOf({ answered: { id: 2, kind: 'charge', againAt: null } }));
    assert.deepEqual(await store.accountInstructions(1), []);
    assert.equal((await store.accountInstructions(2)).length, 1);
    await store.save(commitOf({ answered: { id: 2, kind: 'charge', againAt: NOW } }));
    assert.deepEqual(await store.accountInstructions(1), [], 'it came back from nothing');
  });
}

export function testOverdue(run: Run): void {
  const due = (key: number, expiresAt: number | null) =>
    buildOrder({ id: { key, number: key, token: `${key}` }, reference: `r${key}`, expiresAt });

  run('open orders run out on the clock of their account; closed ones do not', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2', clockOffsetMs: 1000 }));
    const ahead = { account: 2, now: NOW + 1000, clockOffsetMs: 1000 };
    await write(store, { order: due(11, NOW + 10) });
    await write(store, { order: due(12, null) });
    await write(store, { order: { ...due(13, NOW + 1), status: 'cancelled' } });
    const changes = changesOf({ order: due(11, NOW + 1005) });
    assert.equal(await store.save(commitOf({ ...ahead, changes })), 'saved');
    const at = (now: number) => store.overdueOrders(now, null, 10);
    assert.deepEqual(await at(NOW + 4), []);
    assert.deepEqual(await at(NOW + 5), [{ account: 2, orderKey: 11, dueAt: NOW + 5 }]);
    assert.equal((await at(NOW + 10)).length, 2);
    const paid = { ...due(11, NOW + 10), status: 'paid' as const, version: 2 };
    await write(store, { order: paid, before: 1 });
    assert.equal((await at(NOW + 10)).length, 1);
  });

  run('pages follow one another without a gap, also within one millisecond', async (store) => {
    await store.addAccount(accountRow());
    await store.addAccount(accountRow({ id: 2, key: 'key_2' }));
    const commits = Array.from({ length: 25 }, (_, index) => {
      const order = due(index + 10, NOW + (index < 20 ? 5 : index));
      return commitOf({ account: 1 + (index % 2), changes: changesOf({ order }) });
    });
    await Promise.all(commits.map((commit) => store.save(commit)));
    const seen: string[] = [];
    const dueAts: number[] = [];
    let page = await store.overdueOrders(NOW + 100, null, 7);
    for (let pages = 0; page.length > 0 && pages < 10; pages += 1) {
      seen.push(...page.map(({ account, orderKey }) => `${account}:${orderKey}`));
      dueAts.push(...page.map(({ dueAt }) => dueAt));
      page = await store.overdueOrders(NOW + 100, page.at(-1) ?? null, 7);
    }
    assert.equal(seen.length, 25);
    assert.equal(new Set(seen).size, 25);
    assert.deepEqual(
      dueAts,
      dueAts.toSorted((one, other) => one - other),
    );
  });
}

export function testLasting(run: Run): void {
  run('what was written is found when the store is opened again', async (store, place) => {
    if (!place.lasts) return;
    await store.keepSetting('s', 'kept');
    await store.addAccount(accountRow());
    await write(store);
    const reply = replyRow();
    await store.save(commitOf({ reply, instruction: instructionRow() }));
    // Not awaited: closing first finishes what was asked before.
    const last = store.save(commitOf({ reply: replyRow({ key: 'last' }) }));
    await store.close();
    assert.equal(await last, 'saved');
    const again = await place.open();
    try {
      assert.equal(await again.findSetting('s'), 'kept');
      assert.deepEqual(await again.findAccount('key_1'), accountRow());
      assert.deepEqual((await again.loadOrder(1, 1))?.order, buildOrder());
      assert.deepEqual(await again.findIdempotencyRecord(1, 'k', NOW), reply);
      assert.notEqual(await again.findIdempotencyRecord(1, 'last', NOW), null);
      assert.deepEqual(await again.accountInstructions(1), [instructionRow()]);
      assert.equal(await again.save(commitOf({ reply })), 'repeated');
    } finally {
      await again.close();
    }
  });

  run('two connections see what the other has committed', async (store, place) => {
    if (!place.lasts) return;
    const other = await place.open();
    try {
      await write(store);
      assert.deepEqual((await other.loadOrder(1, 1))?.order, buildOrder());
      const order = buildOrder({ version: 2 });
      await write(other, { order, before: 1 });
      const late = changesOf({ order: buildOrder({ version: 2 }), before: 1 });
      assert.equal(await store.save(commitOf({ changes: late })), 'conflict');
    } finally {
      await other.close();
    }
  });
}

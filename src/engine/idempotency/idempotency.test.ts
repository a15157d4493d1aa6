// Idempotency: one key, one answer, for one account, for 24 hours, whoever asks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, openRig, type Rig } from '../../../test/support/engine.ts';
import { isFailure } from '../../core/failure.ts';
import type { Store } from '../../store/store.ts';
import { createIdempotency, REPLAYED_FOR_MS, type WireReply, type Work } from './idempotency.ts';
import { AlreadyAnswered } from '../orders/decide-and-save.ts';

const reply = (body: string, status = 200): WireReply => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});

const use = (key: string, fingerprint: string) => ({ key, fingerprint });

/** Work that looks, and must find that there is nothing to do. */
const looking: Work = async ({ look }) => {
  await look();
  assert.fail('it was worked');
};

/** Work that creates an order and keeps its answer in the same commit. */
function creating({ engine, account }: Rig, answer: WireReply, seen: string[] = []): Work {
  return async ({ keep, look }) => {
    await look();
    seen.push(answer.body);
    const result = await engine.execute(account, orderCommand(), { remember: () => keep(answer) });
    expectOutcome(result);
    return answer;
  };
}

test('a key is worked once; its answer is replayed whole', async () => {
  const rig = await openRig();
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  const seen: string[] = [];
  const first = await once(rig.account, use('k', 'f'), creating(rig, reply('one', 201), seen));
  const second = await once(rig.account, use('k', 'f'), creating(rig, reply('two'), seen));
  assert.deepEqual(first, { reply: reply('one', 201), replayed: false });
  assert.deepEqual(second, { reply: reply('one', 201), replayed: true });
  const other = await once(rig.account, use('k2', 'f'), creating(rig, reply('three'), seen));
  assert.equal(isFailure(other), false);
  assert.deepEqual(seen, ['one', 'three']);
  await rig.store.close();
});

test('another request with the same key is a mismatch, and is not worked', async () => {
  const rig = await openRig();
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  await once(rig.account, use('k', 'f'), creating(rig, reply('one')));
  const failure = { failure: 'idempotency_mismatch' };
  assert.deepEqual(await once(rig.account, use('k', 'other'), looking), failure);
  await rig.store.close();
});

test('a key belongs to one account', async () => {
  const rig = await openRig();
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  await once(rig.account, use('k', 'f'), creating(rig, reply('one')));
  const account = { ...rig.account, id: 2 };
  const result = await once(
    account,
    use('k', 'other'),
    creating({ ...rig, account }, reply('two')),
  );
  assert.deepEqual(result, { reply: reply('two'), replayed: false });
  await rig.store.close();
});

test('a key in flight is told so, and free again when the work is over', async () => {
  const rig = await openRig();
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  const { promise, reject } = Promise.withResolvers<WireReply>();
  const first = once(rig.account, use('k', 'f'), () => promise);
  const inFlight = { failure: 'idempotency_in_flight' };
  const work = () => assert.fail('it was worked');
  assert.deepEqual(await once(rig.account, use('k', 'f'), work), inFlight);
  assert.deepEqual(await once(rig.account, use('k', 'other'), work), inFlight);
  const elsewhere = await once({ ...rig.account, id: 2 }, use('k', 'f'), async () => reply('free'));
  assert.deepEqual(elsewhere, { reply: reply('free'), replayed: false });
  reject(new Error('broken'));
  await assert.rejects(first, /broken/);
  const again = await once(rig.account, use('k', 'f'), creating(rig, reply('one')));
  assert.deepEqual(again, { reply: reply('one'), replayed: false });
  await rig.store.close();
});

test('fifty at once: one is worked, one order is there, nobody gets another answer', async () => {
  const rig = await openRig();
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  const seen: string[] = [];
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      once(rig.account, use('k', 'f'), creating(rig, reply(`answer ${index}`), seen)),
    ),
  );
  assert.equal(seen.length, 1);
  for (const each of all) {
    const refused = isFailure(each) && each.failure === 'idempotency_in_flight';
    assert.ok(refused || (!isFailure(each) && each.reply.body === seen[0]));
  }
  await rig.store.close();
});

// Two processes have a set of keys in flight each; only the store knows what both do.
test('two processes with one key: one commit, and both give its answer', async () => {
  const rig = await openRig();
  const { store, engine, account } = rig;
  const here = createIdempotency(store, engine);
  const there = createIdempotency(store, engine);
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const slow: Work = async ({ keep }) => {
    await gate;
    return creating(rig, reply('slow'))({ keep, look: async () => undefined, resumes: null });
  };
  const late = here.answer(account, use('k', 'f'), slow);
  const early = await there.answer(account, use('k', 'f'), creating(rig, reply('fast')));
  open();
  assert.deepEqual(early, { reply: reply('fast'), replayed: false });
  assert.deepEqual(await late, { reply: reply('fast'), replayed: true });
  await store.close();
});

test('two processes, one key, two requests: the later is a mismatch', async () => {
  const rig = await openRig();
  const { store, engine, account } = rig;
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const reference = 'never';
  const late = createIdempotency(store, engine).answer(
    account,
    use('k', 'other'),
    async ({ keep }) => {
      await gate;
      const remember = () => keep(reply('late'));
      await engine.execute(account, orderCommand({ reference }), { remember });
      return reply('late');
    },
  );
  await createIdempotency(store, engine).answer(
    account,
    use('k', 'f'),
    creating(rig, reply('fast')),
  );
  open();
  assert.deepEqual(await late, { failure: 'idempotency_mismatch' });
  assert.equal(await store.loadOrderByReference(account.id, reference), null);
  await store.close();
});

test('two processes, an answer that changes nothing: both give the saved one', async () => {
  const rig = await openRig();
  const { store, engine, account } = rig;
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const refusing =
    (answer: WireReply, wait: Promise<void>): Work =>
    async ({ keep }) => {
      await wait;
      await engine.remember(account, keep(answer));
      return answer;
    };
  const late = createIdempotency(store, engine).answer(
    account,
    use('k', 'f'),
    refusing(reply('late', 404), gate),
  );
  const soon = refusing(reply('early', 400), Promise.resolve());
  await createIdempotency(store, engine).answer(account, use('k', 'f'), soon);
  open();
  assert.deepEqual(await late, { reply: reply('early', 400), replayed: true });
  await store.close();
});

test('a 500 that the work answered is saved like any other', async () => {
  const { store, engine, account } = await openRig();
  const { answer: once } = createIdempotency(store, engine);
  const broken = reply('broken', 500);
  const work: Work = async ({ keep }) => {
    await engine.remember(account, keep(broken));
    return broken;
  };
  await once(account, use('k', 'f'), work);
  const again = await once(account, use('k', 'f'), looking);
  assert.deepEqual(again, { reply: broken, replayed: true });
  await store.close();
});

test('work that throws leaves no answer and no order', async () => {
  const rig = await openRig();
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  const reference = 'rolled back';
  const work: Work = async () => {
    const remember = () => {
      throw new Error('a render with a bug');
    };
    await rig.engine.execute(rig.account, orderCommand({ reference }), { remember });
    return reply('never');
  };
  await assert.rejects(once(rig.account, use('k', 'f'), work), /a render with a bug/);
  assert.equal(await rig.store.findIdempotencyRecord(1, 'k', rig.clock.now), null);
  assert.equal(await rig.store.loadOrderByReference(1, reference), null);
  await rig.store.close();
});

test('an answer is replayed for 24 hours of its account, then worked anew', async () => {
  const rig = await openRig();
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  await once(rig.account, use('k', 'f'), creating(rig, reply('one')));
  rig.clock.now += REPLAYED_FOR_MS - 1;
  const last = await once(rig.account, use('k', 'f'), creating(rig, reply('two')));
  assert.deepEqual(last, { reply: reply('one'), replayed: true });
  rig.clock.now += 1;
  const fresh = await once(rig.account, use('k', 'other'), creating(rig, reply('three')));
  assert.deepEqual(fresh, { reply: reply('three'), replayed: false });
  const moved = { ...rig.account, clockOffsetMs: REPLAYED_FOR_MS };
  const ahead = await once(
    moved,
    use('k', 'f'),
    creating({ ...rig, account: moved }, reply('four')),
  );
  assert.deepEqual(ahead, { reply: reply('four'), replayed: false });
  await rig.store.close();
});

test('a store that says "repeated" and then has no answer is a bug that is told', async () => {
  const wrap = (store: Store): Store => ({ ...store, save: async () => 'repeated' });
  const rig = await openRig({ wrap });
  const { answer: once } = createIdempotency(rig.store, rig.engine);
  await assert.rejects(
    once(rig.account, use('k', 'f'), creating(rig, reply('one'))),
    AlreadyAnswered,
  );
  await rig.store.close();
});

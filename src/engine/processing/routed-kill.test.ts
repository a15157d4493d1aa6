// A process that dies anywhere between the press of a button and the next connection: whoever comes
// back pays once, at one of them, and nothing sticks. The oracle is the gateways' own books.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { openTwoGateways, type Stage } from '../../../test/support/two-gateways.ts';
import type { Weather } from '../../../test/support/wire-gateway.ts';
import type { Store } from '../../store/store.ts';

const MINUTE_MS = 60_000;
const AMOUNT = 50050;
const WRITES_MAX = 14;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-routed-kill-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const WRITES: ReadonlySet<string | symbol> = new Set(['save', 'markSent', 'bringForward']);

/** Once so many writes were done nothing is read or written any more. */
function mortal(life: { left: number }): (store: Store) => Store {
  return (store) =>
    new Proxy(store, {
      get: (target, name) => {
        const work = Reflect.get(target, name) as unknown;
        if (typeof work !== 'function' || name === 'close') return work;
        return async (...given: readonly unknown[]) => {
          if (life.left <= 0) throw new Error('killed');
          const result: unknown = await Reflect.apply(work, target, given);
          if (WRITES.has(name)) life.left -= 1;
          if (life.left <= 0) throw new Error('killed');
          return result;
        };
      },
    });
}

/** The customer tries until a gateway's page is open; its name there. */
async function pressOn(stage: Stage, key: number): Promise<string> {
  for (let tries = 0; tries < 12; tries += 1) {
    if ((await stage.press(key)) === '/go') {
      const { payments } = await stage.read(key);
      return payments.find(({ handover }) => handover?.isOpen === true)?.id.token ?? assert.fail();
    }
    await stage.pass(10_000);
  }
  return assert.fail(`stuck: ${JSON.stringify((await stage.read(key)).payments)}`);
}

function pay({ north, south }: Stage, token: string): void {
  const book = north.book.get(token) ?? south.book.get(token) ?? assert.fail(token);
  book.paidMinor = AMOUNT;
  book.order = 'closed';
}

const takenOf = ({ north, south }: Stage): number =>
  [...north.book.values(), ...south.book.values()].filter(({ paidMinor }) => paidMinor !== null)
    .length;

for (const weather of ['refused', 'broken', 'silent'] satisfies Weather[]) {
  test(`killed after each write while the first gateway is ${weather}`, async () => {
    let killed = 0;
    for (let writes = 1; writes <= WRITES_MAX; writes += 1) {
      const file = path.join(folder, `${weather}-${writes}.db`);
      const life = { left: Number.POSITIVE_INFINITY };
      const first = await openTwoGateways({ path: file, wrap: mortal(life) });
      const [north = '', south = ''] = first.names;
      await first.setRoutes([], [north, south]);
      const key = await first.order({ capture: 'automatic' });
      first.north.weather = weather;
      life.left = writes;
      try {
        // Two tabs, one of which leaves and comes back.
        await Promise.allSettled([first.press(key), first.press(key)]);
        await first.leave(key);
        await first.press(key);
      } catch {
        // It is gone.
      }
      if (life.left <= 0) killed += 1;
      await first.instructions.finish().catch(() => undefined);
      await first.store.close();
      const { clock } = first;
      const now = clock.now + 1000;
      const stage = await openTwoGateways({ path: file, earlier: first, now });
      if (writes % 2 === 0) stage.north.weather = 'up';
      await stage.pass(20_000);
      const token = await pressOn(stage, key);
      pay(stage, token);
      await stage.pass(5 * MINUTE_MS, 5000);
      const { order, payments } = await stage.read(key);
      const said = `${weather} ${writes}: ${JSON.stringify(payments)}`;
      assert.equal(order.status, 'paid', said);
      assert.equal(takenOf(stage), 1, said);
      assert.deepEqual(
        payments.filter(({ status }) => status !== 'failed').map(({ status }) => status),
        ['captured'],
        said,
      );
      // Whoever waits for a page that nobody shows any more: nothing is left open for ever.
      assert.ok(payments.every(({ completedAt }) => completedAt !== null));
      await stage.close();
    }
    assert.ok(killed > 6, `killed ${killed} times`);
  });
}

test('killed before another was asked, the merchant hears that it failed', async () => {
  let stranded = 0;
  for (let writes = 1; writes <= 8; writes += 1) {
    const file = path.join(folder, `stranded-${writes}.db`);
    const life = { left: Number.POSITIVE_INFINITY };
    const first = await openTwoGateways({ path: file, wrap: mortal(life) });
    const [north = '', south = ''] = first.names;
    await first.setRoutes([], [north, south]);
    const key = await first.order({ capture: 'automatic' });
    first.north.weather = 'refused';
    life.left = writes;
    await first.press(key).catch(() => undefined);
    await first.instructions.finish().catch(() => undefined);
    await first.store.close();
    const now = first.clock.now + 1000;
    const stage = await openTwoGateways({ path: file, earlier: first, now });
    // The customer does not come back.
    await stage.pass(MINUTE_MS);
    const last = (await stage.read(key)).payments.at(-1);
    const events = await stage.store.listEvents(stage.account.id, { orderKey: key }, 100);
    const failed = events.flatMap(({ kind, evidence }) =>
      kind === 'payment.failed' ? [evidence?.payment] : [],
    );
    const wanted = last?.status === 'failed' ? [last.id.token] : [];
    assert.deepEqual(failed, wanted, `${writes}: ${last?.processor} ${last?.status}`);
    if (last?.processor === 'north') stranded += 1;
    await stage.pass(5 * MINUTE_MS, 5000);
    const waiting = await stage.store.accountInstructions(stage.account.id);
    assert.equal(waiting.length, last?.status === 'failed' ? 0 : 1);
    await stage.close();
  }
  assert.ok(stranded > 0, 'never killed between the two');
});

// What browsers and webhooks tell of a payment, in every order and forged: each a reason to ask at
// most, and what happened is told once.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Payment } from '../../src/core/payment.ts';
import {
  beginAt,
  type Chain,
  eventsOf,
  findFar,
  openChain,
  PROCESSORS,
  payFar,
} from '../support/chain.ts';
import { sendHook, writeHook } from '../support/hook.ts';
import { ask } from '../support/server.ts';

type Hint = 'return' | 'webhook' | 'inquiry';

const ORDERS: readonly (readonly Hint[])[] = [
  ['return', 'webhook', 'inquiry'],
  ['return', 'inquiry', 'webhook'],
  ['webhook', 'return', 'inquiry'],
  ['webhook', 'inquiry', 'return'],
  ['inquiry', 'return', 'webhook'],
  ['inquiry', 'webhook', 'return'],
];

/** How it signs is documented nowhere: whatever it tells is asked about, once in ten seconds. */
const MAY_SIGN_OTHERWISE = 'paytring';

for (const processor of PROCESSORS) {
  suite(`told by ${processor}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    const connectionOf = async (): Promise<number> => {
      const { settings } = await chain.account();
      return settings.route?.connection ?? assert.fail('no route');
    };
    /** What the gateway is asked about a payment from now on; others are polled meanwhile. */
    const watch = (...names: readonly (string | null | undefined)[]) => {
      const { length } = chain.front.seen;
      const isAbout = (seen: string) => names.some((name) => name && seen.includes(name));
      return () => chain.front.seen.slice(length).filter(isAbout);
    };
    const watchPayment = ({ id, handover }: Payment) => watch(id.token, handover?.theirOrder);

    for (const hints of ORDERS) {
      test(`${hints.join(', ')}, each twice: one event each`, async () => {
        const { page, payment } = await beginAt(chain, `H_${hints.join('_')}`);
        await payFar(chain, payment.id.token);
        const give = async (hint: Hint): Promise<void> => {
          if (hint === 'return') await ask(`${page}/back`, { method: 'POST', body: 'x=1' });
          else if (hint === 'webhook') {
            const hook = writeHook(chain, payment.id.token);
            const taken = await sendHook(chain, await connectionOf(), hook);
            assert.equal(taken.status, 200, taken.text);
          } else {
            const { instructions } = chain.near.app.parts;
            await instructions.inquire(await chain.account(), payment, 'signed');
          }
        };
        for (const hint of hints) await Promise.all([give(hint), give(hint)]);
        await chain.near.app.parts.instructions.finish();
        const told = await eventsOf(chain, payment.orderKey);
        for (const kind of ['payment.captured', 'order.paid'] as const) {
          assert.equal(told.filter((each) => each === kind).length, 1, told.join());
        }
        assert.ok(!told.includes('payment.surplus') && !told.includes('evidence.contradicted'));
      });
    }

    test('a forged webhook has nobody asked, or is no more than an unsigned one', async () => {
      const { payment } = await beginAt(chain, 'H_forged');
      const connection = await connectionOf();
      const { headers, body, query } = writeHook(chain, payment.id.token);
      const forged = writeHook(chain, payment.id.token, 'another_secret');
      const seen = watchPayment(payment);
      const { 'content-type': type } = headers;
      const bare = { headers: type === undefined ? {} : { 'content-type': type }, body };
      const other = (text: string) => text.replace(payment.id.token, 'ZZZZZZZZZZZZZZ');
      const changed = {
        ...{ headers, body: other(body) },
        ...(query === undefined ? {} : { query: other(query) }),
      };
      const refused = [forged, changed, ...(processor === 'payu' ? [] : [bare])];
      for (const hook of refused) {
        const { status } = await sendHook(chain, connection, hook);
        assert.equal(status, processor === MAY_SIGN_OTHERWISE ? 200 : 401);
      }
      await chain.near.app.parts.instructions.finish();
      assert.ok(seen().length <= (processor === MAY_SIGN_OTHERWISE ? 1 : 0), seen().join());
    });

    test('a webhook for an unknown name is taken, and nobody is asked', async () => {
      const seen = watch('UNKNOWN1234567');
      const hook = writeHook(chain, 'UNKNOWN1234567');
      assert.equal((await sendHook(chain, await connectionOf(), hook)).status, 200);
      await setTimeout(100);
      assert.deepEqual(seen(), []);
      const strange = `${chain.near.url}/hooks/1-1-${'A'.repeat(22)}`;
      assert.equal((await ask(strange, { method: 'POST', ...hook })).status, 404);
    });

    test('a webhook of another connection brings none of ours forward', async () => {
      const { payment } = await beginAt(chain, 'H_other');
      const key = payment.connection ?? assert.fail();
      await chain.connect();
      const { account, near } = chain;
      const records = await near.app.parts.store.listRecords(
        (await account()).id,
        'connection',
        0,
        10,
      );
      const other = records.map(({ id }) => id.key).find((each) => each !== key);
      const seen = watchPayment(payment);
      const hook = writeHook(chain, payment.id.token);
      assert.equal((await sendHook(chain, other ?? assert.fail(), hook)).status, 200);
      await setTimeout(100);
      assert.deepEqual(seen(), []);
    });

    test('a return of another order asks about its own page alone', async () => {
      const one = await beginAt(chain, 'H_mine');
      const other = await beginAt(chain, 'H_theirs');
      // Not paid yet: a gateway tells of that by a webhook of its own, at any moment.
      const seen = watchPayment(other.payment);
      const name = other.payment.id.token;
      await ask(`${one.page}/back?txnid=${name}&order_id=${name}&status=success`);
      assert.deepEqual(await eventsOf(chain, one.payment.orderKey), [
        'order.created',
        'payment.pending',
      ]);
      assert.deepEqual(seen(), [], 'the other order was asked about');
    });

    test('a flood of returns asks once, and the customer is told to wait', async () => {
      const { page, payment } = await beginAt(chain, 'H_flood');
      await ask(`${page}/back`);
      const seen = watchPayment(payment);
      const flood = Array.from({ length: 40 }, (_, at) =>
        ask(`${page}/back`, at % 2 === 0 ? {} : { method: 'POST', body: 'status=failure' }),
      );
      const answers = await Promise.all(flood);
      assert.ok(seen().length <= 3, `asked ${seen().length} times`);
      const waiting = answers.filter(({ headers }) => headers.get('refresh') !== null);
      assert.ok(waiting.length >= 39, 'who came too often comes again by himself');
      await payFar(chain, payment.id.token);
      const connection = payment.connection ?? assert.fail();
      // What is signed is not held up by it.
      await sendHook(chain, connection, writeHook(chain, payment.id.token));
      await chain.near.app.parts.instructions.finish();
      assert.ok((await eventsOf(chain, payment.orderKey)).includes('order.paid'));
      assert.equal((await findFar(chain, payment.id.token))?.aggregate.order.status, 'paid');
    });
  });
}

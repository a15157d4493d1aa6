// Giving a payment up on our page: only once the gateway has said that nobody has paid it.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { beginAt, type Chain, findOrder, openChain, PROCESSORS, payFar } from '../support/chain.ts';
import { ask } from '../support/server.ts';

const AWAY = { when: 'before', how: { status: 503, body: '<html>busy</html>' } } as const;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CONTACTS = 'name=Asha+Rao&email=asha%40example.com&phone=9876543210';

for (const processor of PROCESSORS) {
  suite(`leaving a payment at ${processor}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    const statesOf = async (reference: string) =>
      (await findOrder(chain, reference)).aggregate.payments.map(({ status }) => status);
    const press = (page: string, step: string) =>
      ask(`${page}${step}`, { method: 'POST', headers: FORM, body: CONTACTS });

    test('a gateway that is away: nothing is cancelled, and the browser comes again', async () => {
      const { page } = await beginAt(chain, 'L_away');
      chain.front.spoil = () => AWAY;
      const left = await press(page, '/cancel');
      chain.front.spoil = () => null;
      assert.match(left.headers.get('refresh') ?? '', /^10;url=\/pay\//);
      assert.deepEqual(await statesOf('L_away'), ['pending']);
    });

    test('a gateway that is away: another session begins nothing over it', async () => {
      const { page } = await beginAt(chain, 'L_other');
      chain.front.spoil = () => AWAY;
      await press(`${page}.anybody`, '/go');
      chain.front.spoil = () => null;
      assert.deepEqual(await statesOf('L_other'), ['pending']);
    });

    test('paid meanwhile, asked about too often: another session gives nothing up', async () => {
      const { page, payment } = await beginAt(chain, 'L_flood');
      await ask(`${page}/back`);
      await payFar(chain, payment.id.token);
      await ask(`${page}/back`);
      await press(`${page}.anybody`, '/go');
      assert.deepEqual(await statesOf('L_flood'), ['captured']);
      const cancelled = await press(page, '/cancel');
      assert.equal(cancelled.status, 303);
      assert.equal((await findOrder(chain, 'L_flood')).aggregate.order.status, 'paid');
    });

    test('nobody has paid: cancelled, as the gateway says so', async () => {
      const { page } = await beginAt(chain, 'L_free');
      await ask(`${page}/back`);
      const left = await press(page, '/cancel');
      assert.match(left.headers.get('location') ?? '', /\/return$/);
      assert.deepEqual(await statesOf('L_free'), ['failed']);
    });
  });
}

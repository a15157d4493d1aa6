// The chain against a strict sandbox: origins have to be registered, what was just made is not found
// yet, fees and discounts stand beside the order's amount, and too many questions are refused.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  beginAt,
  type Chain,
  comeBack,
  createAt,
  findFar,
  findOrder,
  goOn,
  makeStrict,
  openChain,
  pageOf,
  payFar,
  PROCESSORS,
  until,
} from '../support/chain.ts';
import { driverOf } from '../support/fixture.ts';
import { ask, BASIC } from '../support/server.ts';

const AMOUNT = 50_050;
const LAG_MS = 1200;

/** Forms come from our first server alone. */
const strictOf = ({ near }: Chain) => ({ origins: [near.url], lag_ms: LAG_MS });

for (const processor of PROCESSORS) {
  suite(`carried by a strict ${processor}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
      await makeStrict(chain.far, strictOf(chain));
    });
    after(() => chain.stop());

    const stateOf = async (reference: string) => {
      const { aggregate } = await findOrder(chain, reference);
      return `${aggregate.order.status} ${aggregate.payments.at(-1)?.status}`;
    };
    const inquire = async (reference: string): Promise<string> => {
      const { aggregate } = await findOrder(chain, reference);
      const payment = aggregate.payments.at(-1) ?? assert.fail();
      const { instructions } = chain.near.app.parts;
      await instructions.inquire(await chain.account(), payment, 'signed');
      return stateOf(reference);
    };

    test('not found yet is neither failed nor paid; what is charged is another amount', async () => {
      const reference = 'STRICT_1';
      const driver = driverOf('pinelabs');
      await driver.create(chain.merchant, reference);
      const page = await pageOf(chain, reference);
      await goOn(page);
      const { aggregate: begun } = await findOrder(chain, reference);
      const name = begun.payments[0]?.id.token ?? assert.fail();
      await payFar(chain, name, 'failure');
      await payFar(chain, name);
      await comeBack(page);
      assert.equal(await stateOf(reference), 'attempted pending', 'what is not found yet');
      assert.equal(await until(() => inquire(reference), 'paid captured'), 'paid captured');
      const { aggregate } = await findOrder(chain, reference);
      const [payment] = aggregate.payments;
      assert.equal(payment?.capturedMinor, AMOUNT);
      await driver.refund(chain.merchant, reference, 1000);
      const given = async () => {
        const there = await findFar(chain, name);
        return there?.aggregate.refunds.map(({ amountMinor }) => amountMinor).join();
      };
      assert.equal(await until(given, '1000'), '1000');
      const { instructions } = chain.near.app.parts;
      const refunded = async () => {
        await instructions.settle(await chain.account());
        return (await findOrder(chain, reference)).aggregate.refunds.map(({ status }) => status);
      };
      assert.equal(await until(async () => (await refunded()).join(), 'processed'), 'processed');
      assert.equal(await given(), '1000', 'told once, however often it was not found');
    });

    test('too many questions in a minute wait, and answer later', async (context) => {
      if (processor !== 'cashfree') return context.skip('no number is documented of the others');
      await beginAt(chain, 'STRICT_2');
      const seen = chain.front.seen.length;
      for (let times = 0; times < 40; times += 1) await inquire('STRICT_2');
      assert.ok(chain.front.seen.length > seen);
      assert.equal(await stateOf('STRICT_2'), 'attempted pending');
    });
  });
}

suite('what strict means where the way there is a form', () => {
  let chain: Chain;
  before(async () => {
    chain = await openChain('payu');
  });
  after(() => chain.stop());

  test('an origin that is not registered is refused, and nothing is taken for failed', async () => {
    await makeStrict(chain.far, { origins: ['https://another.example'] });
    const page = await createAt(chain, 'STRICT_3');
    await assert.rejects(goOn(page));
    const { aggregate } = await findOrder(chain, 'STRICT_3');
    assert.equal(aggregate.payments[0]?.status, 'pending');
    assert.equal(await findFar(chain, aggregate.payments[0]?.id.token ?? ''), null);
  });

  test('its page is on another host, has no opener and stands in no frame', async () => {
    const pages = chain.far.url.replace('127.0.0.1', 'localhost');
    await makeStrict(chain.far, { ...strictOf(chain), pages });
    const page = await createAt(chain, 'STRICT_4');
    const bridge = await goOn(page);
    assert.match(bridge, /<form method="post"/);
    const seen = chain.front.led.at(-1) ?? '';
    assert.ok(seen.startsWith(`${pages}/pay/`), seen);
    const { headers, status } = await ask(seen.replace(pages, chain.far.url));
    assert.equal(status, 200);
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
  });
});

test('a live account cannot be strict, and what is misspelt is refused', async () => {
  const chain = await openChain('payu');
  const { key, secret, server } = chain.merchant;
  const own = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  const change = (url: string, authorization: string, strict: unknown) =>
    ask(`${url}/account/settings`, {
      method: 'PATCH',
      headers: { authorization },
      body: { strict },
    });
  assert.equal((await change(server, own, { origins: [] })).status, 400);
  for (const wrong of [true, 'on', { origins: ['shop.example'] }, { lag_ms: 1e9 }, { lag: 1 }]) {
    assert.equal((await change(chain.far.url, BASIC, wrong)).status, 400, JSON.stringify(wrong));
  }
  const set = await change(chain.far.url, BASIC, { pages: 'https://pay.example' });
  const strict = { origins: [], pages: 'https://pay.example', lag_ms: 2000, budgets: true };
  assert.deepEqual((set.json as { strict: unknown }).strict, strict);
  const off = await change(chain.far.url, BASIC, false);
  assert.equal((off.json as { strict: unknown }).strict, false);
  await chain.stop();
});

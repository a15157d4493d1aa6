// The chain against a strict sandbox: origins have to be registered, what was just made is not
// found yet, fees and discounts stand beside the order's amount, too many questions are refused.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
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
/** What its sandbox takes of questions after an order's payments (docs/bad-days.md). */
const PER_MINUTE = 30;
/** The order's 500.50 with 11.81 of fee, 11.80 of surcharge, or 5.00 less. */
const CHARGED: Readonly<Record<string, RegExp>> = {
  razorpay: /"amount":51231,.*"fee":1181,/,
  cashfree: /"payment_amount":(?:512\.30|495\.50),.*"order_amount":500\.5,/,
  payu: /"transaction_amount":"500\.50",.*"net_amount_debit":(?:512\.30|495\.50),/,
};

/** Nothing proves who asks it, so nothing is held back from whoever does (docs/bad-days.md). */
const WITHOUT_LAG = 'worldline';

/** A question every so often: who asks at once and always is refused for the rest of the minute. */
const untilFound = <T>(look: () => Promise<T>, wanted: T): Promise<T> =>
  until(async () => {
    await setTimeout(LAG_MS);
    return look();
  }, wanted);

/** Forms come from our first server alone. */
const strictOf = ({ near }: Chain) => ({ origins: [near.url], lag_ms: LAG_MS });

for (const processor of PROCESSORS.filter((each) => each !== WITHOUT_LAG)) {
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

    test('what is not found yet is no failure; another amount is charged', async () => {
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
      assert.equal(await untilFound(() => inquire(reference), 'paid captured'), 'paid captured');
      const { aggregate } = await findOrder(chain, reference);
      const [payment] = aggregate.payments;
      assert.equal(payment?.capturedMinor, AMOUNT);
      const charged = CHARGED[processor];
      if (charged !== undefined) assert.match(chain.front.answered.join('\n'), charged);
      await driver.refund(chain.merchant, reference, 1000);
      const given = async () => {
        const there = await findFar(chain, name);
        return there?.aggregate.refunds.map(({ amountMinor }) => amountMinor).join();
      };
      assert.equal(await untilFound(given, '1000'), '1000');
      const { instructions } = chain.near.app.parts;
      const refunded = async () => {
        await instructions.settle(await chain.account());
        return (await findOrder(chain, reference)).aggregate.refunds.map(({ status }) => status);
      };
      assert.equal(
        await untilFound(async () => (await refunded()).join(), 'processed'),
        'processed',
      );
      assert.equal(await given(), '1000', 'told once, however often it was not found');
    });

    // No number is documented of the others.
    if (processor !== 'cashfree') return;
    test('too many questions in a minute are refused, which is no answer to them', async () => {
      const { payment } = await beginAt(chain, 'STRICT_2');
      const headers = {
        'x-client-id': chain.gateway.key,
        'x-client-secret': chain.gateway.secret,
        'x-api-version': '2025-01-01',
      };
      const at = `${chain.far.url}/pg/orders/${payment.id.token}/payments`;
      let refused = 0;
      for (let times = 0; times <= PER_MINUTE; times += 1) {
        if ((await ask(at, { headers })).status === 429) refused += 1;
      }
      assert.ok(refused > 0, 'a budget that never ends');
      await payFar(chain, payment.id.token);
      await setTimeout(LAG_MS);
      assert.equal(await inquire('STRICT_2'), 'attempted pending');
      assert.match(chain.front.answered.at(-1) ?? '', /^429 /);
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

// An account that connections carry: no control of the sandbox, no test instrument, no card of its
// customers, by whatever road it comes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Chain, createAt, findOrder, openChain } from '../support/chain.ts';
import { SERVED, type Served } from '../support/fixture.ts';
import { prepare, send } from '../support/sample.ts';
import { ask } from '../support/server.ts';

const CARD = '4111111111111111';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let chain: Chain;
before(async () => {
  chain = await openChain('payu');
  // Else the families that are proved by it would refuse for that.
  const { accounts } = chain.near.app.parts;
  await accounts.changeSettings(await chain.account(), { changes: { v1Hashes: true } });
});
after(() => chain.stop());

test('the controls of the sandbox are not there', async () => {
  await createAt(chain, 'L_control');
  const { key, secret } = chain.merchant;
  const headers = { authorization: `Basic ${btoa(`${key}:${secret}`)}` };
  const pay = { order: 'L_control', method: 'card', outcome: 'success' };
  for (const [path, body] of [
    ['pay', pay],
    ['settle', {}],
    ['clock', { advance_seconds: 60 }],
  ] as const) {
    const refused = await ask(`${chain.near.url}/sandbox/${path}`, { headers, body });
    assert.equal(refused.status, 404, `${path}: ${refused.text}`);
  }
  const { aggregate } = await findOrder(chain, 'L_control');
  assert.deepEqual([aggregate.order.status, aggregate.payments], ['created', []]);
});

test('its page has no field for a card and takes none', async () => {
  const page = await createAt(chain, 'L_page');
  const shown = await ask(page);
  assert.doesNotMatch(shown.text, /name="card_(?:number|cvv)"|success@upi/);
  const fields = { method: 'card', card_number: CARD, card_expiry: '12/40', card_cvv: '123' };
  for (const step of ['', '/bank', '/upi']) {
    const body = new URLSearchParams({ ...fields, outcome: 'success' }).toString();
    const sent = await ask(`${page}${step}`, { method: 'POST', headers: FORM, body });
    assert.ok(sent.status < 500, `${step}: ${sent.status}`);
    assert.ok(!sent.text.includes(CARD), 'the number is shown again');
  }
  const { aggregate } = await findOrder(chain, 'L_page');
  assert.deepEqual(aggregate.payments, []);
  assert.ok(!chain.near.logged.join().includes(CARD));
});

const PAYING: ReadonlySet<string> = new Set(['payByApi', 'simulatePayment']);

/** Requests that pay by themselves in the sandbox, of every dialect and of our own APIs. */
function listSamples(served: Served) {
  return served.families.flatMap((family) =>
    served.fixture.samples
      .filter(({ families, order, after: earlier, row }) => {
        const isMade = earlier === undefined && (order === undefined || order === 'created');
        return isMade && families.test(family.name) && row.startsWith('POST');
      })
      .map((sample) => ({ family, sample })),
  );
}

test('what pays in the sandbox by its own request is refused by every dialect', async () => {
  const { accounts, store } = chain.near.app.parts;
  const known = (await accounts.findFresh(chain.merchant.key)) ?? assert.fail();
  const shop = { account: known.account, credentials: chain.merchant };
  const refused = new Set<string>();
  for (const served of SERVED) {
    for (const { family, sample } of listSamples(served)) {
      const { given } = await prepare(chain.near, served, family, sample, shop);
      const { row, call, answered, succeeded } = await send(
        chain.near,
        served,
        family,
        sample,
        given,
      );
      if (row === null || call === null || !('pair' in row)) continue;
      const asked = row.pair<unknown>(({ parse }) => parse(call)) as Record<string, unknown>;
      if (!PAYING.has(String(asked['kind'])) && !('pays' in asked)) continue;
      const what = `${served.owner}, ${family.name}: ${sample.row}`;
      refused.add(served.owner);
      assert.ok(!succeeded && answered.status < 500, `${what}: ${answered.status}`);
      assert.notEqual(answered.status, 401, `${what}: ${answered.text}`);
      assert.ok(!answered.text.includes(CARD), what);
      if (sample.order === undefined) continue;
      const aggregate = await store.loadOrder(known.account.id, given.order.id.key);
      assert.deepEqual(aggregate?.payments, [], what);
    }
  }
  assert.deepEqual([...refused].sort(), ['cashfree', 'paytring', 'payu', 'pinelabs']);
});

test('Razorpay answers for a card by API as an account for which that is not enabled', async () => {
  await createAt(chain, 'L_card');
  const { aggregate } = await findOrder(chain, 'L_card');
  const { key, secret } = chain.merchant;
  const headers = { authorization: `Basic ${btoa(`${key}:${secret}`)}` };
  const card = {
    number: CARD,
    name: 'Asha Rao',
    expiry_month: '12',
    expiry_year: '40',
    cvv: '123',
  };
  const about = { order_id: `order_${aggregate.order.id.token}`, amount: 50050, currency: 'INR' };
  const payer = { email: 'asha@example.com', contact: '9876543210', method: 'card', card };
  const url = `${chain.near.url}/v1/payments/create/json`;
  const refused = await ask(url, { headers, body: { ...about, ...payer } });
  assert.equal(refused.status, 400, refused.text);
  assert.match(refused.text, /"code":"BAD_REQUEST_ERROR"/);
  assert.deepEqual((await findOrder(chain, 'L_card')).aggregate.payments, []);
});

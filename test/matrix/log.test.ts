// What is logged of customers' ways and merchants' requests: no page's name, secret or token.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insideOf } from '../../src/engine/identity/embedder.ts';
import type { Merchant } from '../../src/gateways/fixture.ts';
import { DIALECTS, driverOf, SERVED } from '../support/fixture.ts';
import { merchantOf } from '../support/merchant.ts';
import { openHook, type Hook } from '../support/receiver.ts';
import { openShop, prepare, send } from '../support/sample.ts';
import { proverOf } from '../support/sample-proof.ts';
import { ask, KEY, startServer, type TestServer } from '../support/server.ts';

const SECRET = '0123456789abcdef0123456789ABCDEF';
const ENDPOINT_SECRET = `whsec_${Buffer.alloc(24, 5).toString('base64')}`;

let server: TestServer;
let merchant: Merchant;
let hook: Hook;
before(async () => {
  server = await startServer({ SANDBOX_SECRET: SECRET });
  // Nobody takes a webhook here: whatever goes wrong with them is logged as well.
  hook = await openHook((response) => response.writeHead(500).end('no'));
  merchant = merchantOf(server, { key: KEY, secret: SECRET }, hook.url);
  const url = `${hook.url}/hook?token=hook_token_1`;
  for (const { name } of DIALECTS) {
    const body = { url, dialect: name, secret: ENDPOINT_SECRET, retry_seconds: [] };
    await merchant.ask('POST', '/account/endpoints', { body });
  }
});
after(async () => {
  await server.stop();
  await hook.stop();
});

/** As the name of a checkout session stands behind that of a page. */
const SESSION = 'SES123def456GH';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Every character as a browser may write it too. */
function inHex(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '%$&');
}

/** All that a customer's browser may ask of a page, some of it spelt as nobody should. */
async function walk(page: string): Promise<void> {
  const { origin, pathname } = new URL(page);
  const name = pathname.split('/')[2] ?? '';
  const bases = [page, `${page}/in/${insideOf('*')}`, `${page}/in/${insideOf(hook.url)}`];
  const post = (url: string, body: string) => ask(url, { method: 'POST', headers: FORM, body });
  for (const base of bases) {
    for (const step of ['', '/', '?method=upi', '/bank', '/wait', '/return', '/return?now']) {
      await ask(base + step);
    }
    await post(base, 'method=upi&vpa=failure%40upi');
    await post(base, 'nothing=that&is=known');
    await post(`${base}/bank`, 'outcome=success');
    await post(`${base}/cancel`, '');
    await ask(base, { method: 'DELETE' });
  }
  await post(page, 'method=card&card_number=4111111111111111&card_expiry=12%2F39&card_cvv=123');
  await ask(`${page}/bank`);
  await post(`${page}/bank`, 'outcome=success');
  await ask(`${page}/return?now`);
  const odd = ['/pay//', '//pay/', '/PAY/', '/pay/%2e/', '/nowhere/', '/pay/in/', '/v1/pay/'];
  for (const before of odd) await ask(`${origin}${before}${name}.${SESSION}`);
  await ask(`${origin}/pay/${inHex(name)}`);
  for (const behind of [`.${SESSION}`, '/nowhere', 'x', '%20', '/in/nothing', '/in/*']) {
    await ask(`${page}${behind}`);
  }
  await ask(`${origin}/cashfree/checkout/session_${name}`, { method: 'POST', body: {} });
  await ask(`${origin}/account/webhooks?order=${name}`);
  await ask(`${origin}/sandbox/pay`, { body: { order: name, method: 'upi' } });
}

/** All that may not be read in a log, by what it is. */
function assertSilent(forbidden: ReadonlyMap<string, string>): void {
  for (const line of server.logged) {
    for (const [text, what] of forbidden) assert.ok(!line.includes(text), `${what} in ${line}`);
  }
}

for (const { name } of DIALECTS) {
  test(`${name}: pages, ways back and webhooks leave no page’s name in the log`, async () => {
    const { page } = await driverOf(name).create(merchant, `LOG_${name}`);
    await walk(page);
    await merchant.ask('POST', '/sandbox/settle', { body: {} });
    const before = server.logged.length;
    assert.ok(before > 20, `${before} lines were logged`);
    const pageName = new URL(page).pathname.split('/')[2] ?? '';
    assertSilent(
      new Map([
        [pageName, 'the name of a page'],
        [pageName.slice(14, 36), 'the tag of a page'],
        [inHex(pageName), 'the name of a page in another spelling'],
        [SESSION, 'the name of a checkout session'],
        [SECRET, 'the secret'],
        [ENDPOINT_SECRET, 'the secret of an endpoint'],
        ['hook_token_1', 'the query of an endpoint'],
        ['4111111111111111', 'a card'],
      ]),
    );
  });
}

test('the webhooks were tried, and that they failed was logged', () => {
  assert.ok(hook.came.length > 0);
  assert.ok(server.logged.some((line) => line.includes('a webhook was given up')));
});

test('every row with its proof leaves no secret, no session and no bearer’s token', async () => {
  for (const served of SERVED) {
    for (const family of served.families) {
      const prover = proverOf(served, family);
      const rows = family.operations.map(({ method, path }) => `${method} ${path}`);
      const sample = served.fixture.samples.find(
        ({ families, row }) => families.test(family.name) && rows.includes(row),
      );
      if (sample === undefined || prover === undefined) continue;
      const shop = await openShop(server, sample.settings);
      const { given } = await prepare(server, served, family, sample, shop);
      const driven = await send(server, served, family, sample, given);
      const { headers = {}, fields = {} } = driven.request;
      const proofs = Object.entries({ ...headers, ...fields })
        .filter(([key]) => /hash|secret|token|session|verify|authorization|signature/i.test(key))
        .map(([key, value]): [string, string] => [String(value), `${family.name}: ${key}`])
        .filter(([value]) => value.length >= 8);
      assertSilent(new Map([...proofs, [given.secret, `${family.name}: the secret`]]));
    }
  }
});

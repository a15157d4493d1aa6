// Two servers: a shop speaks any dialect to the first, whose connections lead to the second, which
// stands for the real gateways. What really happened is what the second's database says.
import assert from 'node:assert/strict';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { Account } from '../../src/core/account.ts';
import type { Outcome } from '../../src/core/decision.ts';
import type { Merchant } from '../../src/gateways/fixture.ts';
import { expectOutcome } from './engine.ts';
import { merchantOf } from './merchant.ts';
import { ask, KEY, SECRET, startServer, type TestServer } from './server.ts';

export type Chain = {
  readonly near: TestServer;
  readonly far: TestServer;
  /** The shop's account at the first server, and what it sends with. */
  readonly account: () => Promise<Account>;
  readonly merchant: Merchant;
  /** The far server's own merchant, whose orders our payments are. */
  readonly gateway: Merchant;
  readonly stop: () => Promise<void>;
};

/** How each processor's credentials are called, and where the far server speaks its dialect. */
const SIDES: Readonly<
  Record<string, { readonly path: string; readonly credentials: Readonly<Record<string, string>> }>
> = {
  razorpay: {
    path: '',
    credentials: { key_id: KEY, key_secret: SECRET, webhook_secret: 'hook_secret_1' },
  },
  cashfree: { path: '', credentials: { client_id: KEY, client_secret: SECRET } },
  payu: { path: '/payu', credentials: { key: KEY, salt: SECRET } },
};

export const PROCESSORS = Object.keys(SIDES);

export async function openChain(processor: string): Promise<Chain> {
  const near = await startServer({}, null);
  const far = await startServer();
  const side = SIDES[processor];
  assert.ok(side !== undefined, processor);
  const made = await admin(near, 'POST', '/accounts', { name: 'Chained shop', mode: 'live' });
  const credentials = { key: String(made['key']), secret: String(made['secret']) };
  await admin(near, 'POST', `/accounts/${credentials.key}/connections`, {
    processor,
    mode: 'test',
    base_url: `${far.url}${side.path}`,
    credentials: side.credentials,
  });
  return {
    near,
    far,
    account: async () => {
      const known = await near.app.parts.accounts.findFresh(credentials.key);
      assert.ok(known !== null);
      return known.account;
    },
    merchant: merchantOf(near, credentials),
    gateway: merchantOf(far, { key: KEY, secret: SECRET }),
    stop: async () => {
      await near.stop();
      await far.stop();
    },
  };
}

export async function admin(
  server: Pick<TestServer, 'url'>,
  method: string,
  path: string,
  body: unknown,
) {
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  const answer = await ask(`${server.url}/admin${path}`, { method, headers, body });
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`);
  return answer.json as Readonly<Record<string, unknown>>;
}

/** The order at the first server, as it is by now. */
export async function findOrder(chain: Chain, reference: string): Promise<Outcome> {
  const order = [{ by: 'reference', reference } as const];
  const found = await chain.near.app.parts.engine.find(await chain.account(), {
    kind: 'findOrder',
    order,
  });
  return expectOutcome(found);
}

/** The order at the far server that our payment is, by the name that we gave it; null: none. */
export async function findFar(chain: Chain, name: string): Promise<Outcome | null> {
  const { accounts, engine } = chain.far.app.parts;
  const known = await accounts.find(KEY);
  assert.ok(known !== null);
  const order = [{ by: 'reference', reference: name } as const];
  const found = await engine.find(known.account, { kind: 'findOrder', order });
  return 'aggregate' in found ? found : null;
}

export async function pageOf(chain: Chain, reference: string): Promise<string> {
  const { aggregate } = await findOrder(chain, reference);
  return chain.near.app.parts.addresses(await chain.account()).page(aggregate);
}

const CONTACTS = 'name=Asha+Rao&email=asha%40example.com&phone=9876543210';

/** The customer presses the button; where the way there is a form, it is sent. */
export async function goOn(page: string): Promise<string> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const bridge = await ask(`${page}/go`, { method: 'POST', headers, body: CONTACTS });
  assert.equal(bridge.status, 200, bridge.text);
  const form = /<form method="post" action="([^"]+)"/.exec(bridge.text);
  if (form !== null) {
    const fields = [...bridge.text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams(
      fields.map(([, name, value]): [string, string] => [plain(name), plain(value)]),
    );
    const sent = await ask(plain(form[1]), { method: 'POST', headers, body: body.toString() });
    assert.ok(sent.status < 400, sent.text);
  }
  return bridge.text;
}

function plain(text = ''): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The customer pays on the far server's page, or does there whatever `outcome` says. */
export async function payFar(chain: Chain, name: string, outcome = 'success'): Promise<void> {
  const body = { order: name, method: 'card', outcome };
  await chain.gateway.ask('POST', '/sandbox/pay', { body });
}

export async function comeBack(page: string): Promise<string> {
  const back = await ask(`${page}/back`);
  assert.equal(back.status, 303, back.text);
  return back.headers.get('location') ?? '';
}

// Two servers: a shop speaks any dialect to the first, whose connections lead to the second, which
// stands for the real gateways. What really happened is what the second's database says.
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { Account } from '../../src/core/account.ts';
import type { CreateOrder } from '../../src/core/command.ts';
import type { Outcome } from '../../src/core/decision.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Merchant } from '../../src/gateways/fixture.ts';
import { orderCommand } from './call.ts';
import { expectOutcome } from './engine.ts';
import { type Front, openFront } from './front.ts';
import { merchantOf } from './merchant.ts';
import { type Answered, ask, BASIC, KEY, SECRET, startServer, type TestServer } from './server.ts';

export type Chain = {
  readonly processor: string;
  readonly near: TestServer;
  readonly far: TestServer;
  /** Stands before the far server: every request to it passes there. */
  readonly front: Front;
  /** Adds a connection to the same gateway; the name by which the admin API knows it. */
  readonly connect: (credentials?: Readonly<Record<string, string>>) => Promise<string>;
  /** The shop's account at the first server, and what it sends with. */
  readonly account: () => Promise<Account>;
  readonly merchant: Merchant;
  /** The far server's own merchant, whose orders our payments are. */
  readonly gateway: Merchant;
  readonly stop: () => Promise<void>;
};

type Side = {
  readonly path: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Nothing is asked of it when a payment begins. */
  readonly startsWithoutCall?: true;
  /** Whether an order's money can be held first; it refuses such orders. */
  readonly cannotHold?: true;
  /** Tells of one payment of a name alone. */
  readonly tellsOne?: true;
  /** Tells no amounts of refunds, so that those of its dashboard lower nothing. */
  readonly hidesRefunds?: true;
  /** Tells of refunds that it made itself once they are the whole (pinelabs.md §P.5). */
  readonly tellsWhole?: true;
};

/** How each processor's credentials are called, and where the far server speaks its dialect. */
const SIDES: Readonly<Record<string, Side>> = {
  razorpay: {
    path: '',
    credentials: { key_id: KEY, key_secret: SECRET, webhook_secret: 'hook_secret_1' },
  },
  cashfree: { path: '', credentials: { client_id: KEY, client_secret: SECRET } },
  payu: {
    path: '/payu',
    credentials: { key: KEY, salt: SECRET },
    ...{ startsWithoutCall: true, tellsOne: true },
  },
  pinelabs: {
    path: '/pinelabs',
    credentials: { client_id: KEY, client_secret: SECRET },
    tellsWhole: true,
  },
  paytring: { path: '', credentials: { key: KEY, secret: SECRET }, tellsOne: true },
  worldline: {
    path: '/worldline',
    credentials: { merchant_code: KEY, scheme_code: 'first', salt: SECRET },
    ...{ startsWithoutCall: true, cannotHold: true, tellsOne: true, hidesRefunds: true },
  },
};

export const PROCESSORS = Object.keys(SIDES);

/** What a processor's gateway does not do, so that a test of it has nothing to look at. */
export function limitsOf(processor: string): Omit<Side, 'path' | 'credentials'> {
  return SIDES[processor] ?? assert.fail(processor);
}

/** How a chain differs from the usual one: in settings, in names of its servers, in its shop. */
export type ChainPlan = {
  readonly near?: Readonly<Record<string, string>>;
  readonly far?: Readonly<Record<string, string>>;
  /** What the near server calls the far one, in place of what stands before that. */
  readonly farUrl?: string;
  /** Where the shop's pages are. */
  readonly shop?: string;
};

export async function openChain(processor: string, plan: ChainPlan = {}): Promise<Chain> {
  const near = await startServer(plan.near, null);
  const far = await startServer(plan.far);
  const side = SIDES[processor];
  assert.ok(side !== undefined, processor);
  const made = await admin(near, 'POST', '/accounts', { name: 'Chained shop', mode: 'live' });
  const credentials = { key: String(made['key']), secret: String(made['secret']) };
  const front = await openFront(far.url);
  const connect: Chain['connect'] = async (changes = {}) => {
    const added = await admin(near, 'POST', `/accounts/${credentials.key}/connections`, {
      processor,
      mode: 'test',
      base_url: `${plan.farUrl ?? front.url}${side.path}`,
      credentials: { ...side.credentials, ...changes },
    });
    return String(added['id']);
  };
  await connect();
  return {
    processor,
    near,
    far,
    front,
    connect,
    account: async () => {
      const known = await near.app.parts.accounts.findFresh(credentials.key);
      assert.ok(known !== null);
      return known.account;
    },
    merchant: merchantOf(near, credentials, plan.shop),
    gateway: merchantOf(far, { key: KEY, secret: SECRET }),
    stop: async () => {
      await near.stop();
      await front.stop();
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

/** From now on it is no kinder than a gateway (docs/bad-days.md, "Strict"). */
export async function makeStrict(
  { url }: Pick<TestServer, 'url'>,
  strict: object,
  authorization = BASIC,
): Promise<void> {
  const asked = { method: 'PATCH', headers: { authorization }, body: { strict } };
  const set = await ask(`${url}/account/settings`, asked);
  assert.equal(set.status, 200, set.text);
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

/** The customer presses the button; what is shown there, or where else that leads. */
export async function pressButton(page: string, body = CONTACTS): Promise<Answered> {
  const pressed = await ask(`${page}/go`, { method: 'POST', headers: FORM, body });
  const { pathname } = new URL(pressed.headers.get('location') ?? page, page);
  return pathname === new URL(`${page}/go`).pathname ? ask(`${page}/go`) : pressed;
}

/** Looks until it is so, for half a minute at most; returns what it saw last. */
export async function until<T>(look: () => Promise<T>, wanted: T): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const seen = await look();
    if (seen === wanted || tries >= 600) return seen;
    await setTimeout(50);
  }
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CONTACTS = 'name=Asha+Rao&email=asha%40example.com&phone=9876543210';

/** The customer presses the button; where the way there is a form, it is sent. */
export async function goOn(page: string): Promise<string> {
  const bridge = await pressButton(page);
  assert.equal(bridge.status, 200, bridge.text);
  await runScript(bridge.text);
  const form = readForm(bridge.text);
  if (form !== null) {
    const body = new URLSearchParams(form.fields);
    const sent = await ask(form.url, {
      method: 'POST',
      // As browsers say it with every form.
      headers: { ...FORM, origin: new URL(page).origin },
      body: body.toString(),
    });
    assert.ok(sent.status < 400, sent.text);
  }
  return bridge.text;
}

/** The form by which a page sends a browser on; null: it has none. */
export function readForm(page: string): { url: string; fields: [string, string][] } | null {
  const [, url] = /<form method="post" action="([^"]+)">/.exec(page) ?? [];
  if (url === undefined) return null;
  const fields = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return {
    url: plain(url),
    fields: fields.map(([, name, value]): [string, string] => [plain(name), plain(value)]),
  };
}

/** What the link of such a page gives to where it leads. */
export function readLink(page: string): ReadonlyMap<string, string> | null {
  const [, url] = /<a class="primary" href="([^"]+)"/.exec(page) ?? [];
  return url === undefined ? null : new Map(new URL(plain(url)).searchParams);
}

/** Of a script that nobody called beforehand: it posts what it was told to its own host. */
async function runScript(bridge: string): Promise<void> {
  const [, json = '{}'] = /id="options">([^<]*)</.exec(bridge) ?? [];
  const { script, config } = JSON.parse(json) as {
    readonly script?: string;
    readonly config?: { readonly consumerData: unknown; readonly features: unknown };
  };
  if (script === undefined || config === undefined) return;
  const fields = Object.entries(config).map(([name, value]) => [name, JSON.stringify(value)]);
  const body = new URLSearchParams(fields as [string, string][]).toString();
  const url = script.replace(/\/paynimocheckout\/.*/, '/api/pnCheckout');
  const sent = await ask(url, { method: 'POST', headers: FORM, body });
  assert.ok(sent.status < 400, sent.text);
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

/** A new order of the shop's, on whose page the customer has pressed the button. */
export async function beginAt(
  chain: Chain,
  reference: string,
  changes: Partial<CreateOrder> = {},
): Promise<{ readonly page: string; readonly payment: Payment }> {
  const page = await createAt(chain, reference, changes);
  await goOn(page);
  const { aggregate } = await findOrder(chain, reference);
  const payment = aggregate.payments.at(-1);
  assert.ok(payment !== undefined, 'no payment was begun');
  return { page, payment };
}

/** A new order of the shop's; its page. */
export async function createAt(
  chain: Chain,
  reference: string,
  changes: Partial<CreateOrder> = {},
): Promise<string> {
  const command = orderCommand({ dialect: 'razorpay', reference, ...changes });
  const { engine } = chain.near.app.parts;
  expectOutcome(await engine.execute(await chain.account(), command));
  return pageOf(chain, reference);
}

/** What was told of an order, oldest first. */
export async function eventsOf(chain: Chain, orderKey: number): Promise<readonly string[]> {
  const { id } = await chain.account();
  const events = await chain.near.app.parts.store.listEvents(id, { orderKey }, 100);
  return events.map(({ kind }) => kind).reverse();
}

// The page that leads to each real gateway: what its policy lets in, in test and in live mode, and
// where it is served.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { after, before, suite, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { Call } from '../../src/engine/processing/call.ts';
import { PROCESSORS } from '../../src/connections.ts';
import type { Processor, Side } from '../../src/gateways/processor.ts';
import { driverOf } from '../support/fixture.ts';
import { policiesOf } from '../support/gateway-policy.ts';
import { merchantOf } from '../support/merchant.ts';
import { BANK, CREDENTIALS_OF_BANK, TEST_PROCESSOR } from '../support/processor.ts';
import { ask, KEY, startServer, type TestServer } from '../support/server.ts';

const PUBLIC = 'https://pay.example.com';
const HANDOVER = 'https://handover.example.com';
const SETTINGS = { PUBLIC_URL: PUBLIC, HANDOVER_URL: HANDOVER };

type Body = Readonly<Record<string, unknown>>;

/** What each gateway answers to a start that went well. */
const STARTED: Readonly<Record<string, (asked: Body) => Body>> = {
  razorpay: ({ amount, currency, receipt }) => ({
    id: 'order_ABCDEFGHIJKLMN',
    entity: 'order',
    status: 'created',
    amount,
    currency,
    receipt,
  }),
  cashfree: ({ order_id, order_amount, order_currency }) => ({
    order_id,
    order_amount,
    order_currency,
    order_status: 'ACTIVE',
    payment_session_id: 'session_abcdef',
    cf_order_id: '12345',
  }),
  paytring: () => ({
    status: true,
    url: Buffer.from('https://api.paytring.com/pay/token/489651149222183338').toString('base64'),
    order_id: '489651149222183338',
  }),
};

const STEP = { kind: 'redirect', url: 'https://bank.example/pay?a=1&b=2' } as const;
const LEADING: Processor = {
  ...TEST_PROCESSOR,
  start: {
    request: () => ({ kind: 'started', theirOrder: null, step: STEP }),
    read: () => assert.fail('nothing is asked'),
  },
};
const CARRIED = new Map([...PROCESSORS, [BANK, LEADING]]);

/** Answers a start well, takes all credentials, and says nothing else. */
const call: Call = async <Ask, Result extends { readonly kind: string }>(
  exchange: { readonly request: unknown; readonly read: unknown },
  asked: Ask,
  connection: Side['connection'],
): Promise<Result> => {
  const { processor } = connection;
  const carried = CARRIED.get(processor);
  const said = (answer: unknown): Result => answer as Result;
  if (exchange === carried?.probe) return said({ kind: 'accepted', raw: '' });
  if (exchange !== carried?.start) return said({ kind: 'unknown', raw: 'nobody is asked' });
  const { start } = carried;
  const side = { connection, credentials: connection.credentials[0] ?? {}, now: Date.now() };
  const request = start.request(asked as never, side);
  if ('kind' in request) return said(request);
  const body = STARTED[processor]?.(JSON.parse(request.body ?? '{}') as Body);
  const reply = { status: 200, body: JSON.stringify(body) };
  return said(start.read(reply, asked as never, side, 0, []));
};

const CREDENTIALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  razorpay: { key_id: 'rzp_MODE_ABCDEFGHIJKLMN', key_secret: 'secret_1234567890abcdefg' },
  cashfree: { client_id: 'CF1234567890', client_secret: 'cfsk_ma_MODE_0123456789abcdef' },
  payu: { key: 'AbC123', salt: 'x'.repeat(32) },
  paytring: { key: 'MODE_1234567890', secret: 'x'.repeat(32) },
  worldline: { merchant_code: 'WL-MODE', scheme_code: 'first', salt: 'x'.repeat(16) },
  [BANK]: CREDENTIALS_OF_BANK,
};

let server: TestServer;
let count = 0;

async function admin(path: string, body: Body): Promise<Readonly<Record<string, unknown>>> {
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  const answer = await ask(`${server.url}/admin${path}`, { headers, body });
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`);
  return answer.json as Readonly<Record<string, unknown>>;
}

/** The path of a new order's page, of an account that this gateway carries. */
async function sell(processor: string, mode: 'test' | 'live', front = 'payu'): Promise<string> {
  count += 1;
  const made = await admin('/accounts', { name: 'Shop', mode: 'live' });
  const key = String(made['key']);
  const credentials = Object.fromEntries(
    Object.entries(CREDENTIALS[processor] ?? {}).map(([name, value]) => [
      name,
      value.replace('MODE', mode === 'live' && processor !== 'razorpay' ? 'prod' : mode),
    ]),
  );
  await admin(`/accounts/${key}/connections`, { processor, mode, credentials });
  const merchant = merchantOf(server, { key, secret: String(made['secret']) });
  const { page } = await driverOf(front).create(merchant, `H_${count}`);
  return new URL(page).pathname;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CONTACT = 'name=Asha&email=asha%40example.com&phone=9876543210';

const HERE = new URL(PUBLIC).host;
const THERE = new URL(HANDOVER).host;

type Shown = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
};

/** As a browser asks by that name; `fetch` tells no host but the real one. */
async function askBy(host: string, path: string, form?: string, method = 'GET'): Promise<Shown> {
  const headers = { host, ...(form === undefined ? {} : FORM) };
  const sent = request(`${server.url}${path}`, {
    method: form === undefined ? method : 'POST',
    headers,
  });
  sent.end(form);
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (came) => {
      const answer = { status: came.statusCode ?? 0, headers: came.headers };
      text(came).then((body) => resolve({ ...answer, text: body }), reject);
    });
  });
}

/** Presses the button of the page, and goes where that leads to. */
async function goOn(path: string): Promise<Shown> {
  const pressed = await askBy(HERE, `${path}/go`, CONTACT);
  assert.equal(pressed.status, 303, pressed.text);
  assert.equal(pressed.headers['location'], `${HANDOVER}${path}/go`);
  return askBy(THERE, `${path}/go`);
}

function policyOf({ headers, text: body }: Shown): Readonly<Record<string, string>> {
  const policy = String(headers['content-security-policy'] ?? assert.fail(body));
  return Object.fromEntries(
    policy.split('; ').map((each) => {
      const [name = '', ...sources] = each.split(' ');
      return [name, sources.map((source) => source.replace(/sha256-[^']+/, 'ours')).join(' ')];
    }),
  );
}

suite('the page that leads to a gateway', () => {
  before(async () => {
    server = await startServer(SETTINGS, { processors: CARRIED, call, close: async () => {} });
  });
  after(() => server.stop());

  for (const [processor, policy] of Object.entries(policiesOf(PUBLIC))) {
    // A test merchant of Worldline's takes ₹1 alone.
    const modes = processor === 'worldline' ? (['live'] as const) : (['test', 'live'] as const);
    for (const mode of modes) {
      test(`${processor}, ${mode}: its policy`, async () => {
        const shown = await goOn(await sell(processor, mode));
        assert.equal(shown.status, 200, shown.text);
        assert.deepEqual(policyOf(shown), policy);
        assert.equal(shown.headers['referrer-policy'], 'strict-origin');
      });
    }
  }

  test('an amount that a test merchant does not take is not begun', async () => {
    const path = await sell('worldline', 'test');
    const pressed = await askBy(HERE, `${path}/go`, CONTACT);
    assert.equal(pressed.status, 303);
    assert.doesNotMatch(String(pressed.headers['location']), /\/go$/);
    assert.match((await askBy(HERE, path)).text, /role="alert"/);
  });

  test('looking begins nothing, and what was begun is shown to whoever began it', async () => {
    const path = await sell('cashfree', 'test');
    for (const host of [HERE, THERE]) {
      for (const method of ['GET', 'HEAD']) {
        const early = await askBy(host, `${path}/go`, undefined, method);
        assert.deepEqual([early.status, early.headers['location']], [303, `${PUBLIC}${path}`]);
      }
    }
    assert.match((await askBy(HERE, path)).text, /<button class="primary"[^>]*>Pay ₹500.50/);
    const shown = await goOn(path);
    assert.ok(shown.text.includes(`href="${PUBLIC}${path}"`), 'the way back leads to our own host');
    const elsewhere = await askBy(HERE, `${path}/go`);
    assert.equal(elsewhere.status, 303);
    assert.equal(elsewhere.headers['location'], `${HANDOVER}${path}/go?there`);
    // A proxy that tells another host: the page is shown all the same, and no browser goes round.
    assert.equal((await askBy(HERE, `${path}/go?there`)).status, 200);
    const back = await askBy(THERE, `${path}/back`);
    assert.equal(back.headers['location'], `${PUBLIC}${path}`);
  });

  test('a wrong field is told on our own host, and empties nothing', async () => {
    const path = await sell('payu', 'test', 'razorpay');
    const told = await askBy(HERE, `${path}/go`, 'name=Asha&email=asha&phone=12');
    assert.equal(told.status, 422);
    assert.match(told.text, /name="name" value="Asha"/);
    assert.match(told.text, /name="email" value="asha" aria-required="true" aria-invalid="true"/);
    assert.match(told.text, /Enter a phone number with 10 digits/);
    assert.match(
      String(told.headers['content-security-policy']),
      /form-action 'self' https:\/\/hand/,
    );
    assert.equal((await goOn(path)).status, 200);
  });

  test('the host of the hand-over answers nothing else', async () => {
    const path = await sell('cashfree', 'test');
    await goOn(path);
    const refused = ['/', path, `${path}/return`, `${path}/picture`, '/readyz', '/v1/checkout.js'];
    refused.push('/v1/orders', '/admin/accounts', '/hooks', '/pay', `${path}/go/on`, '/sandbox/ui');
    const nothing = [404, 'no such address\n'];
    for (const each of refused) {
      for (const host of [THERE, `${THERE}:443`, THERE.toUpperCase()]) {
        const answer = await askBy(host, each);
        assert.deepEqual([answer.status, answer.text], nothing, `${host}${each}`);
      }
      const here = await askBy(HERE, each);
      assert.notDeepEqual([here.status, here.text], nothing, each);
    }
    const cancelled = await askBy(THERE, `${path}/cancel`, '');
    assert.deepEqual([cancelled.status, cancelled.text], nothing);
    assert.equal((await askBy(THERE, '/healthz')).status, 200);
    const known = await server.app.parts.accounts.find(KEY);
    const hook = server.app.parts.hooks.nameOf({ account: known?.account.id ?? 0, id: 1 });
    assert.equal((await askBy(THERE, `/hooks/${hook}`)).status, 405);
    assert.equal((await askBy(THERE, `${path}/go`)).status, 200);
  });

  test('only where no money moves the page says so', async () => {
    const says = /Test mode: no money moves/;
    assert.match((await askBy(HERE, await sell('payu', 'test'))).text, says);
    const live = await askBy(HERE, await sell('payu', 'live'));
    assert.equal(live.status, 200);
    assert.doesNotMatch(live.text, says);
    assert.match(live.text, /Next, pay on the page of/);
  });

  test('a redirect leads on by a page, whose policy names no gateway', async () => {
    const shown = await goOn(await sell(BANK, 'test'));
    assert.match(shown.text, /href="https:\/\/bank\.example\/pay\?a=1&amp;b=2" data-go="0"/);
    assert.equal(policyOf(shown)['form-action'], "'none'");
    assert.equal(shown.headers['referrer-policy'], 'strict-origin');
  });
});

// The page that leads to each real gateway: what its policy lets in, in test and in live mode, and
// where it is served.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { Call } from '../../src/engine/processing/call.ts';
import { PROCESSORS } from '../../src/connections.ts';
import type { Side } from '../../src/gateways/processor.ts';
import { driverOf } from '../support/fixture.ts';
import { merchantOf } from '../support/merchant.ts';
import { type Answered, ask, startServer, type TestServer } from '../support/server.ts';

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
};

/** Answers a start well, takes all credentials, and says nothing else. */
const call: Call = async <Ask, Result extends { readonly kind: string }>(
  exchange: { readonly request: unknown; readonly read: unknown },
  asked: Ask,
  connection: Side['connection'],
): Promise<Result> => {
  const { processor } = connection;
  const carried = PROCESSORS.get(processor);
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
async function sell(processor: string, mode: 'test' | 'live'): Promise<string> {
  count += 1;
  const made = await admin('/accounts', { name: 'Shop', mode: 'live' });
  const key = String(made['key']);
  const credentials = Object.fromEntries(
    Object.entries(CREDENTIALS[processor] ?? {}).map(([name, value]) => [
      name,
      value.replace('MODE', mode === 'live' && processor === 'cashfree' ? 'prod' : mode),
    ]),
  );
  await admin(`/accounts/${key}/connections`, { processor, mode, credentials });
  const merchant = merchantOf(server, { key, secret: String(made['secret']) });
  const { page } = await driverOf('payu').create(merchant, `H_${count}`);
  return new URL(page).pathname;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const CONTACT = 'name=Asha&email=asha%40example.com&phone=9876543210';

/** As the browser does, by the host that the page's form and its redirects name. */
async function goOn(path: string): Promise<Answered> {
  return ask(`${server.url}${path}/go`, { method: 'POST', headers: FORM, body: CONTACT });
}

function policyOf({ headers, text }: Answered): Readonly<Record<string, string>> {
  const policy = headers.get('content-security-policy') ?? assert.fail(text);
  return Object.fromEntries(
    policy.split('; ').map((each) => {
      const [name = '', ...sources] = each.split(' ');
      return [name, sources.map((source) => source.replace(/sha256-[^']+/, 'ours')).join(' ')];
    }),
  );
}

const NOTHING = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

const RAZORPAY = {
  ...NOTHING,
  'style-src': "https://checkout.razorpay.com 'unsafe-inline'",
  'script-src': "'ours' https://checkout.razorpay.com https://cdn.razorpay.com",
  'img-src': 'data: https://checkout.razorpay.com https://cdn.razorpay.com',
  'connect-src':
    'https://api.razorpay.com https://checkout.razorpay.com https://lumberjack.razorpay.com https://lumberjack-cx.razorpay.com',
  'font-src': 'https://checkout.razorpay.com https://cdn.razorpay.com',
  'frame-src': 'https://api.razorpay.com https://checkout.razorpay.com',
  'form-action': `${PUBLIC} https://api.razorpay.com https:`,
};
const CASHFREE_PAGES =
  'https://sandbox.cashfree.com https://api.cashfree.com https://payments.cashfree.com https://payments-test.cashfree.com';
const CASHFREE = {
  ...NOTHING,
  'style-src': "'ours'",
  'script-src': "'ours' https://sdk.cashfree.com",
  'img-src': 'data:',
  'connect-src': 'https://sandbox.cashfree.com https://api.cashfree.com',
  'font-src': "'none'",
  'frame-src': CASHFREE_PAGES,
  'form-action': CASHFREE_PAGES,
};
const PAYU = {
  ...NOTHING,
  'style-src': "'ours'",
  'script-src': "'ours'",
  'img-src': "'self' data:",
  'form-action': 'https:',
};

suite('the page that leads to a gateway', () => {
  before(async () => {
    server = await startServer(SETTINGS, { processors: PROCESSORS, call, close: async () => {} });
  });
  after(() => server.stop());

  for (const [processor, policy] of Object.entries({
    razorpay: RAZORPAY,
    cashfree: CASHFREE,
    payu: PAYU,
  })) {
    for (const mode of ['test', 'live'] as const) {
      test(`${processor}, ${mode}: its policy`, async () => {
        const shown = await goOn(await sell(processor, mode));
        assert.equal(shown.status, 200, shown.text);
        assert.deepEqual(policyOf(shown), policy);
        assert.equal(shown.headers.get('referrer-policy'), 'strict-origin');
      });
    }
  }
});

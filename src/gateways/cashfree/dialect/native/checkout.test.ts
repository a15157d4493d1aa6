// The address behind cashfree.js: whose session, in which page, back to where; and the script.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { ACCOUNT, buildCall, buildOrder, buildOutcome } from '../../../../../test/support/call.ts';
import { buildRequest, ADDRESSES, parseBy, renderBy } from '../../../../../test/support/call.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { hashSource } from '../../../../web/content-policy.ts';
import type { Call, Reply } from '../../../dialect.ts';
import { checkoutFamily } from './checkout.ts';
import { elementPage } from './element-page.ts';
import { cashfreeScript } from './script.ts';
import { cashfreeScriptV2 } from './script-v2.ts';

const family = checkoutFamily('/cashfree/checkout');
const SESSION = 'session_ABC123def456GHPAGE';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const OUTCOME = buildOutcome({ order: buildOrder() });

type Fields = Readonly<Record<string, string>>;

function sent(fields: Fields) {
  return { path: '/', headers: FORM, body: new URLSearchParams(fields).toString() };
}

/** The row that the fields choose, and the call that it gets. */
function enter(more: Fields, change: Partial<Call> = {}) {
  const call = { ...buildCall(sent({ payment_session_id: SESSION, ...more })), ...change };
  const row = family.operations.find(({ when }) => when?.(call.request, call.fields) ?? true);
  return { parsed: parseBy(row, call), reply: renderBy(row, OUTCOME, call) };
}

const urlOf = (reply: Reply) => (reply.kind === 'redirect' ? reply.url : reply);

test('the session names the page that proves it', () => {
  const identify = (fields: Fields) => family.identify(buildRequest(sent(fields)));
  assert.deepEqual(identify({ payment_session_id: SESSION }), {
    key: 'ABC123def456GHPAGE',
    proof: null,
    by: 'page',
  });
  for (const session of ['', 'token_ABC123def456GHPAGE', 'ABC123def456GHPAGE']) {
    assert.ok(isFailure(identify({ payment_session_id: session })), session);
  }
  assert.ok(isFailure(identify({})));
});

test('alone it leads to the page, with an origin to the page for that origin’s frame', () => {
  const page = ADDRESSES.page(OUTCOME.aggregate);
  const { parsed, reply } = enter({});
  assert.deepEqual(parsed, {
    kind: 'findOrder',
    order: [{ by: 'token', token: 'ABC123def456GH' }],
  });
  assert.equal(urlOf(reply), page);
  const framed = ADDRESSES.frame(OUTCOME.aggregate, 'https://shop.in');
  assert.equal(urlOf(enter({ origin: 'https://shop.in' }).reply), framed);
  const wrong = [
    '*',
    'null',
    'https://shop.in/path',
    'shop.in',
    '',
    'ftp://shop.in',
    'https://a;b',
  ];
  for (const origin of wrong) {
    assert.equal(urlOf(enter({ origin }).reply), page, origin);
  }
});

test('a return_url goes before the order’s own', () => {
  const url = 'https://shop.in/back?order_id={order_id}';
  const { parsed } = enter({ return_url: url });
  assert.deepEqual(parsed, {
    kind: 'openCheckout',
    dialect: 'cashfree',
    order: [{ by: 'token', token: 'ABC123def456GH' }],
    returns: { success: url },
    customer: {},
    notes: null,
    embedder: null,
  });
  assert.ok(isFailure(enter({ return_url: 'javascript:alert(1)' }).parsed));
  const plain = { return_url: 'http://shop.in/back' };
  assert.ok(!isFailure(enter(plain).parsed));
  const live = { account: { ...ACCOUNT, mode: 'live' } } as const;
  assert.ok(isFailure(enter(plain, live).parsed), 'live shops are on https');
});

test('a refusal is a page that says what the customer can do', () => {
  const show = (failure: Failure) => {
    const reply = family.renderFailure(failure, buildRequest(sent({})));
    assert.equal(reply.kind, 'page');
    return reply.kind === 'page' ? [reply.status, reply.message, reply.detail] : [];
  };
  assert.deepEqual(show({ failure: 'order_paid' }), [
    400,
    'This order has been paid already.',
    null,
  ]);
  assert.equal(show({ failure: 'credentials_wrong' })[0], 401);
  assert.equal(show({ failure: 'rate_limited' })[0], 429);
  const issue = { field: 'return_url', rule: 'format', message: 'Invalid return url' } as const;
  const [, message, detail] = show({ failure: 'request_invalid', issues: [issue] });
  assert.match(String(message), /cannot be understood/);
  assert.equal(detail, 'return_url: Invalid return url');
});

const PATHS = { checkout: '/cashfree/checkout', element: '/cashfree/element' };

type Checkout = (options?: unknown) => Promise<Readonly<Record<string, unknown>>>;
type Drop = {
  checkout: Checkout;
  pay: Checkout;
  version: () => string;
  create: (name: string) => object;
};

test('the script answers what it can tell without a page, and says what it has not', async () => {
  const window: { Cashfree?: (options?: unknown) => Drop } = {};
  runInNewContext(cashfreeScript('https://pay.in', PATHS), { window, Promise });
  const { Cashfree } = window;
  assert.ok(Cashfree);
  // The npm loader calls it so, when it finds it in the page.
  const drop: Drop = Cashfree.apply(undefined, [{ mode: 'sandbox' }]);
  assert.equal(drop.version(), '3.0.0-dubash');
  const codeOf = (result: Readonly<Record<string, unknown>>) =>
    (result['error'] as { code: string }).code;
  for (const options of [undefined, {}, { paymentSessionId: 5 }, { paymentSessionId: 'order_1' }]) {
    assert.equal(codeOf(await drop.checkout(options)), 'invalid_payment_session_id');
  }
  const odd = { paymentSessionId: SESSION, redirectTarget: '_parent' };
  assert.equal(codeOf(await drop.checkout(odd)), 'invalid_redirect_target');
  assert.equal(codeOf(await drop.pay({})), 'invalid_payment_session_id');
  const bare = { paymentSessionId: SESSION };
  assert.equal(codeOf(await drop.pay(bare)), 'invalid_payment_method');
  assert.equal(codeOf(await drop.pay({ ...bare, offerId: 'o-1' })), 'feature_not_enabled');
  const unmounted = { ...bare, paymentMethod: drop.create('cardNumber') };
  assert.equal(codeOf(await drop.pay(unmounted)), 'component_not_mounted');
  assert.throws(() => drop.create('cardHolders'), /is not a component/);
});

test('the scripts are ES5 and hold the address of this server', () => {
  for (const write of [cashfreeScript, cashfreeScriptV2]) {
    const text = write('https://pay.in', PATHS);
    assert.ok(text.includes('var ORIGIN = "https://pay.in";'));
    assert.doesNotMatch(text, /=>|\bconst\b|\blet\b|`/);
  }
});

test('a component’s page runs its own script and no other, and talks to this server alone', () => {
  const page = elementPage('/pg/orders/sessions', '/cashfree/checkout');
  const [, script = ''] = /<script>([\s\S]*)<\/script>/.exec(page) ?? [];
  const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  const [, policy = ''] = / content="(default-src [^"]*)"/.exec(page) ?? [];
  const own = [`style-src ${hashSource(style)}`, `script-src ${hashSource(script)}`];
  for (const part of [...own, "default-src 'none'", "connect-src 'self'", "form-action 'none'"]) {
    assert.ok(policy.split('; ').includes(part), part);
  }
  assert.ok(page.indexOf(policy) < page.indexOf('<script>'));
  assert.ok(script.includes("SESSIONS = '/pg/orders/sessions', CHECKOUT = '/cashfree/checkout'"));
  assert.doesNotMatch(page, /https?:\/\//);
});

// The page that leads to Worldline: what is signed, what its script is told and may load, and what
// is refused before a customer sees anything.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Order } from '../../../core/order.ts';
import type { Connection, StartAsk, Step } from '../../processor.ts';
import { type Ask, askOf, CREDENTIALS, NAME, PAID_AT, sideOf } from './fixtures/asked.ts';
import { worldline } from './index.ts';

type Script = Extract<Step, { kind: 'script' }>;
type Config = {
  readonly tarCall: boolean;
  readonly features: Readonly<Record<string, boolean>>;
  readonly consumerData: Readonly<Record<string, unknown>>;
};

const LIVE = {
  mode: 'live',
  credentials: [{ ...CREDENTIALS, merchant_code: 'L1055993' }],
} as const;

function startOf(more: Partial<Ask> = {}, connection: Partial<Connection> = {}) {
  const result = worldline.start.request(askOf(more), sideOf(PAID_AT, connection));
  assert.ok('kind' in result);
  return result;
}

function scriptOf(more: Partial<Ask> = {}, connection: Partial<Connection> = {}): Script {
  const started = startOf(more, connection);
  assert.ok(started.kind === 'started' && started.step.kind === 'script', JSON.stringify(started));
  return started.step;
}

function configOf(step: Script): Config {
  return step.options['config'] as Config;
}

function ordered(changes: Partial<Order>): Partial<StartAsk> {
  return { order: { ...askOf().order, ...changes } };
}

function refusedBy(more: Partial<Ask>, connection: Partial<Connection> = {}): string {
  const refused = startOf(more, connection);
  assert.ok(refused.kind === 'refused', JSON.stringify(refused));
  assert.equal(`${refused.why} ${refused.again}`, 'input never');
  return refused.raw;
}

test('what its script is told, signed as the documents say', () => {
  const { tarCall, features, consumerData } = configOf(scriptOf());
  const fields = ['T206030', NAME, '1.00', '', NAME, '+919000090000', 'asha@example.com'];
  const text = [...fields, ...Array(9).fill(''), CREDENTIALS.salt].join('|');
  assert.equal(text.split('|').length, 17);
  assert.deepEqual(consumerData, {
    deviceId: 'WEBSH2',
    token: createHash('sha512').update(text).digest('hex'),
    merchantId: 'T206030',
    txnId: NAME,
    consumerId: NAME,
    consumerMobileNo: '+919000090000',
    consumerEmailId: 'asha@example.com',
    returnUrl: 'https://pay.example.in/pay/x/back',
    paymentMode: 'all',
    currency: 'INR',
    txnType: 'SALE',
    txnSubType: 'DEBIT',
    items: [{ itemId: 'test', amount: '1.00', comAmt: '0' }],
    cartDescription: `}{custname:Asha Rao}{orderid:${NAME}`,
  });
  assert.equal(tarCall, false);
  assert.deepEqual(features, {
    enableNewWindowFlow: false,
    enableAbortResponse: true,
    showPGResponseMsg: true,
  });
});

test('its name there is our name and the real day in India', () => {
  const named = (now: string): unknown => {
    const side = sideOf(Date.parse(now));
    const started = worldline.start.request(askOf(), side);
    return 'kind' in started && started.kind === 'started' ? started.theirOrder : null;
  };
  assert.equal(named('2021-09-22T23:59:59.999+05:30'), `22-09-2021/${NAME}`);
  assert.equal(named('2021-09-23T00:00:00+05:30'), `23-09-2021/${NAME}`);
});

test('jQuery first, then checkout.js, both of its host; a base address stands for it', () => {
  const own = scriptOf();
  assert.equal(own.source, 'https://www.paynimo.com/paynimocheckout/client/lib/jquery.min.js');
  const script = 'https://www.paynimo.com/paynimocheckout/server/lib/checkout.js';
  assert.equal(own.options['script'], script);
  assert.match(own.run, /options\.script[\s\S]*pnCheckout\(options\.config\)/);
  const live = scriptOf({}, LIVE);
  assert.equal(live.source, own.source);
  const far = scriptOf({}, { baseUrl: 'http://127.0.0.1:9090/worldline/' });
  const folder = 'http://127.0.0.1:9090/worldline/paynimocheckout';
  assert.equal(far.source, `${folder}/client/lib/jquery.min.js`);
  assert.equal(far.options['script'], `${folder}/server/lib/checkout.js`);
});

test('the page may load what is Worldline’s, and no more', () => {
  const host = 'https://www.paynimo.com';
  assert.deepEqual(scriptOf().origins, {
    script: [host],
    style: [host, "'unsafe-inline'"],
    connect: [host, 'https://www.tekprocess.co.in'],
    image: [host, 'https://www.tpsl-india.in'],
    font: [host],
    frame: [host],
    form: ['https://pay.example.in', host, 'https:'],
  });
  const base = 'http://127.0.0.1:9090';
  const { origins } = scriptOf({}, { baseUrl: `${base}/worldline` });
  assert.deepEqual(origins.script, [base]);
  assert.deepEqual(origins.form, ['https://pay.example.in', base]);
  assert.ok(!Object.values(origins).flat().includes('https:'));
});

test('one method or all of them; what its page is not held to is refused', () => {
  const modeOf = (methods: Order['methods']): unknown =>
    configOf(scriptOf(methods === undefined ? {} : ordered({ methods }))).consumerData[
      'paymentMode'
    ];
  assert.equal(modeOf(undefined), 'all');
  assert.equal(modeOf(['wallet', 'upi', 'card', 'netbanking']), 'all');
  assert.deepEqual(
    (['card', 'upi', 'netbanking', 'wallet'] as const).map((method) => modeOf([method])),
    ['cards', 'UPI', 'netBanking', 'wallets'],
  );
  assert.match(refusedBy(ordered({ methods: ['card', 'upi'] })), /one method/);
  assert.match(refusedBy(ordered({ methods: [] })), /one method/);
});

test('rupees alone, at once, and ₹1 of a test merchant at its own host', () => {
  const { payment, order } = askOf();
  const priced = (amountMinor: number, currency = 'INR'): Partial<Ask> => ({
    payment: { ...payment, amountMinor, currency },
    order: { ...order, amountMinor, currency },
  });
  for (const currency of ['USD', 'KWD', 'JPY']) {
    assert.match(refusedBy(priced(100, currency)), /only INR/);
    assert.match(refusedBy(priced(100, currency), LIVE), /only INR/);
  }
  const mixed = { payment: { ...payment, currency: 'INR' }, ...ordered({ currency: 'JPY' }) };
  assert.match(refusedBy(mixed), /only INR/);
  assert.match(refusedBy(priced(0), LIVE), /nothing/);
  assert.match(refusedBy(ordered({ capture: 'manual' })), /held/);
  assert.match(refusedBy(priced(50_050)), /1\.00 INR/);
  const amountOf = (connection: Partial<Connection>): unknown =>
    configOf(scriptOf(priced(50_050), connection)).consumerData['items'];
  const items = [{ itemId: 'test', amount: '500.50', comAmt: '0' }];
  assert.deepEqual(amountOf(LIVE), items);
  assert.deepEqual(amountOf({ baseUrl: 'http://127.0.0.1:9090' }), items);
});

test('contacts that its script would stop at are left out, and no name breaks the message', () => {
  const told = (customer: Partial<Ask['customer']>) => {
    const ask = { customer: { ...askOf().customer, ...customer } };
    const {
      consumerMobileNo: phone,
      consumerEmailId: email,
      cartDescription: cart,
    } = configOf(scriptOf(ask)).consumerData;
    return [phone, email, cart];
  };
  const rest = `{orderid:${NAME}`;
  const nobody = { name: null, email: null, phone: null };
  assert.deepEqual(told(nobody), ['', '', `}${rest}`]);
  const odd = { name: 'A{b}|c:d\r\ne', email: 'a|b@c.in', phone: '12' };
  assert.deepEqual(told(odd), ['', '', `}{custname:A b c d e}${rest}`]);
  const spaced = { phone: '+91 98765-43210', email: 'a.b+c@d-e.in', name: 'x'.repeat(90) };
  assert.deepEqual(told(spaced), [
    '+919876543210',
    'a.b+c@d-e.in',
    `}{custname:${'x'.repeat(60)}}${rest}`,
  ]);
});

test('credentials are looked at before anybody is asked', () => {
  const { checkCredentials } = worldline;
  assert.equal(checkCredentials(CREDENTIALS, 'test'), null);
  assert.match(checkCredentials(CREDENTIALS, 'live') ?? '', /test merchant/);
  const live = { ...CREDENTIALS, merchant_code: 'L1055993' };
  assert.equal(checkCredentials(live, 'live'), null);
  assert.match(checkCredentials(live, 'test') ?? '', /live merchant/);
  for (const [name, wrong] of [
    ['merchant_code', 'T 206030'],
    ['merchant_code', ''],
    ['scheme_code', ''],
    ['scheme_code', 'a|b'],
    ['salt', ''],
    ['salt', '39762|62521'],
    ['salt', '39762 62521'],
  ] as const) {
    const said = checkCredentials({ ...CREDENTIALS, [name]: wrong }, 'test');
    assert.match(said ?? '', /one word/, `${name} ${wrong}`);
  }
});

test('the check of a connection asks for a transaction that cannot be', () => {
  const request = worldline.probe.request(null, sideOf());
  assert.ok('url' in request);
  assert.match(request.body ?? '', /"requestType":"O","identifier":"probe"/);
});

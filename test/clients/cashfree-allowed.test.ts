// What an order or a link allows is what pays it: on its page, from a merchant's own page, and in
// the eligible methods.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CASHFREE_HEADERS } from '../support/documented-example.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { assertFits } from './cashfree-schema.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Record<string, unknown>;
const VERSION = '2025-01-01';

function send(path: string, body?: unknown, version = VERSION): Promise<Answered> {
  const headers = { ...CASHFREE_HEADERS, 'x-api-version': version };
  return ask(`${server.url}/pg${path}`, { headers, body });
}

let count = 0;

/** A new order: its id and the name of its page. */
async function create(more: Json, version = VERSION) {
  count += 1;
  const order_id = `allowed-${count}`;
  const customer_details = { customer_id: 'c-1', customer_phone: '9999999999' };
  const body = { order_id, order_amount: 170, order_currency: 'INR', customer_details, ...more };
  const made = await send('/orders', body, version);
  assert.equal(made.status, 200, made.text);
  assertFits(version, 'OrderEntity', made.json);
  const order = made.json as Json;
  return { order_id, order, page: String(order['payment_session_id']).replace('session_', '') };
}

// Listed by the sandbox: one of each kind.
const CREDIT = '4576238912771450';
const DEBIT = '4706131211212123';

const card = (card_number: string) => ({
  card: {
    channel: 'link',
    card_number,
    card_expiry_mm: '12',
    card_expiry_yy: '39',
    card_cvv: '123',
  },
});
const METHODS = {
  credit: card(CREDIT),
  debit: card(DEBIT),
  upi: { upi: { channel: 'collect', upi_id: 'testsuccess@gocash' } },
  netbanking: { netbanking: { channel: 'link', netbanking_bank_code: 3003 } },
  app: { app: { channel: 'link', provider: 'phonepe', phone: '9999999999' } },
} as const;
type Name = keyof typeof METHODS;
const NAMES = Object.keys(METHODS) as Name[];

/** Which of the methods such an order is paid with from the merchant's page; the others' codes. */
async function paidBy(more: Json, version = VERSION) {
  const taken: Name[] = [];
  const codes = new Set<unknown>();
  for (const name of NAMES) {
    const { page } = await create(more, version);
    const payment_method = METHODS[name];
    const paid = await send('/orders/sessions', {
      payment_session_id: `session_${page}`,
      payment_method,
    });
    if (paid.status === 200) taken.push(name);
    else codes.add(`${paid.status} ${String((paid.json as Json)['code'])}`);
  }
  return { taken, codes: [...codes].sort() };
}

const NO_METHOD = '400 payment_method_unsupported';
const NO_CARD = '400 card_unsupported';
const meta = (order_meta: Json): Json => ({ order_meta });
const filters = (payment_methods_filters: Json): Json => meta({ payment_methods_filters });

const ALLOWED: readonly (readonly [Json, readonly Name[], readonly string[]])[] = [
  [{}, NAMES, []],
  [meta({ payment_methods: '' }), NAMES, []],
  [meta({ payment_methods: 'cc,dc,upi' }), ['credit', 'debit', 'upi'], [NO_METHOD]],
  [meta({ payment_methods: 'dc, nb' }), ['debit', 'netbanking'], [NO_CARD, NO_METHOD]],
  [meta({ payment_methods: 'cc,app' }), ['credit', 'app'], [NO_CARD, NO_METHOD]],
  // Nobody here has such a card, or pays later.
  [meta({ payment_methods: 'ppc,ccc,paylater' }), [], [NO_METHOD]],
  [
    filters({ methods: { action: 'ALLOW', values: ['debit_card', 'wallet'] } }),
    ['debit', 'app'],
    [NO_CARD, NO_METHOD],
  ],
  [
    filters({ filters: { card_schemes: { action: 'ALLOW', values: ['RUPAY'] } } }),
    ['upi', 'netbanking', 'app'],
    [NO_CARD],
  ],
  // Both say what is allowed.
  [
    meta({
      payment_methods: 'upi,nb',
      payment_methods_filters: { methods: { action: 'ALLOW', values: ['upi', 'credit_card'] } },
    }),
    ['upi'],
    [NO_METHOD],
  ],
  // UPI, net banking and wallets are Indian money only.
  [{ order_currency: 'USD' }, ['credit', 'debit'], [NO_METHOD]],
  [
    { order_currency: 'USD', ...meta({ payment_methods: 'upi,dc' }) },
    ['debit'],
    [NO_CARD, NO_METHOD],
  ],
];

test('from a merchant’s page an order is paid with what it allows, and nothing else', async () => {
  for (const [more, taken, codes] of ALLOWED) {
    assert.deepEqual(await paidBy(more), { taken, codes }, JSON.stringify(more));
  }
});

test('every version obeys the list of methods; the documented path does too', async () => {
  for (const version of ['2022-09-01', '2023-08-01', '2026-01-01']) {
    const { taken } = await paidBy(meta({ payment_methods: 'nb' }), version);
    assert.deepEqual(taken, ['netbanking'], version);
  }
  const { taken } = await paidBy(
    filters({ methods: { action: 'ALLOW', values: ['upi'] }, filters: { card_schemes: ['visa'] } }),
    '2026-01-01',
  );
  assert.deepEqual(taken, ['upi']);
  const customer_details = {
    customer_id: 'c-1',
    customer_phone: '9999999999',
    customer_email: 'a@b.in',
  };
  const wish = {
    order_id: 'allowed-d',
    order_amount: 170,
    order_currency: 'INR',
    customer_details,
  };
  const body = { ...wish, ...meta({ payment_methods: 'dc' }) };
  const made = await ask(`${server.url}/api/v2/pg/via/cashfree/orders`, {
    headers: CASHFREE_HEADERS,
    body,
  });
  assert.equal(made.status, 200, made.text);
  const headers = { authorization: BASIC };
  const paid = await ask(`${server.url}/sandbox/pay`, {
    headers,
    body: { order: 'allowed-d', method: 'upi' },
  });
  assert.equal(paid.status, 400, paid.text);
});

test('what an order allows is shown again, by the versions that have it', async () => {
  const wish = { methods: { action: 'ALLOW', values: ['upi'] } };
  const { order_id, order } = await create(
    meta({ payment_methods: 'upi', payment_methods_filters: wish }),
  );
  const shown = order['order_meta'] as Json;
  assert.deepEqual([shown['payment_methods'], shown['payment_methods_filters']], ['upi', wish]);
  const old = (await send(`/orders/${order_id}`, undefined, '2023-08-01')).json as Json;
  assert.ok(!('payment_methods_filters' in (old['order_meta'] as Json)));
  const plain = await create({});
  assert.equal((plain.order['order_meta'] as Json)['payment_methods_filters'], null);
});

test('its page offers what it allows, and takes no other card', async () => {
  const { page } = await create(meta({ payment_methods: 'dc' }));
  const url = `${server.url}/pay/${page}`;
  const text = await (await fetch(url)).text();
  assert.match(text, /name="card_number"/);
  assert.doesNotMatch(text, /name="vpa"|name="bank"|name="wallet"/);
  const post = (card_number: string) => {
    const body = new URLSearchParams({
      method: 'card',
      card_number,
      card_expiry: '12/39',
      card_cvv: '123',
    });
    return fetch(url, { method: 'POST', body, redirect: 'manual' });
  };
  const refused = await post(CREDIT);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /The shop takes no such card for this order/);
  assert.equal((await post(DEBIT)).status, 303);
});

test('a link is paid with what it allows', async () => {
  const customer_details = { customer_phone: '9999999999' };
  const link = { link_amount: 10, link_currency: 'INR', link_purpose: 'tea', customer_details };
  const body = { ...link, link_id: 'allowed-l', link_meta: { payment_methods: 'nb' } };
  const made = (await send('/links', body)).json as Json;
  const page = await (await fetch(String(made['link_url']))).text();
  assert.match(page, /name="bank"/);
  assert.doesNotMatch(page, /name="vpa"|name="card_number"/);
  const wrong = { ...body, link_id: 'allowed-m', link_meta: { payment_methods: 'barter' } };
  assert.equal(
    ((await send('/links', wrong)).json as Json)['code'],
    'link_meta.payment_methods_invalid',
  );
});

test('eligible are the methods that the order allows', async () => {
  const { order_id } = await create(meta({ payment_methods: 'dc,app' }));
  const eligible = async (filter: Json): Promise<readonly unknown[]> => {
    const asked = { queries: { order_id }, ...filter };
    const { json } = await send('/eligibility/payment_methods', asked);
    for (const each of json as Json[]) assertFits(VERSION, 'EligibilityPaymentMethodsEntity', each);
    return (json as Json[]).map((each) => each['entity_value']);
  };
  assert.deepEqual(await eligible({}), ['debit_card', 'app']);
  assert.deepEqual(await eligible({ filters: { payment_methods: ['wallet', 'upi'] } }), ['app']);
});

// The webhooks: which news is told in which words, and that PayU's own SDK takes their hash.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Payu } from '../../../../test/clients/payu-sdk.ts';
import {
  ACCOUNT,
  buildOrder,
  buildPayment,
  buildRefund,
  CREDENTIALS,
  ADDRESSES,
  NOW,
} from '../../../../test/support/call.ts';
import type { EventKind } from '../../../core/decision.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import type { Refund } from '../../../core/refund.ts';
import type { Subscriber, Webhook } from '../../dialect.ts';
import { webhooks } from './webhook.ts';

const URL_OF_SHOP = 'https://shop.example/hook';
const SIDE = { account: ACCOUNT, credentials: CREDENTIALS, addresses: ADDRESSES };
// The account of PayU's own SDKs, for known answers.
const KNOWN = { key: 'QyT13U', secret: 'UnJ0FGO0kt3dUgnHo9Xgwi0lpipBV0hB' };

/** The specification's order, as a create makes it. */
const ORDER = buildOrder({
  dialect: 'payu',
  reference: 'TXN123456',
  amountMinor: 50000,
  amountText: '500.00',
  status: 'paid',
  returns: {
    success: 'https://merchant.com/success',
    failure: 'https://merchant.com/failure',
    cancel: null,
    notify: null,
  },
  wire: {
    echo: {
      productinfo: 'Product Description',
      firstname: 'John',
      email: 'john@example.com',
      phone: '9876543210',
      udf1: 'a b&c',
    },
    hashForm: 'blank',
  },
});
const PAID = buildPayment({ amountMinor: 50000, capturedMinor: 50000 });

type About = {
  readonly order?: Order;
  readonly payment?: Payment | null;
  readonly refund?: Refund;
  readonly credentials?: typeof CREDENTIALS;
  readonly body?: Subscriber['body'];
};

function tell(kind: EventKind, about: About = {}): readonly Webhook[] {
  const { order = ORDER, payment = PAID, refund = null, body = null } = about;
  const payments = payment === null ? [] : [payment];
  const aggregate = { order, payments, refunds: refund === null ? [] : [refund] };
  const webhookEvent = { kind, at: NOW, token: 'EVT123def456GH', aggregate, payment, refund };
  const subscriber = { url: URL_OF_SHOP, body, secret: 'whsec_b3duc2VjcmV0' };
  return webhooks.render(webhookEvent, subscriber, {
    ...SIDE,
    credentials: about.credentials ?? CREDENTIALS,
  });
}

function tellOne(kind: EventKind, about: About = {}): Webhook {
  const [webhook, ...more] = tell(kind, about);
  assert.ok(webhook !== undefined && more.length === 0);
  return webhook;
}

const read = ({ body }: Webhook): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(body));

function isTaken(
  given: Readonly<Record<string, string>>,
  { key, secret: salt } = CREDENTIALS,
  config = {},
): boolean {
  return new Payu({ key, salt }, 'TEST', config).hasher.validateResponseHash({ ...given });
}

// Names and order of docs.payu.in/docs/webhook-events, "Payment Successful".
test('a captured payment is told as the fields of a form', () => {
  const webhook = tellOne('payment.captured');
  const { hash } = read(webhook);
  assert.deepEqual(
    { ...webhook, body: '' },
    {
      event: 'successful',
      method: 'POST',
      url: URL_OF_SHOP,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: '',
    },
  );
  assert.equal(
    webhook.body,
    'mihpayid=5403993715527185&mode=CC&status=success&key=test_123&txnid=TXN123456' +
      '&amount=500.00&addedon=2024-01-15+10%3A34%3A00&productinfo=Product+Description' +
      '&firstname=John&lastname=&address1=&address2=&city=&state=&country=&zipcode=' +
      '&email=john%40example.com&phone=9876543210&udf1=a+b%26c&udf2=&udf3=&udf4=&udf5=' +
      '&udf6=&udf7=&udf8=&udf9=&udf10=&card_token=&card_no=XXXXXXXXXXXX1234&field0=&field1=' +
      '&field2=&field3=&field4=&field5=&field6=&field7=&field8=' +
      '&field9=Transaction+is+Successful&payment_source=payu&cardToken=' +
      '&authenticaticationMethod=&PG_TYPE=CC-PG&error=E000&error_Message=No+Error' +
      `&net_amount_debit=500&discount=0.00&offer_key=&offer_availed=&unmappedstatus=captured` +
      `&hash=${hash}&bank_ref_no=123456789&bank_ref_num=123456789&bankcode=CC` +
      '&surl=https%3A%2F%2Fmerchant.com%2Fsuccess&curl=https%3A%2F%2Fmerchant.com%2Ffailure' +
      '&furl=https%3A%2F%2Fmerchant.com%2Ffailure',
  );
  assert.ok(!webhook.body.includes(CREDENTIALS.secret));
});

const WIRE = { ...ORDER.wire, echo: { ...(ORDER.wire['echo'] as object), udf1: '' } };
const FAILED = buildPayment({ status: 'failed', decline: 'declined', capturedMinor: 0 });
const PENDING = buildPayment({ status: 'pending', capturedMinor: 0 });

// payu.md §4.1 payu_rev_success_seed, _failure_seed, _pending_seed: QyT13U and its public salt.
const VECTORS: readonly (readonly [EventKind, Payment, string])[] = [
  [
    'payment.captured',
    PAID,
    '8d8d36d67ac3aa8c95c59b76bc1683794fc8974f483fca03b26e21344ee4d4e87928357c4a1984303d1ae1dbea3019c703c9e028cd9a7abe598e56026bec2479',
  ],
  [
    'payment.failed',
    FAILED,
    '5f7cba7dcfb9f8cc92afa0f99933e08d14b100bd2bfb3c9a04ef3c9a665e591b51f8e088020cd021b066061fde583e33bdc5b2d3dc3eb4177bd4c796775bf7a4',
  ],
  [
    'payment.pending',
    PENDING,
    '182a543720f5db2a1d8c02fb51d9e9560daac0455123a05527e2b90c66268b581e0d998e5af4ee036912cf6d767d904f6be8d1cce63e90ad8f8971389ff5cba9',
  ],
];
for (const [kind, payment, digest] of VECTORS) {
  test(`known answer: the hash of ${kind}, which payu-websdk takes`, () => {
    const order = { ...ORDER, wire: WIRE };
    const told = { order, payment, credentials: KNOWN, body: { events: ['pending'] } };
    const all = { ...told, body: null };
    const given = read(tellOne(kind, kind === 'payment.pending' ? told : all));
    assert.equal(given['hash'], digest);
    assert.ok(isTaken(given, KNOWN));
    for (const name of 'status amount txnid productinfo firstname email udf1 udf5'.split(' ')) {
      assert.ok(!isTaken({ ...given, [name]: `${given[name]}x` }, KNOWN), name);
    }
    assert.ok(!isTaken({ ...given, hash: `0${given['hash']?.slice(1)}` }, KNOWN));
  });
}

test('what failed says why, and that nothing was debited', () => {
  const given = read(tellOne('payment.failed', { payment: FAILED }));
  assert.deepEqual(
    ['status', 'unmappedstatus', 'error', 'net_amount_debit'].map((name) => given[name]),
    ['failure', 'failed', 'E308', '0'],
  );
  const left = { ...FAILED, decline: 'cancelled_by_customer', instrument: null } as const;
  const cancelled = read(tellOne('payment.failed', { payment: left }));
  assert.equal(cancelled['unmappedstatus'], 'userCancelled');
  assert.equal(cancelled['mode'], '');
});

// payu.md §4.1 payu_rev_addl_seed shows where the charges stand.
test('a request signed with charges or a split is answered with them, and the SDK agrees', () => {
  const forms = [['additionalCharges'], ['splitInfo'], ['additionalCharges', 'splitInfo']] as const;
  for (const hashAlso of forms) {
    const order = { ...ORDER, wire: { ...ORDER.wire, hashAlso } };
    const given = read(tellOne('payment.captured', { order }));
    for (const name of hashAlso) assert.ok(given[name], name);
    assert.ok(isTaken(given, CREDENTIALS, { useSplitHash: true }), hashAlso.join());
    const [name] = hashAlso;
    const forged = { ...given, [name]: '1' };
    assert.ok(!isTaken(forged, CREDENTIALS, { useSplitHash: true }), name);
  }
});

// docs.payu.in/reference-link/refund-status-callback: names, order and types of the samples.
test('a refund is told as JSON once it is settled, well or badly', () => {
  const processed = buildRefund({
    status: 'processed',
    amountMinor: 14900,
    bankReference: '308239782136',
  });
  const webhook = tellOne('refund.processed', { refund: processed });
  assert.equal(webhook.event, 'refund');
  assert.deepEqual(webhook.headers, { 'content-type': 'application/json' });
  assert.equal(
    webhook.body,
    '{"additionalValue1":null,"bank_arn":null,"refund_mode":"Back to Source",' +
      '"bank_ref_num":"308239782136","key":"test_123","amt":"149.00","remark":null,' +
      '"status":"success","token":"refund_123","mihpayid":"5403993715527185",' +
      '"request_id":"6403993715527186","merchantTxnId":"TXN123456","additionalValue2":null,' +
      '"action":"refund"}',
  );
  assert.equal(JSON.stringify(JSON.parse(webhook.body)), webhook.body);
  for (const kind of ['refund.failed', 'refund.cancelled'] as const) {
    const refund = buildRefund({ status: kind === 'refund.failed' ? 'failed' : 'cancelled' });
    assert.match(tellOne(kind, { refund }).body, /"status":"failure"/);
  }
});

test('what PayU has no word for is not told', () => {
  const silent: readonly EventKind[] = [
    'order.created',
    'order.paid',
    'order.expired',
    'order.cancelled',
    'payment.voided',
    'payment.mismatched',
    'refund.created',
  ];
  for (const kind of silent) assert.deepEqual(tell(kind, { refund: buildRefund() }), [], kind);
});

test('an endpoint hears what it chose; pending only when it asks for it', () => {
  const all: readonly EventKind[] = ['payment.captured', 'payment.failed', 'refund.processed'];
  const heard = (body: Subscriber['body']): string[] =>
    [...all, 'payment.pending' as const].flatMap((kind) =>
      tell(kind, { body, refund: buildRefund() }).map(({ event }) => event),
    );
  assert.deepEqual(heard(null), ['successful', 'failed', 'refund']);
  assert.deepEqual(heard({}), ['successful', 'failed', 'refund']);
  assert.deepEqual(heard({ events: ['failed', 'pending'] }), ['failed', 'pending']);
  assert.deepEqual(heard({ events: [] }), []);
  assert.deepEqual(webhooks.events, ['successful', 'failed', 'refund', 'pending']);
});

test('an authorized payment is told as a success that is not captured yet', () => {
  const payment = buildPayment({ status: 'authorized', capturedMinor: 0 });
  const given = read(tellOne('payment.authorized', { payment }));
  assert.deepEqual([given['status'], given['unmappedstatus']], ['success', 'auth']);
});

test('an order of another dialect is told in PayU’s words, with its own buyer and amount', () => {
  const customer = { id: null, name: 'Asha Rao', email: 'asha@example.com', phone: '98765' };
  const wire = { hashForm: 'filled', hashAlso: ['splitInfo'] };
  const order = buildOrder({
    dialect: 'another',
    customer,
    description: 'Tea & cake',
    amountText: '0500.500',
    wire,
  });
  const given = read(tellOne('payment.captured', { order }));
  assert.deepEqual(
    ['txnid', 'amount', 'firstname', 'productinfo', 'email', 'phone'].map((name) => given[name]),
    ['REF_1', '500.50', 'Asha Rao', 'Tea & cake', 'asha@example.com', '98765'],
  );
  assert.ok(!('splitInfo' in given));
  assert.ok(isTaken(given));
});

test('the hash needs the account’s salt, not the endpoint’s own secret', () => {
  const given = read(tellOne('payment.captured', { body: { url: URL_OF_SHOP } }));
  assert.ok(isTaken(given));
  assert.ok(!isTaken(given, { ...CREDENTIALS, secret: 'whsec_b3duc2VjcmV0' }));
});

test('what is about no payment is not told; without the merchant’s name it is empty', () => {
  for (const kind of ['payment.captured', 'payment.failed', 'refund.processed'] as const) {
    assert.deepEqual(tell(kind, { payment: null, refund: buildRefund() }), [], kind);
  }
  assert.deepEqual(tell('refund.processed'), []);
  const order = { ...ORDER, reference: null };
  const { body } = tellOne('refund.processed', { order, refund: buildRefund({ reference: null }) });
  const { token, merchantTxnId } = JSON.parse(body) as Record<string, unknown>;
  assert.deepEqual([token, merchantTxnId], ['', '']);
});

// payu.md §1.5: var5 of the command.
test('a refund is told at the address that its command named, and no other’s is', () => {
  const address = (refund: Refund | null) => {
    const aggregate = { order: ORDER, payments: [PAID], refunds: [] };
    return webhooks.ownAddress?.({ aggregate, payment: PAID, refund });
  };
  const wire = { payuCallback: URL_OF_SHOP };
  assert.equal(address(buildRefund({ dialect: 'payu', wire })), URL_OF_SHOP);
  assert.equal(address(buildRefund({ dialect: 'payu', wire: { payuCallback: 7 } })), null);
  assert.equal(address(buildRefund({ dialect: 'payu', wire: {} })), null);
  assert.equal(address(buildRefund({ dialect: 'another', wire })), null);
  assert.equal(address(null), null);
});

// "PayU will retry 3 times to get a 200 OK response" (docs.payu.in/docs/webhooks).
test('three retries follow the first attempt', () => {
  assert.deepEqual(webhooks.retryMs, [60_000, 300_000, 1_800_000]);
  assert.equal(webhooks.timeoutMs, 10_000);
});

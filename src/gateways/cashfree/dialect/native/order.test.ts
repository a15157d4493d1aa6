// The native versions: what they ask of a request, and how they refuse it, word for word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, buildCall, NOW } from '../../../../../test/support/call.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Call } from '../../../dialect.ts';
import { parseNativeCreate, parseNativeFindOrder, parseNativeRefund } from './order.ts';
import { renderRefusal } from './refusal.ts';
import { NO_EASY_SPLIT } from '../unserved-field.ts';
import { TRAITS, VERSIONS, type Version } from '../../version.ts';

const DAY_MS = 86_400_000;

const CREATE = {
  order_amount: 1,
  order_currency: 'INR',
  customer_details: { customer_id: '7112AAA812234', customer_phone: '9898989898' },
};

function create(body: Record<string, unknown>, version: Version = '2025-01-01', call = {}) {
  const built: Call = { ...buildCall({ path: '/orders', body }), ...call };
  return parseNativeCreate(built, TRAITS[version]);
}

test('create: only amount, currency and the customer’s id and phone are required', () => {
  for (const version of VERSIONS) {
    const command = create(CREATE, version);
    assert.ok(!isFailure(command));
    assert.equal(command.reference, null);
    assert.equal(command.customer.email, null);
    assert.equal(command.expiresAt, NOW + 30 * DAY_MS);
    assert.deepEqual(command.wire, { version });
  }
});

test('create: tags, note, methods, addresses and expiry', () => {
  const command = create({
    ...CREATE,
    order_id: 'order-1_A',
    order_amount: '100.00',
    order_note: 'a note',
    order_tags: { product: 'Laptop' },
    order_meta: {
      return_url: 'http://localhost/r',
      notify_url: 'https://m.in/n',
      payment_methods: 'cc,dc, upi',
    },
    order_expiry_time: '2024-01-16T10:30:00+05:30',
    return_url: 'ignored at this level',
  });
  assert.ok(!isFailure(command));
  assert.equal(command.amountText, '100.00');
  assert.equal(command.expiresAt, NOW + DAY_MS);
  assert.equal(command.returns.success, 'http://localhost/r');
  assert.equal(command.returns.notify, 'https://m.in/n');
  assert.deepEqual(command.notes, { product: 'Laptop' });
  assert.deepEqual(command.wire, { version: '2025-01-01', payment_methods: 'cc,dc, upi' });
});

const LIVE = { account: { ...ACCOUNT, mode: 'live' } } as const;
const person = (change: Record<string, unknown>) => ({
  customer_details: { ...CREATE.customer_details, ...change },
});
const meta = (change: Record<string, unknown>) => ({ order_meta: change });
const MISSING = 'is missing in the request. Value received: ';
const AMOUNT = 'order_amount : Invalid amount entered ';
const EXPIRY = 'order_expiry_time : Expiry time should be more than 15 min and less than 30 days';

// Source: cashfree.md §1.11 and §1.4, texts verbatim; a row whose text is null is not published.
const REFUSED: readonly (readonly [
  Record<string, unknown>,
  string,
  string | null,
  Version?,
  Partial<Call>?,
])[] = [
  [
    { order_currency: 'INaR' },
    'order_currency_invalid',
    'order_currency : is not valid or not enabled. Value received: INaR',
  ],
  [{ order_currency: undefined }, 'order_currency_missing', `order_currency : ${MISSING}`],
  [{ order_amount: undefined }, 'order_amount_missing', `order_amount : ${MISSING}`],
  [{ order_amount: 0 }, 'order_amount_invalid', AMOUNT],
  [{ order_amount: -5 }, 'order_amount_invalid', AMOUNT],
  [{ order_amount: 0.5 }, 'order_amount_invalid', AMOUNT],
  [{ order_amount: 1.001 }, 'order_amount_invalid', AMOUNT],
  [{ order_amount: {} }, 'order_amount_invalid', AMOUNT],
  [{ customer_details: undefined }, 'customer_details_missing', `customer_details : ${MISSING}`],
  [{ customer_details: 'x' }, 'customer_details_invalid', null],
  [
    person({ customer_phone: undefined }),
    'customer_details.customer_phone_missing',
    `customer_details.customer_phone : ${MISSING}`,
  ],
  [
    person({ customer_phone: '' }),
    'customer_details.customer_phone_missing',
    `customer_details.customer_phone : ${MISSING}`,
  ],
  [person({ customer_phone: '98989898989' }), 'customer_phone_invalid', null],
  [person({ customer_email: 'nobody' }), 'customer_email_invalid', null],
  [
    person({ customer_id: 'a@b.in' }),
    'customer_details.customer_id_invalid',
    'customer_details.customer_id : should be alpha numeric and may contain underscore or ' +
      'hypens. Value received: a@b.in',
  ],
  [
    meta({ return_url: 'http://m.in/r' }),
    'order_meta.return_url_invalid',
    'order_meta.return_url : url should be https. Value received: http://m.in/r',
    '2025-01-01',
    LIVE,
  ],
  [
    meta({ return_url: 'nowhere' }),
    'order_meta.return_url_invalid',
    'order_meta.return_url : invalid url entered. Value received: nowhere',
  ],
  [meta({ notify_url: 'http://m.in' }), 'order_meta.notify_url_invalid', null, '2022-09-01', LIVE],
  [
    meta({ return_url: 'https://m.in/r?order_id={order_id}' }),
    'return_url_value_invalid',
    'return_url : return_url must contain {order_id} and {order_token}',
    '2022-01-01',
  ],
  [
    meta({ payment_methods: 'cc,wallet' }),
    'order_meta.payment_methods_invalid',
    'order_meta.payment_methods : should be combination of cc,dc,ppc,ccc,emi,paypal,upi,nb,app,' +
      'paylater,applepay,googlepay. Value received: cc,wallet',
  ],
  [{ order_expiry_time: 'tomorrow' }, 'order_expiry_time_invalid', EXPIRY],
  [{ order_expiry_time: '2024-01-15T10:45:00+05:30' }, 'order_expiry_time_invalid', EXPIRY],
  [{ order_expiry_time: '2024-02-14T10:30:00+05:30' }, 'order_expiry_time_invalid', EXPIRY],
  [{ order_expiry_time: 1705294800 }, 'order_expiry_time_invalid', EXPIRY],
  [{ order_id: 'a b' }, 'order_id_invalid', null],
  [{ order_amount: '1e3' }, 'order_amount_invalid', 'order_amount : Invalid amount entered '],
  [{ cart_details: 'x' }, 'cart_details_invalid', null],
  [{ cart_details: { cart_name: 'x'.repeat(50_000) } }, 'cart_details_invalid', null],
  [{ order_splits: [{ vendor_id: 7 }] }, 'api_request_failed', NO_EASY_SPLIT],
  [{ order_id: 'x'.repeat(46) }, 'order_id_invalid', null],
  [{ order_note: 'x'.repeat(201) }, 'order_note_invalid', null],
  [{ order_tags: { a: 'x'.repeat(256) } }, 'order_tags_invalid', null],
];

function tell(failure: Failure, version: Version = '2025-01-01') {
  const reply = renderRefusal(failure, TRAITS[version]);
  assert.ok(reply.kind === 'json');
  const body = reply.body as Record<string, string>;
  return { status: reply.status, body };
}

test('create: refusals', () => {
  for (const [change, code, message, version, call] of REFUSED) {
    const failure = create({ ...CREATE, ...change }, version, call);
    assert.ok(isFailure(failure), JSON.stringify(change));
    const { status, body } = tell(failure);
    assert.equal(status, 400);
    assert.equal(body['code'], code, JSON.stringify(change).slice(0, 200));
    assert.equal(body['type'], 'invalid_request_error');
    if (message !== null) assert.equal(body['message'], message);
  }
});

test('create: the edges of the expiry, and a later version needs no placeholder', () => {
  for (const order_expiry_time of ['2024-01-15T10:45:01+05:30', '2024-02-14T10:29:59+05:30']) {
    assert.ok(!isFailure(create({ ...CREATE, order_expiry_time })));
  }
  const body = { ...CREATE, ...meta({ return_url: 'https://m.in/r' }) };
  for (const version of VERSIONS) {
    assert.equal(isFailure(create(body, version)), version < '2022-09-01');
  }
});

function sendBack(body: Record<string, unknown>, version: Version = '2025-01-01', id = 'order_1') {
  return parseNativeRefund(buildCall({ path: '/', body }, { id }), TRAITS[version]);
}

test('refund: speed is kept, and its id may be left out since 2026-01-01', () => {
  const refund = { refund_amount: 1, refund_id: 'REF-1', refund_speed: 'INSTANT' };
  const command = sendBack(refund);
  assert.ok(!isFailure(command));
  assert.deepEqual(command.wire, { refund_speed: 'INSTANT' });
  for (const version of VERSIONS) {
    assert.equal(isFailure(sendBack({ refund_amount: 1 }, version)), version < '2026-01-01');
  }
});

// Source: cashfree.md §1.8.
test('refund: refusals', () => {
  const refund = { refund_amount: 1, refund_id: 'REF-1' };
  const rows: readonly (readonly [Record<string, unknown>, string, string | null])[] = [
    [{ refund_amount: 0 }, 'refund_amount_invalid', 'refund_amount : Invalid amount entered '],
    [{ refund_amount: 1.0001 }, 'refund_amount_invalid', 'refund_amount : Invalid amount entered '],
    [{ refund_id: 'bad id#123!' }, 'refund_id_invalid', 'refund_id format not valid'],
    [{ refund_id: undefined }, 'refund_id_missing', `refund_id : ${MISSING}`],
    [{ refund_speed: 'FAST' }, 'refund_speed_invalid', null],
    [{ refund_note: 'x'.repeat(101) }, 'refund_note_invalid', null],
  ];
  for (const [change, code, message] of rows) {
    const failure = sendBack({ ...refund, ...change });
    assert.ok(isFailure(failure), code);
    const { body } = tell(failure);
    assert.equal(body['code'], code);
    if (message !== null) assert.equal(body['message'], message);
  }
});

test('a path that names nothing is a bad request, not an unknown order (cashfree.md §1.8)', () => {
  const found = parseNativeFindOrder(buildCall({ path: '/', method: 'GET' }, { id: '=' }));
  for (const failure of [found, sendBack({}, '2023-08-01', '=')]) {
    assert.ok(isFailure(failure));
    assert.equal(tell(failure).status, 400);
    assert.equal(tell(failure).body['code'], 'order_id_invalid');
  }
  const other = parseNativeFindOrder(buildCall({ path: '/', method: 'GET' }, { id: 'क' }));
  assert.ok(!isFailure(other));
});

// The browser's return to a Pine Labs merchant: what each outcome posts, and its seal.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import { buildOrder, buildPayment, NOW, ADDRESSES } from '../../../../test/support/call.ts';
import { indianTime } from '../time.ts';
import { pinelabs } from './index.ts';

const SECRET = '0f'.repeat(32);
const KEY = 'test_123';
const CALLBACK = 'https://merchant.com/callback';
const RETURNS = { success: CALLBACK, failure: CALLBACK, cancel: CALLBACK, notify: CALLBACK };

function post(
  order: Partial<Order>,
  payment: Payment | null,
  secret = SECRET,
): ReadonlyMap<string, string> {
  const context = {
    aggregate: {
      order: buildOrder({ dialect: 'pinelabs', returns: RETURNS, ...order }),
      payments: payment === null ? [] : [payment],
      refunds: [],
    },
    payment,
    credentials: { key: KEY, secret },
    now: NOW,
    addresses: ADDRESSES,
  };
  const reply = pinelabs.handback(context);
  assert.ok(reply?.kind === 'browserPost');
  assert.equal(reply.url, CALLBACK);
  const fields = new Map(reply.fields);
  assert.equal(fields.size, reply.fields.length, 'no field comes twice');
  return fields;
}

// Verified as the documented sample does, written apart from the code under test.
function verify(fields: ReadonlyMap<string, string>, key: Buffer): boolean {
  const names = [...fields.keys()].filter((name) => !name.startsWith('dia_secret')).sort();
  const text = names.map((name) => `${name}=${fields.get(name)}`).join('&');
  const digest = createHmac('sha256', key).update(text, 'utf8').digest('hex').toUpperCase();
  return fields.get('dia_secret') === digest && fields.get('dia_secret_type') === 'SHA256';
}

function assertSealed(fields: ReadonlyMap<string, string>): void {
  assert.ok(verify(fields, Buffer.from(SECRET, 'hex')));
  assert.ok(!verify(new Map([...fields, ['amount_in_paisa', '1']]), Buffer.from(SECRET, 'hex')));
  for (const value of fields.values()) assert.ok(!value.includes(SECRET));
}

test('a captured netbanking payment posts the documented sample’s fields in its order', () => {
  const payment = buildPayment({
    instrument: { method: 'netbanking', bank: 'HDFC', bankName: 'HDFC Bank' },
    completedAt: Date.parse('2024-03-18T16:44:49+05:30'),
  });
  const fields = post({ status: 'paid', reference: 'PINE123456' }, payment);
  assertSealed(fields);
  assert.deepEqual(
    [...fields],
    [
      ['merchant_id', KEY],
      ['merchant_access_code', KEY],
      ['unique_merchant_txn_id', 'PINE123456'],
      ['pine_pg_txn_status', '4'],
      ['txn_completion_date_time', '18/03/2024 04:44:49 PM'],
      ['amount_in_paisa', '50050'],
      ['txn_response_code', '1'],
      ['txn_response_msg', 'SUCCESS'],
      ['acquirer_name', 'SANDBOX'],
      ['pine_pg_transaction_id', 'order_ABC123def456GH'],
      ['captured_amount_in_paisa', '50050'],
      ['refund_amount_in_paisa', '0'],
      ['payment_mode', '3'],
      ['mobile_no', ''],
      ['udf_field_1', ''],
      ['udf_field_2', ''],
      ['udf_field_3', ''],
      ['udf_field_4', ''],
      ['Acquirer_Response_Code', 'captured'],
      ['Acquirer_Response_Message', ''],
      ['parent_txn_status', ''],
      ['parent_txn_response_code', ''],
      ['parent_txn_response_message', ''],
      ['dia_secret', fields.get('dia_secret')],
      ['dia_secret_type', 'SHA256'],
    ],
  );
});

test('a card payment adds its five fields', () => {
  const fields = post({ status: 'paid' }, buildPayment());
  assertSealed(fields);
  assert.equal(fields.get('payment_mode'), '1');
  assert.equal(fields.get('masked_card_number'), '************1234');
  assert.equal(fields.get('rrn'), '123456789');
  for (const name of ['card_holder_name', 'salted_card_hash', 'auth_code']) {
    assert.equal(fields.get(name), '');
  }
});

const tried = { status: 'attempted' } as const;
const unpaid = { capturedMinor: 0, completedAt: null };
const OUTCOMES: readonly (readonly [
  name: string,
  order: Partial<Order>,
  payment: Payment | null,
  expected: readonly [status: string, code: string, word: string, acquirer: string],
])[] = [
  [
    'failed',
    tried,
    buildPayment({ ...unpaid, status: 'failed', decline: 'insufficient_funds' }),
    ['-7', '-1', 'FAILED', 'INSUFFICIENT FUNDS'],
  ],
  [
    'cancelled by the customer',
    tried,
    buildPayment({
      ...unpaid,
      status: 'failed',
      decline: 'cancelled_by_customer',
      instrument: null,
    }),
    ['-10', '-1', 'CANCELLED', 'CANCELLED BY USER'],
  ],
  ['pending', tried, buildPayment({ ...unpaid, status: 'pending' }), ['1', '0', 'INITIATED', '']],
  [
    'authorized',
    tried,
    buildPayment({ ...unpaid, status: 'authorized' }),
    ['1', '0', 'INITIATED', ''],
  ],
  ['never tried', {}, null, ['1', '0', 'INITIATED', '']],
  ['expired', { status: 'expired' }, null, ['-7', '-1', 'FAILED', '']],
  ['run out, not yet written', { expiresAt: NOW }, null, ['-7', '-1', 'FAILED', '']],
  ['withdrawn', { status: 'cancelled' }, null, ['-10', '-1', 'CANCELLED', '']],
];

for (const [name, order, payment, expected] of OUTCOMES) {
  test(`the handback of an order: ${name}`, () => {
    const fields = post(order, payment);
    assertSealed(fields);
    const told = [
      'pine_pg_txn_status',
      'txn_response_code',
      'txn_response_msg',
      'Acquirer_Response_Message',
    ].map((each) => fields.get(each));
    assert.deepEqual(told, expected);
    assert.equal(fields.get('captured_amount_in_paisa'), '0');
    assert.equal(fields.get('txn_completion_date_time'), '15/01/2024 10:30:00 AM');
  });
}

test('refunded money is told, and the payment is still a success', () => {
  const fields = post({ status: 'paid' }, buildPayment({ refundedMinor: 10000 }));
  assertSealed(fields);
  assert.equal(fields.get('pine_pg_txn_status'), '4');
  assert.equal(fields.get('refund_amount_in_paisa'), '10000');
});

test('texts that HTML or a query would escape pass through as they are', () => {
  const reference = `"><script>alert('1')</script>&amp;=%26+é₹😀`;
  const fields = post(
    {
      status: 'paid',
      reference,
      customer: { id: null, name: null, email: null, phone: '+919876543210' },
    },
    buildPayment(),
  );
  assertSealed(fields);
  assert.equal(fields.get('unique_merchant_txn_id'), reference);
  assert.equal(fields.get('mobile_no'), '+919876543210');
});

test('line ends, which a browser would rewrite, are spaces before the seal', () => {
  const instrument = {
    method: 'card',
    network: 'visa',
    kind: 'debit',
    last4: '1112',
    holder: 'A\r\nB\0C',
  } as const;
  const fields = post({ status: 'paid' }, buildPayment({ instrument, processorStatus: 'x\ny' }));
  assertSealed(fields);
  assert.equal(fields.get('card_holder_name'), 'A  B C');
  assert.equal(fields.get('Acquirer_Response_Code'), 'x y');
});

test('an order of another dialect, without reference or wire, is posted by our name of it', () => {
  const fields = post({ reference: null, currency: 'JPY', dialect: 'test' }, null);
  assertSealed(fields);
  assert.equal(fields.get('unique_merchant_txn_id'), 'order_ABC123def456GH');
});

test('a secret that is not hex seals with its UTF-8 bytes', () => {
  const fields = post({ status: 'paid' }, buildPayment(), 'secret_123');
  assert.ok(verify(fields, Buffer.from('secret_123')));
});

test('an order that names no address has no handback', () => {
  const aggregate = { order: buildOrder(), payments: [], refunds: [] };
  const credentials = { key: KEY, secret: SECRET };
  assert.equal(
    pinelabs.handback({ aggregate, payment: null, credentials, now: NOW, addresses: ADDRESSES }),
    null,
  );
});

const UDF = ['one', '', '', ''];
const ECHO = { merchant_id: '106598', access_code: 'code', udf: UDF };
// Source: pinelabs.md §2.4: 4/1 success, -7 and -10 failures, 1/0 "use our Inquiry API".
for (const [generation, names, seal] of [
  ['form', ['ppc_PinePGTxnStatus', 'ppc_TxnResponseCode', 'ppc_UdfField1'], 'ppc_DIA_SECRET'],
  ['json', ['pine_pg_txn_status', 'txn_response_code', 'udf_field_1'], 'dia_secret'],
] as const) {
  test(`each outcome of the ${generation} generation, in the merchant’s tab and in a frame`, () => {
    const paid = [buildPayment(), { status: 'paid' }, ['4', '1']] as const;
    const rows = OUTCOMES.map(([, order, payment, [status, code]]) => {
      return [payment, order, [status, code]] as const;
    });
    for (const [payment, changes, codes] of [paid, ...rows]) {
      for (const embedded of [false, true]) {
        const returns = embedded ? buildOrder().returns : RETURNS;
        const wire = { generation, ...ECHO };
        const order = buildOrder({ dialect: 'pinelabs', returns, wire, ...changes });
        const payments = payment === null ? [] : [payment];
        const reply = pinelabs.handback({
          aggregate: { order, payments, refunds: [] },
          payment,
          credentials: { key: KEY, secret: SECRET },
          now: NOW,
          addresses: ADDRESSES,
          embedded,
        });
        assert.ok(reply?.kind === 'browserPost');
        assert.equal(reply.url, embedded ? '' : CALLBACK);
        const fields = new Map(reply.fields);
        assert.deepEqual(
          names.map((name) => fields.get(name)),
          [...codes, 'one'],
        );
        const signed = [...fields].filter(([name]) => !/dia_secret/i.test(name));
        const text = signed.map(([name, value]) => `${name}=${value}`).sort();
        const digest = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(text.join('&'));
        assert.equal(fields.get(seal), digest.digest('hex').toUpperCase());
      }
    }
  });
}

// The form is the documented sample's "18/03/2024 04:44:49 PM".
const TIMES: readonly (readonly [string, string])[] = [
  ['2024-03-18T16:44:49+05:30', '18/03/2024 04:44:49 PM'],
  ['2023-12-31T18:30:00Z', '01/01/2024 12:00:00 AM'],
  ['2024-01-01T12:00:00+05:30', '01/01/2024 12:00:00 PM'],
  ['2024-01-01T00:59:59.999+05:30', '01/01/2024 12:59:59 AM'],
  ['2024-02-29T23:09:08+05:30', '29/02/2024 11:09:08 PM'],
];
for (const [iso, expected] of TIMES) {
  test(`Indian time of ${iso}`, () => {
    assert.equal(indianTime(Date.parse(iso)), expected);
  });
}

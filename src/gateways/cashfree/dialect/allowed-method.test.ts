// What an order says of its methods, as the core and the order have it. Source: cashfree.md §1.4.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildCall, NOW } from '../../../../test/support/call.ts';
import { readAllowed, readLinkAllowed } from './allowed-method.ts';
import { parseCreate } from './parse.ts';
import { readRequest } from './reading.ts';

const CREATE = {
  order_id: 'o-1',
  order_amount: 100,
  order_currency: 'INR',
  customer_details: {
    customer_id: 'c-1',
    customer_phone: '9876543210',
    customer_email: 'asha@example.com',
  },
};

function read(order_meta: object, currency = 'INR') {
  const reading = readRequest(buildCall({ path: '/', body: { order_meta } }).fields);
  return { ...readAllowed(reading, currency), issues: reading.issues.map(({ field }) => field) };
}

const FILTERS = 'order_meta.payment_methods_filters';

const NO_CREDIT = { never: [{ method: 'card', kind: 'credit' }] };
const NO_DEBIT = { never: [{ method: 'card', kind: 'debit' }] };
/** Than Visa and American Express. */
const OTHERS = ['mastercard', 'rupay', 'maestro', 'diners'];

test('the words of both lists, each alone and together', () => {
  const all = ['card', 'upi', 'netbanking', 'wallet'];
  const rows: readonly (readonly [object, object, string?])[] = [
    [{}, {}],
    [{ payment_methods: 'cc,dc,nb,upi,app' }, { methods: all }],
    [{ payment_methods: 'cc' }, { methods: ['card'], instruments: NO_DEBIT }],
    [{ payment_methods: 'ccc,ppc,paypal,emi' }, { methods: [] }],
    [{ payment_methods: '' }, { methods: ['card'] }, 'USD'],
    [{ payment_methods: 'upi' }, { methods: [] }, 'USD'],
    [
      { payment_methods_filters: { methods: { values: ['Wallet', ' prepaid_card '] } } },
      { methods: ['wallet'] },
    ],
    [{ payment_methods_filters: { methods: { action: 'ALLOW', values: [] } } }, {}],
    [
      { payment_methods_filters: { filters: { card_schemes: ['visa', 'amex', 'jcb'] } } },
      { instruments: { never: OTHERS.map((network) => ({ method: 'card', network })) } },
    ],
    [
      {
        payment_methods: 'dc,upi',
        payment_methods_filters: { methods: { values: ['debit_card', 'credit_card'] } },
      },
      { methods: ['card'], instruments: NO_CREDIT },
    ],
  ];
  for (const [meta, allowed, currency] of rows) {
    const found = read(meta, currency);
    assert.deepEqual([found.allowed, found.issues], [allowed, []], JSON.stringify(meta));
  }
});

test('what is no list of methods is refused by its field', () => {
  const rows = [
    [{ payment_methods: 'upi,barter' }, 'order_meta.payment_methods'],
    [{ payment_methods_filters: 'x' }, FILTERS],
    [{ payment_methods_filters: { a: 'x'.repeat(5000) } }, FILTERS],
    [
      { payment_methods_filters: { methods: { action: 'DENY', values: [] } } },
      `${FILTERS}.methods`,
    ],
    [{ payment_methods_filters: { methods: [1] } }, `${FILTERS}.methods`],
    [
      { payment_methods_filters: { filters: { card_schemes: 'visa' } } },
      `${FILTERS}.filters.card_schemes`,
    ],
  ] as const;
  for (const [meta, field] of rows) assert.equal(read(meta).issues[0], field, field);
});

test('a link has the short words alone', () => {
  const body = { link_meta: { payment_methods: 'nb,cc' } };
  const { allowed } = readLinkAllowed(readRequest(buildCall({ path: '/', body }).fields), 'INR');
  assert.deepEqual(allowed, { methods: ['card', 'netbanking'], instruments: NO_DEBIT });
});

test('create: who may pay, how and until when holds without a version as well', () => {
  const parse = (more: object) =>
    parseCreate(buildCall({ path: '/orders', body: { ...CREATE, ...more } }));
  const order_meta = { payment_methods: 'dc,upi' };
  const limited = parse({ order_meta, order_expiry_time: '2024-01-16T10:30:00+05:30' });
  assert.ok('wire' in limited);
  assert.deepEqual(limited.methods, ['card', 'upi']);
  assert.deepEqual(limited.instruments, NO_CREDIT);
  assert.equal(limited.expiresAt, NOW + 86_400_000);
  assert.deepEqual(limited.wire, { payment_methods: 'dc,upi' });
  for (const [more, field] of [
    [{ order_expiry_time: 'never' }, 'order_expiry_time'],
    [{ order_meta: { payment_methods: 'barter' } }, 'order_meta.payment_methods'],
    [{ order_splits: [{ vendor_id: 'v', amount: 1 }] }, 'order_splits'],
  ] as const) {
    const failure = parse(more);
    assert.ok('failure' in failure);
    assert.equal(failure.issues?.[0]?.field, field);
  }
});

// How each native version shows the means of payment. Source: cashfree.md §1.6.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildOutcome, buildPayment } from '../../../../../test/support/call.ts';
import type { Aggregate } from '../../../../core/order.ts';
import type { Instrument } from '../../../../core/payment.ts';
import { TRAITS, type Version } from '../../version.ts';
import { viewPayments } from './view.ts';

const order = buildOrder({
  customer: { id: 'cust_1', name: null, email: null, phone: '9999999999' },
});

type Json = Record<string, unknown>;

function payments_(version: Version, payments: Aggregate['payments']): Json[] {
  const aggregate = buildOutcome({ order, payments }).aggregate;
  return JSON.parse(JSON.stringify(viewPayments(aggregate, TRAITS[version])));
}

// Source: cashfree.md §1.6, "payment_method object by rail" and the groups.
const METHODS: readonly (readonly [Instrument, string, Json])[] = [
  [
    { method: 'card', network: 'visa', kind: 'credit', last4: '1111', holder: 'X' },
    'credit_card',
    {
      card: {
        channel: 'link',
        card_number: 'XXXXXXXXXXXX1111',
        card_network: 'visa',
        card_type: 'credit_card',
        card_country: null,
        card_bank_name: null,
        card_network_reference_id: null,
      },
    },
  ],
  [{ method: 'upi', vpa: 'a@b' }, 'upi', { upi: { channel: 'collect', upi_id: 'a@b' } }],
  [
    { method: 'netbanking', bank: '3333', bankName: 'Test bank' },
    'net_banking',
    {
      netbanking: {
        channel: 'link',
        netbanking_bank_code: 3333,
        netbanking_bank_name: 'Test bank',
      },
    },
  ],
  [
    { method: 'wallet', wallet: 'phonepe' },
    'wallet',
    { app: { channel: 'link', provider: 'phonepe', phone: '9999999999' } },
  ],
];

test('payment methods of 2022-09-01', () => {
  for (const [instrument, group, method] of METHODS) {
    const [shown = {}] = payments_('2022-09-01', [buildPayment({ instrument })]);
    assert.equal(shown['payment_group'], group);
    assert.deepEqual(shown['payment_method'], method);
  }
});

test('a bank code in letters is no number; no instrument, no method', () => {
  const bankOf = (bank: string) =>
    buildPayment({ instrument: { method: 'netbanking', bank, bankName: 'A Bank' } });
  const [unlisted, listed, none] = payments_('2026-01-01', [
    buildPayment({ instrument: null }),
    bankOf('HDFC'),
    bankOf('ABCD'),
  ]);
  const codes = [unlisted, listed].map((each) => {
    const shown = each?.['payment_method'] as { netbanking: Json };
    return shown.netbanking['netbanking_bank_code'];
  });
  assert.deepEqual(codes, [null, 3021]);
  assert.equal(none?.['payment_method'], null);
  assert.equal(none?.['payment_group'], null);
});

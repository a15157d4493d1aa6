// `enforce_paymethod` and `drop_category` leave exactly what they name, in PayU's words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder } from '../../../../test/support/call.ts';
import { takesInstrument } from '../../../core/order.ts';
import type { Instrument } from '../../../core/payment.ts';
import { readRestriction } from './payment-option.ts';

type Card = Extract<Instrument, { readonly method: 'card' }>;
const card = (kind: Card['kind'], network: Card['network']): Instrument => {
  return { method: 'card', kind, network, last4: '1111', holder: null };
};
const bank = (code: string): Instrument => {
  return { method: 'netbanking', bank: code, bankName: code };
};
const ALL: Readonly<Record<string, Instrument>> = {
  creditVisa: card('credit', 'visa'),
  creditAmex: card('credit', 'amex'),
  debitVisa: card('debit', 'visa'),
  debitMaestro: card('debit', 'maestro'),
  hdfc: bank('HDFC'),
  axis: bank('UTIB'),
  phonepe: { method: 'wallet', wallet: 'phonepe' },
  mobikwik: { method: 'wallet', wallet: 'mobikwik' },
  upi: { method: 'upi', vpa: 'asha@upi' },
};
const CARDS = 'creditVisa creditAmex debitVisa debitMaestro';
const EVERYTHING = `${CARDS} hdfc axis phonepe mobikwik upi`;

const read = (enforce: string, drop: string) =>
  readRestriction({
    values: { enforce_paymethod: enforce, drop_category: drop },
    lexemes: new Map(),
  });

// docs.payu.in/docs/enforce-pay-method-or-remove-category, its own examples among them.
const ROWS: readonly (readonly [string, string, string])[] = [
  ['creditcard|debitcard', '', CARDS],
  ['creditcard|netbanking|cashcard', '', 'creditVisa creditAmex hdfc axis phonepe mobikwik'],
  ['debitcard', '', 'debitVisa debitMaestro'],
  ['upi', '', 'upi'],
  [' CreditCard | UPI ', '', 'creditVisa creditAmex upi'],
  ['AMEX|VISA', '', 'creditAmex debitVisa'],
  ['SMAE', '', 'debitMaestro'],
  ['AXIB|PHONEPE', '', 'axis phonepe'],
  ['upi|emi|bnpl', '', 'upi'],
  ['INTENT', '', 'upi'],
  ['', 'CC', 'debitVisa debitMaestro hdfc axis phonepe mobikwik upi'],
  ['', 'DC|VISA|MAST', 'creditVisa creditAmex debitMaestro hdfc axis phonepe mobikwik upi'],
  ['', 'CC|AMEX, DC|VISA, EMI|EMI6', 'creditVisa debitMaestro hdfc axis phonepe mobikwik upi'],
  ['', 'CC|CC', 'creditAmex debitVisa debitMaestro hdfc axis phonepe mobikwik upi'],
  ['', 'NB|AXIB', `${CARDS} hdfc phonepe mobikwik upi`],
  ['', 'CASH|phonepe', `${CARDS} hdfc axis mobikwik upi`],
  ['', 'CC,DC,NB,UPI', 'phonepe mobikwik'],
  ['', 'EMI,BNPL', EVERYTHING],
  ['', 'DC|NOBODY', EVERYTHING],
  ['creditcard|netbanking', 'CC|AMEX,NB|HDFB', 'creditVisa axis'],
];
for (const [enforce, drop, left] of ROWS) {
  test(`enforced "${enforce}", dropped "${drop}"`, () => {
    const { issues, limits } = read(enforce, drop);
    assert.deepEqual(issues, []);
    assert.ok(limits);
    const order = buildOrder(limits);
    const taken = Object.entries(ALL).filter(([, each]) => takesInstrument(order, each));
    assert.deepEqual(taken.map(([name]) => name).join(' '), left);
    const methods = new Set(taken.map(([, { method }]) => method));
    assert.deepEqual(new Set(limits.methods), methods, 'the page has what is left');
  });
}

test('nothing said limits nothing', () => {
  for (const [enforce, drop] of [
    ['', ''],
    [' | ', ' , '],
  ] as const) {
    assert.deepEqual(read(enforce, drop), { issues: [], limits: null });
  }
});

test('a limit that leaves nothing, or that nobody can hold, is refused', () => {
  const rows: readonly (readonly [string, string, string, RegExp])[] = [
    ['emi|bnpl', '', 'enforce_paymethod', /No payment option/],
    ['creditcard', 'CC', 'enforce_paymethod', /No payment option/],
    ['AMEX', 'CC|AMEX', 'enforce_paymethod', /No payment option/],
    ['HDFB', 'NB|HDFB,CASH', 'enforce_paymethod', /No payment option/],
    ['', 'CC,DC,NB,CASH,UPI', 'drop_category', /No payment option/],
    ['', 'UPI|INTENT', 'drop_category', /as a whole/],
    ['A|'.repeat(101), '', 'enforce_paymethod', /At most 100/],
    ['', `NB|${'A|'.repeat(100)}`, 'drop_category', /At most 100/],
  ];
  for (const [enforce, drop, field, says] of rows) {
    const { issues, limits } = read(enforce, drop);
    assert.equal(limits, null);
    assert.equal(issues[0]?.field, field);
    assert.match(issues[0]?.message ?? '', says);
  }
});

test('an order keeps no more than says it: whole methods need no instruments', () => {
  const credit = { method: 'card', kind: 'credit' };
  const rows: readonly (readonly [string, string, unknown])[] = [
    ['upi|netbanking', '', { methods: ['upi', 'netbanking'], instruments: {} }],
    ['', 'NB,UPI', { methods: ['card', 'wallet'], instruments: {} }],
    ['cc', '', { methods: ['card'], instruments: { only: [credit] } }],
    ['', 'CC,NB,UPI', { methods: ['card', 'wallet'], instruments: { never: [credit] } }],
    [
      'upi|xyz',
      '',
      {
        methods: ['upi', 'netbanking', 'wallet'],
        instruments: {
          only: [
            { method: 'upi' },
            { method: 'netbanking', bank: 'XYZ' },
            { method: 'wallet', wallet: 'xyz' },
          ],
        },
      },
    ],
  ];
  for (const [enforce, drop, limits] of rows) {
    assert.deepEqual(read(enforce, drop).limits, limits, `${enforce} ${drop}`);
  }
  assert.ok(read('A|'.repeat(100), '').limits !== null, 'a hundred words are taken');
});

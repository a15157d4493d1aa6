// The closed tables: one row for each state, reason and instrument, with the document it came from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOrder, buildPayment } from '../../../test/support/call.ts';
import type { OrderStatus } from '../../core/order.ts';
import type { CardNetwork, DeclineReason, Instrument, Payment } from '../../core/payment.ts';
import { CARD_CODES, bankOf, describeInstrument, judge } from './words.ts';

const paid = (changes: Partial<Payment> = {}): Payment => buildPayment(changes);
const failed = (decline: DeclineReason | null): Payment => paid({ status: 'failed', decline });

// States: docs.payu.in "Payment State Explanations" and payu.md §5.4. Codes and messages:
// payment-error-codes.json of payu-india/CMS-Chatbot.
type Row = readonly [
  string,
  Payment | null,
  OrderStatus,
  readonly [string, string, string, string],
];
const VERDICTS: readonly Row[] = [
  ['docs: captured', paid(), 'paid', ['success', 'captured', 'E000', 'No Error']],
  [
    'docs: auth',
    paid({ status: 'authorized' }),
    'attempted',
    ['success', 'auth', 'E000', 'No Error'],
  ],
  [
    'docs: in progress',
    paid({ status: 'created' }),
    'attempted',
    ['pending', 'in progress', 'E225', 'Transaction in Progress'],
  ],
  [
    'docs: pending',
    paid({ status: 'pending' }),
    'attempted',
    ['pending', 'pending', 'E227', 'Transaction is Pending'],
  ],
  [
    'docs: failed',
    failed('declined'),
    'attempted',
    ['failure', 'failed', 'E308', 'Transaction Failed at bank end.'],
  ],
  [
    'error codes: INSUFFICIENT_FUNDS',
    failed('insufficient_funds'),
    'attempted',
    [
      'failure',
      'failed',
      'E706',
      'The account against which the payment was made has insufficient funds.',
    ],
  ],
  [
    'payu.md §1.4: E500',
    failed('authentication_failed'),
    'attempted',
    ['failure', 'failed', 'E500', 'Bank failed to authenticate the customer'],
  ],
  [
    'docs sample: userCancelled',
    failed('cancelled_by_customer'),
    'attempted',
    [
      'failure',
      'userCancelled',
      'E1605',
      'Transaction failed due to customer pressing cancel button.',
    ],
  ],
  [
    'docs: dropped, "not get any response from the payment gateway"',
    failed('timed_out'),
    'attempted',
    ['failure', 'dropped', 'E231', 'Transaction was marked as dropped'],
  ],
  [
    'error codes: TECHNICAL_FAILURE',
    failed('processor_error'),
    'attempted',
    ['failure', 'failed', 'E345', 'Transaction declined due to technical failure'],
  ],
  [
    'error codes: TRANSACTION_REVERSED (inferred)',
    paid({ status: 'voided' }),
    'attempted',
    ['failure', 'failed', 'E1638', 'Transaction Already Reversed'],
  ],
  [
    'docs: autoRefund (its error is inferred), of a second success',
    paid({ surplus: true }),
    'paid',
    ['failure', 'autoRefund', 'E345', 'Transaction declined due to technical failure'],
  ],
  ['payu.md §5.4: expired', null, 'expired', ['failure', 'dropped', 'E507', 'Transaction Expired']],
  ['docs: initiated', null, 'created', ['pending', 'initiated', 'E227', 'Transaction is Pending']],
  [
    'docs: initiated',
    null,
    'attempted',
    ['pending', 'initiated', 'E227', 'Transaction is Pending'],
  ],
  [
    'docs: captured, its payment not at hand',
    null,
    'paid',
    ['success', 'captured', 'E000', 'No Error'],
  ],
  [
    'withdrawn by the merchant (inferred)',
    null,
    'cancelled',
    ['failure', 'dropped', 'E231', 'Transaction was marked as dropped'],
  ],
  [
    'no reason known',
    failed(null),
    'attempted',
    ['failure', 'failed', 'E308', 'Transaction Failed at bank end.'],
  ],
];
for (const [source, payment, status, expected] of VERDICTS) {
  test(`verdict ${source}`, () => {
    const verdict = judge(buildOrder({ status }), payment);
    const { status: word, unmappedstatus, error, error_Message } = verdict;
    assert.deepEqual([word, unmappedstatus, error, error_Message], expected);
    assert.ok(Object.isFrozen(verdict));
  });
}

// The specification shows a cancellation nowhere; this sentence is that of PayU's failure sample.
test('a cancellation has a sentence of its own, the others repeat the message', () => {
  for (const [, payment, status] of VERDICTS) {
    const { field9, error_Message, error } = judge(buildOrder({ status }), payment);
    const own: Readonly<Record<string, string>> = {
      E000: 'Transaction is Successful',
      E1605: 'Cancelled by user',
    };
    assert.equal(field9, own[error] ?? error_Message);
  }
});

// payu.md §1.4 and §1.3: modes, PG_TYPE and bank codes.
const card = (network: CardNetwork) => ({
  credit: { method: 'card', network, kind: 'credit', last4: '2346', holder: 'Test User' } as const,
  debit: { method: 'card', network, kind: 'debit', last4: '2346', holder: 'Test User' } as const,
});
const INSTRUMENTS: readonly (readonly [Instrument, readonly string[]])[] = [
  [card('visa').credit, ['CC', 'CC-PG', 'CC', 'VISA']],
  [card('mastercard').credit, ['CC', 'CC-PG', 'CC', 'MAST']],
  [card('rupay').credit, ['CC', 'CC-PG', 'CC', 'RUPAY']],
  [card('maestro').credit, ['CC', 'CC-PG', 'CC', 'MAES']],
  [card('amex').credit, ['CC', 'CC-PG', 'AMEX', 'AMEX']],
  [card('diners').credit, ['CC', 'CC-PG', 'DINR', 'DINR']],
  [card('visa').debit, ['DC', 'DC-PG', 'VISA', 'VISA']],
  [card('mastercard').debit, ['DC', 'DC-PG', 'MAST', 'MAST']],
  [card('rupay').debit, ['DC', 'DC-PG', 'RUPAY', 'RUPAY']],
  [card('maestro').debit, ['DC', 'DC-PG', 'MAES', 'MAES']],
  [{ method: 'upi', vpa: 'anything@payu' }, ['UPI', 'UPI-PG', 'UPI', '']],
  [{ method: 'upi', vpa: 'intent@upi.invalid' }, ['UPI', 'UPI-PG', 'INTENT', '']],
  [{ method: 'netbanking', bank: 'HDFB', bankName: 'HDFC Bank' }, ['NB', 'NB-PG', 'HDFB', '']],
  [{ method: 'wallet', wallet: 'phonepe' }, ['CASH', 'CASH-PG', 'PHONEPE', '']],
];
for (const [instrument, expected] of INSTRUMENTS) {
  test(`instrument ${expected.join(' ')}`, () => {
    const words = describeInstrument(instrument);
    assert.deepEqual([words.mode, words.PG_TYPE, words.bankcode, words.card_type], expected);
    const isCard = instrument.method === 'card';
    assert.equal(words.cardnum, isCard ? 'XXXXXXXXXXXX2346' : '');
    assert.equal(words.name_on_card, isCard ? 'Test User' : '');
    assert.equal(words.cardCategory, isCard ? 'domestic' : '');
    const cardhash = 'This field is no longer supported in postback params.';
    assert.equal(words.cardhash, isCard ? cardhash : '');
  });
}

test('a card without a holder has no name on it', () => {
  const nameless = { ...card('visa').credit, holder: null };
  assert.equal(describeInstrument(nameless).name_on_card, '');
});

// payu.md §1.4: `bankcode`, cards; a credit card of most networks is one code.
test('a card’s code names its kind and its networks', () => {
  assert.deepEqual(Object.fromEntries(CARD_CODES), {
    CC: { kind: 'credit', networks: ['visa', 'mastercard', 'rupay', 'maestro'] },
    AMEX: { kind: 'credit', networks: ['amex'] },
    DINR: { kind: 'credit', networks: ['diners'] },
    RUPAYCC: { kind: 'credit', networks: ['rupay'] },
    VISA: { kind: 'debit', networks: ['visa'] },
    MAST: { kind: 'debit', networks: ['mastercard'] },
    RUPAY: { kind: 'debit', networks: ['rupay'] },
    MAES: { kind: 'debit', networks: ['maestro'] },
    SMAE: { kind: 'debit', networks: ['maestro'] },
  });
});

// payu.md §1.4: `bankcode`, net banking; ours are the first four letters of a bank's IFSC.
test('banks are told by PayU’s codes, and read by them', () => {
  const codes = {
    ...{ HDFC: 'HDFB', ICIC: 'ICIB', SBIN: 'SBIB', UTIB: 'AXIB', KKBK: '162B' },
    ...{ YESB: 'YESB', PUNB: 'PNBB' },
  };
  for (const [bank, code] of Object.entries(codes)) {
    const instrument = { method: 'netbanking', bank, bankName: 'A bank' } as const;
    assert.equal(describeInstrument(instrument).bankcode, code);
    assert.equal(bankOf(code), bank);
  }
  const other = { method: 'netbanking', bank: 'ZZZZ', bankName: 'A bank' } as const;
  assert.equal(describeInstrument(other).bankcode, 'ZZZZ');
  assert.equal(bankOf('ZZZZ'), 'ZZZZ');
});

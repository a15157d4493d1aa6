// Replies are sealed in the form in which their request was signed; PayU's own SDK is the judge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Payu } from '../../../../test/clients/payu-sdk.ts';
import {
  buildCall,
  buildOrder,
  buildPayment,
  CREDENTIALS,
  ADDRESSES,
  NOW,
} from '../../../../test/support/call.ts';
import { isFailure } from '../../../core/failure.ts';
import type { Payment } from '../../../core/payment.ts';
import { sha512Hex } from '../../kit/proof.ts';
import { EXAMPLE } from './fixtures/example.ts';
import { handback } from './handback.ts';
import { parseCreate } from './parse.ts';

const { key, secret } = CREDENTIALS;
const SIGNED = `${key}|TXN123456|500.00|Product Description|John|john@example.com`;

/** What comes back for the request with these fields, when it was paid for like this. */
function handBackOf(body: Readonly<Record<string, string>>, payment: Payment) {
  const command = parseCreate(buildCall({ path: '/create', body }));
  assert.ok(!isFailure(command), JSON.stringify(command));
  const { dialect, reference, amountMinor, amountText, returns, wire } = command;
  const order = buildOrder({ dialect, reference, amountMinor, amountText, returns, wire });
  const aggregate = { order, payments: [payment], refunds: [] };
  const context = { aggregate, payment, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const reply = handback(context);
  assert.ok(reply?.kind === 'browserPost');
  return Object.fromEntries(reply.fields);
}

const FAILED = buildPayment({ status: 'failed', decline: 'declined', capturedMinor: 0 });
const ENDINGS: Readonly<Record<string, Payment>> = {
  success: buildPayment({ amountMinor: 50000, capturedMinor: 50000 }),
  failure: FAILED,
  cancelled: { ...FAILED, decline: 'cancelled_by_customer', instrument: null },
  pending: buildPayment({ status: 'pending', capturedMinor: 0 }),
};

// Each form as PayU's clients sign it, and how its documents say that the reply is hashed. Whoever
// asks for these products is refused, so that their fields hold what asks for nothing.
const split = '0';
type Form = readonly [string, Readonly<Record<string, string>>, string, readonly string[]];
const FORMS: readonly Form[] = [
  ['plain', {}, `${SIGNED}|||||||||||${secret}`, []],
  ['si_details', { si_details: '0' }, `${SIGNED}|||||||||||0|${secret}`, []],
  ['split', { splitRequest: split }, `${SIGNED}|||||||||||${secret}|${split}`, ['splitInfo']],
  [
    'charged',
    { additional_charges: '0' },
    `${SIGNED}|||||||||||${secret}|0`,
    ['additionalCharges'],
  ],
  [
    'charged as payu-websdk loses it',
    { additional_charges: '0' },
    `${SIGNED}|||||||||||${secret}|undefined`,
    ['additionalCharges'],
  ],
  [
    'split and charged',
    { splitRequest: split, additional_charges: '0' },
    `${SIGNED}|||||||||||${secret}|${split}|0`,
    ['additionalCharges', 'splitInfo'],
  ],
];
for (const [name, more, preImage, also] of FORMS) {
  test(`signed ${name}: payu-websdk takes all four outcomes`, () => {
    const body = { ...EXAMPLE, ...more, key, hash: sha512Hex(preImage) };
    const sdk = new Payu({ key, salt: secret }, 'TEST', { useSplitHash: true });
    for (const [ending, payment] of Object.entries(ENDINGS)) {
      const given = handBackOf(body, payment);
      const found = ['additionalCharges', 'splitInfo'].filter((each) => each in given);
      assert.deepEqual(found, also);
      assert.ok(sdk.hasher.validateResponseHash({ ...given }), ending);
      for (const field of [...also, 'status', 'amount']) {
        assert.ok(!sdk.hasher.validateResponseHash({ ...given, [field]: 'x' }), field);
      }
    }
  });
}

test('fields that a request brought without signing them change nothing in the reply', () => {
  const hash = sha512Hex(`${SIGNED}|||||||||||${secret}`);
  const body = { ...EXAMPLE, key, hash, splitRequest: split, additional_charges: '0' };
  const given = handBackOf(body, FAILED);
  assert.ok(!('splitInfo' in given) && !('additionalCharges' in given));
});

// What a card's digits say: the facts of its first six, and the reference that stands for them all.
// In the sandbox alone: both are products that an account asks for, and here nothing but the digits
// is known.
// Source: api/payments/cards/iin-api, api/payments/cards/fingerprints (documented).
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Call, Operation, Reply } from '../../../dialect.ts';
import { printable } from '../../../kit/body.ts';
import { kindOf, networkOf } from '../../../kit/card-network.ts';
import { hmacSha256 } from '../../../kit/proof.ts';
import { findRefused } from '../../../kit/request-field.ts';
import { CARD_NETWORK } from '../../words.ts';
import { readText } from './field.ts';
import { refuse, renderPlain } from './refusal.ts';
import { CARD_REFERENCE_FIELDS } from './request-field.ts';
import { refuseExtra } from './unserved-field.ts';
import { jsonOf } from './view.ts';

const CARD_IIN_DIGITS = 6;

/** No card here has a token, so none has the nine digits of one. */
function answerIin({ params, account }: Call): Reply | Failure {
  if (account.mode !== 'sandbox') return { failure: 'path_unknown' };
  const { iin = '' } = params;
  const network = /^\d{6,9}$/.test(iin) ? networkOf(iin) : null;
  if (network === null || iin.length > 8)
    return renderPlain(`IIN ${printable(iin)} does not exist`);
  if (iin.length !== CARD_IIN_DIGITS) {
    return renderPlain('The requested IIN is a card IIN & should be 6 digits long.');
  }
  return jsonOf({
    iin,
    entity: 'iin',
    network: CARD_NETWORK[network],
    type: kindOf(network),
    sub_type: 'consumer',
    issuer_code: null,
    issuer_name: null,
    international: false,
    tokenised_iin: false,
    card_iin: null,
    emi: { available: false },
    recurring: { available: false },
    authentication_types: [{ type: '3ds' }, { type: 'otp' }],
  });
}

const REFERENCE_DIGITS = 28;
const NETWORKS = Object.freeze({ visa: 'Visa', mastercard: 'Mastercard', rupay: 'RuPay' } as const);

/** The same for the same card, and nothing can be learnt of the card from it without the secret. */
function answerReference({ fields, account, credentials }: Call): Reply | Failure {
  if (account.mode !== 'sandbox') return { failure: 'path_unknown' };
  // No card here has a token.
  if (findRefused(fields.values, CARD_REFERENCE_FIELDS) !== undefined) {
    return { failure: 'record_not_found' };
  }
  const given = readText(fields, 'number', 64);
  if (isFailure(given)) return given;
  if (given === null) return refuse('number', 'required', 'The number field is required.');
  const extra = refuseExtra(fields.values, CARD_REFERENCE_FIELDS, '.');
  if (extra !== null) return extra;
  const digits = given.replace(/[\s-]/g, '');
  const network = /^\d{12,19}$/.test(digits) ? networkOf(digits) : null;
  if (network === null || !(network in NETWORKS)) {
    return refuse('number', 'format', 'The number is invalid.');
  }
  const hmac = hmacSha256(credentials.secret, `card|${digits}`);
  const reference = BigInt(`0x${hmac.toString('hex')}`)
    .toString()
    .slice(0, REFERENCE_DIGITS);
  const isRupay = network === 'rupay';
  return jsonOf({
    network: NETWORKS[network as keyof typeof NETWORKS],
    payment_account_reference: isRupay ? null : `V${reference}`,
    network_reference_id: isRupay ? reference : null,
  });
}

export const cardNumberOperations: readonly Operation[] = [
  { method: 'GET', rate: 'fetch', path: '/iins/:iin', answer: answerIin },
  { method: 'POST', rate: 'fetch', path: '/cards/fingerprints', answer: answerReference },
];

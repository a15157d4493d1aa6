// What can be said of a card by its number, before it pays. Source: pinelabs-python 0.2.1
// card_payments/client.py, types/card_payment_detail_item.py; §2.18.
import { type Failure, invalid } from '../../../../../core/failure.ts';
import type { Call, Reply } from '../../../../dialect.ts';
import { kindOf, networkOf } from '../../../../kit/card-network.ts';
import { isRecord, readFields } from '../../../../kit/read.ts';
import { refuseProduct } from './unserved-field.ts';

const CARDS_MAX = 10;
const NUMBER = /^\d{12,19}$/;
const NUMBER_SAYS = 'payment_identifier must be 12 to 19 digits';
/** The other types are of tokens. */
const TYPES = ['CARD', 'ALT_TOKEN_TXN', 'NETWORK_TOKEN_TXN', 'ISSUER_TOKEN_TXN'] as const;

/** Who issued a card is not in its digits, and is not made up. */
export function answerCardDetails(call: Call): Reply | Failure {
  const list = call.fields.values['card_details'];
  if (!Array.isArray(list) || list.length === 0 || list.length > CARDS_MAX) {
    const message = `card_details must have from 1 to ${CARDS_MAX} cards`;
    return invalid([{ field: 'card_details', rule: 'length', message }]);
  }
  const found = list.map((each: unknown) => readCard(isRecord(each) ? each : {}));
  const [wrong] = found.filter((each) => 'failure' in each);
  return wrong ?? { kind: 'json', status: 200, body: { card_payment_details: found } };
}

function readCard(values: Readonly<Record<string, unknown>>) {
  const read = readFields({ values, lexemes: new Map() });
  const rule = { required: true, hidden: true, pattern: NUMBER, says: NUMBER_SAYS } as const;
  const number = read.text('payment_identifier', rule);
  const type = read.choice('payment_reference_type', TYPES);
  if (type === null) read.wrong('payment_reference_type', 'required', 'is required');
  if (read.issues.length > 0 || number === null) return invalid(read.issues);
  if (type !== 'CARD') return refuseProduct('Tokenization');
  const network = networkOf(number);
  return {
    ...(network === null
      ? {}
      : { card_network: network.toUpperCase(), card_type: kindOf(network).toUpperCase() }),
    is_native_otp_supported: false,
    currency: 'INR',
    is_currency_supported: true,
  };
}

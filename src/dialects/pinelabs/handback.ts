// The browser returns to the merchant with the sealed fields of Pine Labs' JSON generation.
// Source: contract §2.4; names, order and empty values as in the documented callback sample.
import { asOf } from '../../core/decide.ts';
import type { Instrument } from '../../core/payment.ts';
import type { Handback } from '../dialect.ts';
import { merchantTxnId, pineTxnId } from './render.ts';
import { type Pair, sealFields } from './seal.ts';
import { attemptWord, DECLINE_MESSAGE, MODE_CODE, RETURN_CODES } from './words.ts';

export const handback: Handback = ({ aggregate, payment, credentials, now }) => {
  const { order } = asOf(aggregate, now);
  const url = order.returns.success;
  if (url === null) return null;
  const word = attemptWord(order, payment);
  const { status, response } = RETURN_CODES[word];
  const instrument = payment?.instrument ?? null;
  const decline = payment?.decline ?? null;
  const card = cardFields(instrument, payment?.bankReference ?? '');
  const pairs: readonly Pair[] = [
    // One key names an account here, where Pine Labs has a number and an access code.
    ['merchant_id', credentials.key],
    ['merchant_access_code', credentials.key],
    ['unique_merchant_txn_id', merchantTxnId(order)],
    ['pine_pg_txn_status', status],
    ['txn_completion_date_time', indianTime(payment?.completedAt ?? now)],
    ['amount_in_paisa', String(order.amountMinor)],
    ['txn_response_code', response],
    ['txn_response_msg', word],
    ['acquirer_name', (payment?.processor ?? '').toUpperCase()],
    // The name that create answered, so that the merchant can match the two and fetch by either.
    ['pine_pg_transaction_id', pineTxnId(order)],
    ['captured_amount_in_paisa', String(payment?.capturedMinor ?? 0)],
    ['refund_amount_in_paisa', String(payment?.refundedMinor ?? 0)],
    ['payment_mode', instrument === null ? '' : MODE_CODE[instrument.method]],
    ['mobile_no', order.customer.phone ?? ''],
    ['udf_field_1', ''],
    ['udf_field_2', ''],
    ['udf_field_3', ''],
    ['udf_field_4', ''],
    ...card,
    ['Acquirer_Response_Code', payment?.processorStatus ?? ''],
    ['Acquirer_Response_Message', decline === null ? '' : DECLINE_MESSAGE[decline]],
    ['parent_txn_status', ''],
    ['parent_txn_response_code', ''],
    ['parent_txn_response_message', ''],
  ];
  return { kind: 'browserPost', url, fields: sealFields(pairs.map(asPosted), credentials.secret) };
};

// Programs read all five of a card payment, so those that we do not know are empty, not missing.
function cardFields(instrument: Instrument | null, bankReference: string): readonly Pair[] {
  if (instrument?.method !== 'card') return [];
  return [
    ['masked_card_number', `************${instrument.last4}`],
    ['card_holder_name', instrument.holder ?? ''],
    ['salted_card_hash', ''],
    ['rrn', bankReference],
    ['auth_code', ''],
  ];
}

// A browser rewrites line ends and NUL in what it posts; the seal must be over what arrives.
function asPosted([name, value]: Pair): Pair {
  return [name, value.replace(/[\u0000\r\n]/g, ' ')];
}

const INDIA_AHEAD_MS = 19_800_000;

/** "18/03/2024 04:44:49 PM", in India. */
export function indianTime(ms: number): string {
  const india = new Date(ms + INDIA_AHEAD_MS);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [two(india.getUTCDate()), two(india.getUTCMonth() + 1), india.getUTCFullYear()];
  const hour = india.getUTCHours();
  const time = [two(hour % 12 || 12), two(india.getUTCMinutes()), two(india.getUTCSeconds())];
  return `${date.join('/')} ${time.join(':')} ${hour < 12 ? 'AM' : 'PM'}`;
}

// The fields of the JSON generation's return, in the order of the published callback samples; the
// documented paths and the webhooks of that generation carry them too. Source: pinelabs.md §2.4.
import type { Payment } from '../../../core/payment.ts';
import { type Facts, type Naming, nameFacts } from './attempt.ts';
import { type Pair, signFields } from '../signature.ts';

const BEFORE_CARD: Naming = [
  ['merchant_id', 'merchantId'],
  ['merchant_access_code', 'accessCode'],
  ['unique_merchant_txn_id', 'reference'],
  ['pine_pg_txn_status', 'status'],
  ['txn_completion_date_time', 'completed'],
  ['amount_in_paisa', 'amount'],
  ['txn_response_code', 'response'],
  ['txn_response_msg', 'message'],
  ['acquirer_name', 'acquirer'],
  ['pine_pg_transaction_id', 'pineId'],
  ['captured_amount_in_paisa', 'captured'],
  ['refund_amount_in_paisa', 'refunded'],
  ['payment_mode', 'mode'],
  ['mobile_no', 'mobile'],
  ['udf_field_1', 'udf1'],
  ['udf_field_2', 'udf2'],
  ['udf_field_3', 'udf3'],
  ['udf_field_4', 'udf4'],
];
const AFTER_CARD: Naming = [
  ['Acquirer_Response_Code', 'acquirerCode'],
  ['Acquirer_Response_Message', 'acquirerMessage'],
  ['parent_txn_status', 'parentStatus'],
  ['parent_txn_response_code', 'parentResponse'],
  ['parent_txn_response_message', 'parentMessage'],
];

/** The sealed fields of an attempt; null: none was made. */
export function returnFields(
  facts: Facts,
  payment: Payment | null,
  secret: string,
): readonly Pair[] {
  const pairs = [
    ...nameFacts(facts, BEFORE_CARD),
    ...cardFields(payment),
    ...nameFacts(facts, AFTER_CARD),
  ];
  return signFields(pairs.map(asSentByBrowser), secret);
}

// Programs read all five of a card payment, so those that we do not know are empty, not missing.
function cardFields(payment: Payment | null): readonly Pair[] {
  const instrument = payment?.instrument ?? null;
  if (instrument?.method !== 'card') return [];
  return [
    ['masked_card_number', `************${instrument.last4}`],
    ['card_holder_name', instrument.holder ?? ''],
    ['salted_card_hash', ''],
    ['rrn', payment?.bankReference ?? ''],
    ['auth_code', ''],
  ];
}

/** A browser rewrites line ends and NUL in what it posts; the seal must be over what arrives. */
export function asSentByBrowser([name, value]: Pair): Pair {
  return [name, value.replace(/[\u0000\r\n]/g, ' ')];
}

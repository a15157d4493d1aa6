// The browser returns to the merchant with the fields of the generation that created the order.
// Sources: contract §2.4 and §2.6; names, order and empty values as in the callback samples.
import { asOf } from '../../core/close.ts';
import type { Instrument } from '../../core/payment.ts';
import type { Handback, Return } from '../dialect.ts';
import { attemptFacts, type Naming, nameFacts } from './attempt.ts';
import { originOf } from './origin.ts';
import { callback } from './plural/callback.ts';
import { PPC_NAMING } from './ppc/naming.ts';
import { type Pair, sealFields, sealPpc } from './seal.ts';

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

export const handback: Handback = (visit) => {
  const { aggregate, payment, credentials, now } = visit;
  const current = asOf(aggregate, now);
  const { generation } = originOf(current.order);
  if (generation === 'order') return callback({ ...visit, aggregate: current });
  const url = current.order.returns.success;
  if (url === null) return null;
  const facts = attemptFacts(current, payment, credentials, now);
  const { secret } = credentials;
  if (generation === 'form') {
    return post(url, sealPpc(nameFacts(facts, PPC_NAMING).map(asPosted), secret));
  }
  const pairs = [
    ...nameFacts(facts, BEFORE_CARD),
    ...cardFields(payment?.instrument ?? null, payment?.bankReference ?? ''),
    ...nameFacts(facts, AFTER_CARD),
  ];
  return post(url, sealFields(pairs.map(asPosted), secret));
};

function post(url: string, fields: readonly Pair[]): Return {
  return { kind: 'browserPost', url, fields };
}

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

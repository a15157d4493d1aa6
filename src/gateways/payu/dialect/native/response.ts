// A payment as PayU tells it to the server that began it, sealed by the reverse hash.
// Source: docs.payu.in/docs/upi-collection-s2s, sample response; payu.md §1.9 and §1.14.
import type { Credentials } from '../../../../core/account.ts';
import type { Order } from '../../../../core/order.ts';
import type { Payment } from '../../../../core/payment.ts';
import type { Call } from '../../../dialect.ts';
import { judge, type Verdict } from '../../words.ts';
import { signFields, transactionFields } from '../transaction-fields.ts';

const ASKED: Partial<Verdict> = Object.freeze({
  unmappedstatus: 'in progress',
  error: 'E000',
  error_Message: 'No Error',
  field9: 'Transaction Initiated Successfully',
});

/** Names and order of the documented sample; empty where PayU's are. */
const COLLECT = `mihpayid mode status key txnid amount addedon productinfo firstname lastname
address1 address2 city state country zipcode email phone udf1 udf2 udf3 udf4 udf5 udf6 udf7 udf8
udf9 udf10 card_token card_no field0 field1 field2 field3 field4 field5 field6 field7 field8 field9
payment_source PG_TYPE error error_Message net_amount_debit discount offer_key offer_availed
unmappedstatus hash bank_ref_no bank_ref_num bankcode surl curl furl`.split(/\s+/);

/** As the form itself answers: begun just now. */
export function viewCollect(order: Order, payment: Payment, { credentials }: Call) {
  return viewSigned(order, payment, credentials, judge(order, payment).status === 'pending');
}

/** The same of a payment as it stands. */
export function viewResponse(order: Order, payment: Payment | null, credentials: Credentials) {
  return viewSigned(order, payment, credentials, false);
}

function viewSigned(
  order: Order,
  payment: Payment | null,
  credentials: Credentials,
  isAsked: boolean,
) {
  const instrument = payment?.instrument;
  const values: Record<string, string> = {
    ...transactionFields(order, payment, credentials, '0'),
    ...(isAsked ? ASKED : {}),
    field1: instrument?.method === 'upi' ? (instrument.vpa ?? '') : '',
    payment_source: 'payuPureS2S',
  };
  return Object.fromEntries(signFields(COLLECT, values, order, credentials));
}

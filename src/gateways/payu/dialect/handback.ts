// The browser returns to surl, furl or curl with PayU's fields, sealed with the reverse hash.
// Source: payu.md §1.3; the fields and their order are those of PayU's own samples.
import type { Order } from '../../../core/order.ts';
import type { Handback } from '../../dialect.ts';
import { transactionFields, signFields } from './transaction-fields.ts';
import { judge, type Verdict } from '../words.ts';

/**
 * Every one is always posted, empty when there is nothing to say: several plugins read them
 * unguarded. Only where the request was signed for them: `additionalCharges` and `splitInfo`. Where
 * they exist, even empty, clients put them into the hash (payu-websdk's hasher asks `in`).
 */
const POSTED = `mihpayid mode status unmappedstatus key txnid amount cardCategory discount
net_amount_debit addedon productinfo firstname lastname address1 address2 city state country zipcode
email phone udf1 udf2 udf3 udf4 udf5 udf6 udf7 udf8 udf9 udf10 hash field1 field2 field3 field4
field5 field6 field7 field8 field9 payment_source PG_TYPE bank_ref_num bankcode error error_Message
name_on_card cardnum cardhash issuing_bank card_type amount_split payuMoneyId giftCardIssued
isConsentPayment encryptedPaymentId device_type`.split(/\s+/);

export const handback: Handback = ({ aggregate: { order }, payment, credentials, embedded }) => {
  const url = chooseAddress(order, judge(order, payment)) ?? (embedded ? '' : null);
  if (url === null) return null;
  const values = Object.entries(transactionFields(order, payment, credentials, '0.00')).map(
    ([name, value]) => [name, breakLinesAsBrowsers(value)],
  );
  const fields = signFields(POSTED, Object.fromEntries(values), order, credentials);
  return { kind: 'browserPost', url, fields };
};

/**
 * A pending payment goes to furl: PayU documents surl for success only, simple shops take a visit
 * to surl for a payment, and the plugins that look treat pending as unpaid (payu.md §1.4).
 */
function chooseAddress(order: Order, verdict: Verdict): string | null {
  const { success, failure, cancel } = order.returns;
  if (verdict.status === 'success') return success;
  return verdict.unmappedstatus === 'userCancelled' ? (cancel ?? failure) : failure;
}

// Browsers send every line break of a form as CR LF; the seal must be over what arrives.
function breakLinesAsBrowsers(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

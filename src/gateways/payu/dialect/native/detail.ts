// What PayU's server API tells of one payment: three commands, three sets of names.
import { formatDecimal } from '../../../../core/money.ts';
import { ownReference } from '../../../../core/name.ts';
import { type Aggregate, customerOf } from '../../../../core/order.ts';
import type { Instrument, Payment } from '../../../../core/payment.ts';
import type { Call } from '../../../dialect.ts';
import { rawNumber } from '../../../kit/json.ts';
import { formatDebit, readEcho } from '../transaction-text.ts';
import { formatIndianTime } from '../../time.ts';
import { describeInstrument, judge } from '../../words.ts';
import { settledAtOf, utrOf } from './settlement.ts';

/** Everything that the three have in common, under names of our own. */
function gather({ order }: Aggregate, payment: Payment | null) {
  const verdict = judge(order, payment);
  const good = verdict.status === 'success';
  const echo = readEcho(order);
  const words = payment?.instrument ? describeInstrument(payment.instrument) : null;
  return {
    verdict,
    echo,
    number: payment === null ? '' : String(payment.id.number),
    amount: formatDecimal(order.amountMinor, order.currency),
    // A JSON number when there was a debit, else a text: both are PayU's own.
    debit: good ? rawNumber(formatDebit(order, payment)) : '0.00',
    reference: ownReference(order) ?? '',
    product: echo['productinfo'] ?? order.description ?? '',
    firstname: echo['firstname'] ?? customerOf(order, payment).name ?? '',
    addedon: formatIndianTime(payment?.createdAt ?? order.createdAt),
    bankReference: payment?.bankReference ?? null,
    bankcode: words?.bankcode ?? null,
    mode: words?.mode ?? null,
    gateway: words?.PG_TYPE ?? null,
    network: words?.card_type || null,
    card: words?.cardnum || null,
    holder: words?.name_on_card || null,
    reason: good ? 'No Error' : verdict.field9,
  };
}

/** `verify_payment`: names, order and types are those of the official Java SDK's test. */
export function verifyPayment(aggregate: Aggregate, payment: Payment | null, call: Call) {
  const settledAt = payment === null ? null : settledAtOf(payment, call);
  const { verdict, echo, ...seen } = gather(aggregate, payment);
  const udf = (at: number): string | null => echo[`udf${at}`] ?? null;
  return {
    mihpayid: seen.number,
    request_id: '',
    bank_ref_num: seen.bankReference,
    amt: seen.amount,
    transaction_amount: seen.amount,
    txnid: seen.reference,
    additional_charges: '0.00',
    productinfo: seen.product,
    firstname: seen.firstname,
    bankcode: seen.bankcode,
    udf1: udf(1),
    udf3: udf(3),
    udf4: udf(4),
    udf5: udf(5),
    // The bank's authorization code, which no processor tells us.
    field2: '',
    field9: seen.reason,
    error_code: verdict.error,
    addedon: seen.addedon,
    payment_source: 'payu',
    card_type: seen.network,
    error_Message: verdict.status === 'success' ? 'NO ERROR' : verdict.error_Message,
    net_amount_debit: seen.debit,
    disc: '0.00',
    mode: seen.mode,
    PG_TYPE: seen.gateway,
    card_no: seen.card,
    name_on_card: seen.holder,
    udf2: udf(2),
    status: verdict.status,
    unmappedstatus: verdict.unmappedstatus,
    Merchant_UTR: payment === null || settledAt === null ? null : utrOf(payment),
    Settled_At: settledAt === null ? '0000-00-00 00:00:00' : formatIndianTime(settledAt),
  };
}

/** `check_payment`: docs.payu.in/reference/check_payment_api, sample response. */
export function checkPayment(aggregate: Aggregate, payment: Payment, call: Call) {
  const settledAt = settledAtOf(payment, call);
  const { verdict, echo, ...seen } = gather(aggregate, payment);
  const udfs = [1, 2, 3, 4, 5].map((at) => [`udf${at}`, echo[`udf${at}`] ?? ''] as const);
  return {
    request_id: payment.capturedMinor > 0 ? seen.number : '',
    bank_ref_num: seen.bankReference,
    net_amount: null,
    mihpayid: payment.id.number,
    amt: seen.amount,
    disc: '0.00',
    mode: seen.mode,
    txnid: seen.reference,
    amount: seen.amount,
    amount_paid: formatDecimal(payment.capturedMinor, payment.currency),
    discount: '0.00',
    additional_charges: '0.00',
    ...Object.fromEntries(udfs),
    field1: seen.bankReference,
    field2: '',
    ...Object.fromEntries([3, 4, 5, 6, 7, 8].map((at) => [`field${at}`, null])),
    field9: seen.reason,
    addedon: seen.addedon,
    status: verdict.status,
    net_amount_debit: seen.debit,
    unmappedstatus: verdict.unmappedstatus,
    firstname: seen.firstname,
    bankcode: seen.bankcode,
    productinfo: seen.product,
    payment_source: 'payu',
    name_on_card: seen.holder,
    card_no: seen.card,
    PG_TYPE: seen.gateway,
    Merchant_UTR: settledAt === null ? null : utrOf(payment),
    Settled_At: settledAt === null ? null : formatIndianTime(settledAt),
  };
}

/** `get_Transaction_Details`: the sample of docs.payu.in/reference/get_transaction_details_api. */
export function listPayment(aggregate: Aggregate, payment: Payment, key: string) {
  const { verdict, echo, ...seen } = gather(aggregate, payment);
  const customer = customerOf(aggregate.order, payment);
  const good = verdict.status === 'success';
  return {
    id: seen.number,
    status: verdict.unmappedstatus,
    key,
    merchantname: '',
    txnid: seen.reference,
    firstname: seen.firstname,
    lastname: echo['lastname'] ?? '',
    addedon: seen.addedon,
    bank_name: nameBank(payment.instrument),
    payment_gateway: seen.gateway,
    phone: echo['phone'] ?? customer.phone ?? '',
    email: echo['email'] ?? customer.email ?? '',
    transaction_fee: seen.amount,
    amount: seen.amount,
    discount: '0.00',
    additional_charges: '0.00',
    productinfo: seen.product,
    error_code: verdict.error,
    bank_ref_no: seen.bankReference,
    ibibo_code: seen.bankcode,
    mode: seen.mode,
    ip: '',
    card_no: seen.card ?? '',
    cardtype: seen.card === null ? '' : 'domestic',
    offer_key: '',
    field2: '',
    udf1: echo['udf1'] ?? '',
    pg_mid: null,
    offer_type: null,
    failure_reason: good ? null : verdict.field9,
    mer_service_fee: '0.00',
    mer_service_tax: '0.00',
  };
}

function nameBank(instrument: Instrument | null): string {
  switch (instrument?.method) {
    case undefined:
      return '';
    case 'card':
      return instrument.kind === 'credit' ? 'Credit Card' : 'Debit Card';
    case 'upi':
      return 'UPI';
    case 'netbanking':
      return instrument.bankName ?? '';
    case 'wallet':
      return instrument.wallet;
  }
}

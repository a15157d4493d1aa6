// `/_payment` sent by the merchant's server (S2S): UPI is answered at once, every other way to pay
// with a page that takes the browser on. Sources: docs.payu.in/docs/upi-collection-s2s (collect,
// "Invalid vpa"); reports of hyperswitch-prism's tests on test.payu.in, March 2026 (intent, pages).
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, type FailureCode, invalid } from '../../../../core/failure.ts';
import { formatDecimal } from '../../../../core/money.ts';
import { ownReference } from '../../../../core/name.ts';
import type { Order } from '../../../../core/order.ts';
import type { InstrumentInput, Payment } from '../../../../core/payment.ts';
import { escapeHtml } from '../../../../web/html.ts';
import type { Call, Fields, RawRequest, Reply } from '../../../dialect.ts';
import { transactionFields, signFields } from '../transaction-fields.ts';
import { INTENT_VPA, judge, type Verdict } from '../../words.ts';
import { textOf } from './field.ts';
import { renderPage } from './page.ts';

/** Whether a program reads the answer and no browser does. */
export function asksServer(fields: Fields): boolean {
  return textOf(fields, 'txn_s2s_flow') === '2' && textOf(fields, 'pg').toUpperCase() === 'UPI';
}

export function asksUpi(_request: RawRequest, fields: Fields): boolean {
  return asksServer(fields);
}

/** The customer's address is mandatory when a server sends the form, and absent from browsers'. */
export function comesFromServer(_request: RawRequest, fields: Fields): boolean {
  return textOf(fields, 's2s_client_ip') !== '';
}

function asksIntent(fields: Fields): boolean {
  return textOf(fields, 'bankcode').toUpperCase() === 'INTENT';
}

export function readInstrumentInput({ fields, account }: Call): InstrumentInput | Failure {
  const bankcode = textOf(fields, 'bankcode').toUpperCase();
  if (bankcode === 'UPI') return { method: 'upi', vpa: textOf(fields, 'vpa') };
  // The address that an app would pay to is made up, so nothing of the kind is told in live.
  if (bankcode === 'INTENT' && account.mode === 'sandbox') {
    return { method: 'upi', vpa: INTENT_VPA };
  }
  const message = 'Bankcode must be UPI or, in the sandbox, INTENT';
  return invalid([{ field: 'bankcode', rule: 'unknown', message }]);
}

export function renderServer({ aggregate, payment }: Outcome, call: Call): Reply {
  if (payment === null) throw new Error('a payment that was entered');
  const { order } = aggregate;
  if (asksIntent(call.fields)) {
    const body = viewIntent(order, payment, `${call.addresses.page(aggregate)}/bank`);
    return { kind: 'json', status: 200, body };
  }
  const body = JSON.stringify({ status: 'success', result: viewCollect(order, payment, call) });
  // Documented: "a base64 encoded JSON"; its type is the one that PayU's test host sends.
  const type = 'text/html; charset=UTF-8';
  return { kind: 'text', status: 200, type, body: Buffer.from(body).toString('base64') };
}

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

function viewCollect(order: Order, payment: Payment, { credentials }: Call) {
  const { instrument } = payment;
  const values: Record<string, string> = {
    ...transactionFields(order, payment, credentials, '0'),
    ...(judge(order, payment).status === 'pending' ? ASKED : {}),
    field1: instrument?.method === 'upi' ? instrument.vpa : '',
    payment_source: 'payuPureS2S',
  };
  return Object.fromEntries(signFields(COLLECT, values, order, credentials));
}

/** Test apps have nothing to open: `returnUrl` is the bank's page, which asks for the outcome. */
function viewIntent(order: Order, payment: Payment, bank: string) {
  const id = String(payment.id.number);
  const amount = formatDecimal(order.amountMinor, order.currency);
  const merchantName = 'Sandbox';
  const merchantVpa = 'sandbox@upi.invalid';
  return {
    status: 1,
    token: payment.id.token,
    referenceId: id,
    returnUrl: bank,
    merchantName,
    merchantVpa,
    amount,
    intentSdkCombineVerifyAndPayButton: null,
    txnId: ownReference(order) ?? '',
    disableIntentSeamlessFailure: '0',
    vpaRegex: '/^[a-zA-Z0-9.-]+@[a-zA-Z0-9.-]+$/',
    apps: [],
    upiPushDisabled: '1',
    intentURIData:
      `pa=${merchantVpa}&pn=${merchantName}&tr=${id}&tid=PPPL${id}` +
      `&am=${amount}&cu=${order.currency}&tn=UPIIntent`,
  };
}

/** The merchant shows this page to its customer, as it would show PayU's; no script is needed. */
export function renderOnward({ aggregate }: Outcome, call: Call): Reply {
  const url = escapeHtml(call.addresses.page(aggregate));
  const body =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Payment</title>' +
    `<meta http-equiv="refresh" content="0;url=${url}"></head><body>` +
    `<form name="payment_post" action="${url}" method="get"><button>Continue</button></form>` +
    '</body></html>\n';
  return { kind: 'text', status: 200, type: 'text/html; charset=utf-8', body };
}

/** PayU's list of error codes has these; every other refusal is about a parameter. */
const CODE: Partial<Record<FailureCode, string>> = Object.freeze({
  credentials_missing: 'E700',
  credentials_wrong: 'E700',
  payment_in_progress: 'E225',
  processor_unavailable: 'E345',
  internal: 'E345',
});
const INVALID_PARAMETER = 'E1101';

/** HTTP 200, as PayU refuses; what never reached it, or broke here, keeps its own status. */
export function refuseServer(failure: Failure): Reply {
  const page = renderPage(failure);
  const [status, message] =
    page.kind === 'page' ? [page.status, [page.message, page.detail]] : [500, []];
  const wrongVpa = failure.issues?.some(({ field }) => field === 'vpa') === true;
  const error = wrongVpa ? 'E1617' : (CODE[failure.failure] ?? INVALID_PARAMETER);
  const body = {
    result: null,
    status: 'failed',
    error,
    message: wrongVpa ? 'Invalid vpa' : message.filter((each) => each !== null).join('\n'),
  };
  return { kind: 'json', status: status === 429 || status >= 500 ? status : 200, body };
}

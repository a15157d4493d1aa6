// `/_payment` sent by the merchant's server (S2S): UPI is answered at once, cards, banks and
// wallets with where the browser goes on. Sources: docs.payu.in/docs/upi-collection-s2s (collect,
// "Invalid vpa"); reports of hyperswitch-prism's tests on test.payu.in, March 2026 (intent, pages);
// payu.md §1.9 for the flows.
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, type FailureCode, invalid } from '../../../../core/failure.ts';
import { formatDecimal } from '../../../../core/money.ts';
import { ownReference } from '../../../../core/name.ts';
import type { Aggregate, Order } from '../../../../core/order.ts';
import type { Instrument, InstrumentInput, Payment } from '../../../../core/payment.ts';
import { escapeHtml } from '../../../../web/html.ts';
import type { Call, Fields, RawRequest, Reply } from '../../../dialect.ts';
import { labelOf } from '../../../kit/read.ts';
import { bankOf, describeInstrument, INTENT_VPA, judge } from '../../words.ts';
import { ABSENT } from '../preset.ts';
import { binOf } from './bank.ts';
import { textOf } from './field.ts';
import { renderPage } from './page.ts';
import { viewCollect } from './response.ts';

/** The kinds of answer that `txn_s2s_flow` chooses among; whatever else it says is a browser's. */
type Flow = '1' | '2' | '4';

/** Flow 2 of other ways than UPI is answered with a page (observed: hyperswitch-prism). */
const FLOWS: ReadonlyMap<string, readonly Flow[]> = new Map<string, readonly Flow[]>([
  ['UPI', ['1', '2', '4']],
  ...['CC', 'DC', 'NB', 'CASH'].map((pg) => [pg, ['1', '4']] as const),
  // Refused, in the words that a program reads.
  ...[...ABSENT].map((pg) => [pg, ['1', '2', '4']] as const),
]);

const pgOf = (fields: Fields): string => textOf(fields, 'pg').toUpperCase();

function flowOf(fields: Fields): Flow | null {
  const asked = textOf(fields, 'txn_s2s_flow');
  return FLOWS.get(pgOf(fields))?.find((flow) => flow === asked) ?? null;
}

/** Whether a program reads the answer and no browser does. */
export function asksServer(fields: Fields): boolean {
  return flowOf(fields) !== null;
}

export function asksProgram(_request: RawRequest, fields: Fields): boolean {
  return asksServer(fields);
}

/** The customer's address is mandatory when a server sends the form, and absent from browsers'. */
export function comesFromServer(_request: RawRequest, fields: Fields): boolean {
  return textOf(fields, 's2s_client_ip') !== '';
}

function asksIntent(fields: Fields): boolean {
  return textOf(fields, 'bankcode').toUpperCase() === 'INTENT';
}

/** What pays; null: the customer chooses it on our page. */
export function readInstrumentInput(call: Call): InstrumentInput | Failure | null {
  const { fields, account } = call;
  if (pgOf(fields) === 'UPI') return readUpi(call);
  // Where money moves no card passes through here, and a bank is chosen at the processor's page.
  if (account.mode !== 'sandbox') return null;
  const code = textOf(fields, 'bankcode');
  switch (pgOf(fields)) {
    case 'NB':
      return { method: 'netbanking', bank: bankOf(code.toUpperCase()) };
    case 'CASH':
      return { method: 'wallet', wallet: code.toLowerCase() };
    default:
      return readCard(fields);
  }
}

function readUpi({ fields, account }: Call): InstrumentInput | Failure {
  const bankcode = textOf(fields, 'bankcode').toUpperCase();
  if (bankcode === 'UPI') return { method: 'upi', vpa: textOf(fields, 'vpa') };
  // The address that an app would pay to is made up, so nothing of the kind is told in live.
  if (bankcode === 'INTENT' && account.mode === 'sandbox') {
    return { method: 'upi', vpa: INTENT_VPA };
  }
  const message = 'Bankcode must be UPI or, in the sandbox, INTENT';
  return invalid([{ field: 'bankcode', rule: 'unknown', message }]);
}

const CARD = ['ccnum', 'ccvv', 'ccexpmon', 'ccexpyr'] as const;

/** Passes through, and is kept nowhere. */
function readCard(fields: Fields): InstrumentInput | Failure {
  const missing = CARD.filter((name) => textOf(fields, name) === '');
  if (missing.length > 0) {
    return invalid(
      missing.map((field) => ({
        field,
        rule: 'required',
        message: `${labelOf(field)} is required`,
      })),
    );
  }
  const [cardNumber = '', cardCvv = '', month = '', year = ''] = CARD.map((name) =>
    textOf(fields, name).trim(),
  );
  const cardName = textOf(fields, 'ccname').trim();
  const card = { method: 'card', cardNumber, cardCvv, cardExpiry: `${month}/${year}` } as const;
  return cardName === '' ? card : { ...card, cardName };
}

export function renderServer(outcome: Outcome, call: Call): Reply {
  const { aggregate, payment } = outcome;
  if (payment === null && call.account.mode !== 'sandbox') return renderOnward(outcome, call);
  if (payment === null) throw new Error('a payment that was entered');
  const { order } = aggregate;
  const flow = flowOf(call.fields);
  if (flow === '1') return { kind: 'json', status: 200, body: viewRedirect(outcome, call) };
  if (flow === '4') {
    return { kind: 'json', status: 200, body: viewDecoupled(outcome, payment, call) };
  }
  if (asksIntent(call.fields)) {
    const body = viewIntent(order, payment, `${call.addresses.page(aggregate)}/bank`);
    return { kind: 'json', status: 200, body };
  }
  const body = JSON.stringify({ status: 'success', result: viewCollect(order, payment, call) });
  // Documented: "a base64 encoded JSON"; its type is the one that PayU's test host sends.
  const type = 'text/html; charset=UTF-8';
  return { kind: 'text', status: 200, type, body: Buffer.from(body).toString('base64') };
}

/** Flow 1: where the browser goes on, and a page in base64 that takes it there. */
function viewRedirect({ aggregate }: Outcome, { addresses }: Call) {
  const url = addresses.page(aggregate);
  return {
    result: { post_uri: url, post_data: Buffer.from(onwardPage(url)).toString('base64') },
    status: 'success',
    error: null,
    message: null,
  };
}

/** Flow 4: what became of the payment so far, and what an app or a browser goes on with. */
function viewDecoupled({ aggregate }: Outcome, payment: Payment, call: Call) {
  const { order } = aggregate;
  const { status, unmappedstatus, error, error_Message } = judge(order, payment);
  const isOver = status === 'failure';
  const isCard = payment.instrument?.method === 'card';
  // A card that waits for its bank's page (document: Classic Integration for Cards).
  const waits = status === 'pending' && isCard ? 'Enrolled' : status;
  return {
    metaData: {
      message: isOver ? error_Message : null,
      referenceId: String(payment.id.number),
      statusCode: isOver ? error : null,
      txnId: ownReference(order) ?? '',
      txnStatus: isOver ? 'failed' : waits,
      unmappedStatus: isOver ? 'failure' : unmappedstatus,
    },
    result: isOver ? {} : viewWayOn(aggregate, payment, call),
    ...(payment.instrument?.method === 'card'
      ? { binData: viewBin(payment.instrument, call) }
      : {}),
  };
}

function viewWayOn(aggregate: Aggregate, payment: Payment, { fields, addresses }: Call) {
  const { order } = aggregate;
  const acsTemplate = Buffer.from(onwardPage(addresses.page(aggregate))).toString('base64');
  if (payment.instrument?.method !== 'upi') return { otpPostUrl: '', acsTemplate };
  return {
    paymentId: String(payment.id.number),
    merchantName: MERCHANT.name,
    merchantVpa: MERCHANT.vpa,
    amount: formatDecimal(order.amountMinor, order.currency),
    ...(asksIntent(fields) ? { intentURIData: intentUri(order, payment) } : {}),
    acsTemplate,
  };
}

function viewBin(card: Extract<Instrument, { readonly method: 'card' }>, { fields }: Call) {
  return {
    pureS2SSupported: false,
    issuingBank: binOf(textOf(fields, 'ccnum').trim())?.bank ?? 'UNKNOWN',
    category: `${card.kind}card`,
    cardType: describeInstrument(card).card_type,
    isDomestic: true,
  };
}

/** Whom an app would pay: made up, as nobody has this address. */
const MERCHANT = { name: 'Sandbox', vpa: 'sandbox@upi.invalid' } as const;

function intentUri({ amountMinor, currency }: Order, { id }: Payment): string {
  const amount = formatDecimal(amountMinor, currency);
  return (
    `pa=${MERCHANT.vpa}&pn=${MERCHANT.name}&tr=${id.number}&tid=PPPL${id.number}` +
    `&am=${amount}&cu=${currency}&tn=UPIIntent`
  );
}

/** Test apps have nothing to open: `returnUrl` is the bank's page, which asks for the outcome. */
function viewIntent(order: Order, payment: Payment, bank: string) {
  return {
    status: 1,
    token: payment.id.token,
    referenceId: String(payment.id.number),
    returnUrl: bank,
    merchantName: MERCHANT.name,
    merchantVpa: MERCHANT.vpa,
    amount: formatDecimal(order.amountMinor, order.currency),
    intentSdkCombineVerifyAndPayButton: null,
    txnId: ownReference(order) ?? '',
    disableIntentSeamlessFailure: '0',
    vpaRegex: '/^[a-zA-Z0-9.-]+@[a-zA-Z0-9.-]+$/',
    apps: [],
    upiPushDisabled: '1',
    intentURIData: intentUri(order, payment),
  };
}

/** The merchant shows this page to its customer, as it would show PayU's; no script is needed. */
function onwardPage(address: string): string {
  const url = escapeHtml(address);
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Payment</title>' +
    `<meta http-equiv="refresh" content="0;url=${url}"></head><body>` +
    `<form name="payment_post" action="${url}" method="get"><button>Continue</button></form>` +
    '</body></html>\n'
  );
}

export function renderOnward({ aggregate }: Outcome, call: Call): Reply {
  const body = onwardPage(call.addresses.page(aggregate));
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
export function refuseServer(failure: Failure, fields: Fields): Reply {
  const page = renderPage(failure);
  const [status, message] =
    page.kind === 'page' ? [page.status, [page.message, page.detail]] : [500, []];
  const wrongVpa = failure.issues?.some(({ field }) => field === 'vpa') === true;
  const error = wrongVpa ? 'E1617' : (CODE[failure.failure] ?? INVALID_PARAMETER);
  const words = {
    error,
    message: wrongVpa ? 'Invalid vpa' : message.filter((each) => each !== null).join('\n'),
  };
  // Flow 1's sample of a failure has another word, and no result.
  const isFirst = flowOf(fields) === '1';
  const body = isFirst
    ? { status: 'failure', ...words }
    : { result: null, status: 'failed', ...words };
  return { kind: 'json', status: status === 429 || status >= 500 ? status : 200, body };
}

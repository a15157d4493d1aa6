// `get_settlement_details`: a sandbox settles a day after the payment was captured, without a fee.
// Source: docs.payu.in/reference/get_settlement_details_api (names, sentences); payu.md §1.14.
import type { FindMany, ListQuery } from '../../../../core/command.ts';
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid } from '../../../../core/failure.ts';
import { numberLocator } from '../../../../core/id.ts';
import { formatDecimal } from '../../../../core/money.ts';
import { ownReference } from '../../../../core/name.ts';
import { type Payment, refundableMinor } from '../../../../core/payment.ts';
import type { Call, Fields, RawRequest, Reply } from '../../../dialect.ts';
import { formatIndianTime } from '../../time.ts';
import { describeInstrument } from '../../words.ts';
import { textOf } from './field.ts';
import { readPeriod } from './period.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const SETTLES_AFTER_MS = DAY_MS;
/** No payment takes longer from its beginning to its capture. */
const CAPTURED_WITHIN_MS = 30 * DAY_MS;
/** "If not specified, 2000 records will be fetched." */
const PAGE_MAX = 2000;

/** When the merchant's bank had it; null while it has not, and in live, where nobody told us. */
export function settledAtOf({ status, completedAt }: Payment, { account, now }: Call) {
  if (status !== 'captured' || completedAt === null || account.mode !== 'sandbox') return null;
  const at = completedAt + SETTLES_AFTER_MS;
  return at > now ? null : at;
}

/** The transfer to the merchant's bank: one by which it is found again. */
export function utrOf(payment: Payment): string {
  return String(payment.id.number);
}

export const SETTLEMENTS = 'get_settlement_details';
const UTR = /^[1-9]\d{9,17}$/;

/** `var1` is a day, or the reference of a transfer. */
function namesTransfer(fields: Fields): boolean {
  return UTR.test(textOf(fields, 'var1').trim());
}

export function asksTransfer(_request: RawRequest, fields: Fields): boolean {
  const command = textOf(fields, 'command').toLowerCase();
  return command === SETTLEMENTS && namesTransfer(fields);
}

function refuse(message: string): Failure {
  return invalid([{ field: 'var1', rule: 'format', message }]);
}

function refuseLive({ account, fields }: Call): Failure | null {
  if (account.mode !== 'sandbox') return refuse('Settlements are told by the processor alone');
  return textOf(fields, 'var1').trim() === '' ? refuse('Parameter missing') : null;
}

export function parseTransfer(call: Call): FindMany | Failure {
  const refused = refuseLive(call);
  const locator = numberLocator(textOf(call.fields, 'var1').trim());
  return refused ?? { kind: 'findMany', orders: [], payments: locator ? [[locator]] : [] };
}

function dayOf({ fields }: Call) {
  const day = textOf(fields, 'var1').trim();
  return /^\d{4}-\d\d-\d\d$/.test(day) ? readPeriod(day, day) : null;
}

export function parseSettled(call: Call): ListQuery | Failure {
  const refused = refuseLive(call);
  if (refused !== null) return refused;
  const day = dayOf(call);
  if (day === null) return refuse('Please check date format it should be YYYY-MM-DD');
  return {
    kind: 'list',
    of: 'payment',
    from: Math.max(0, day.from - SETTLES_AFTER_MS - CAPTURED_WITHIN_MS),
    to: Math.max(0, day.to - SETTLES_AFTER_MS),
    skip: 0,
    count: PAGE_MAX + 1,
    reference: null,
    states: ['captured'],
  };
}

function viewSettled({ aggregate: { order } }: Outcome, payment: Payment) {
  const { currency, instrument } = payment;
  const words = instrument === null ? null : describeInstrument(instrument);
  const amount = formatDecimal(payment.amountMinor, currency);
  return {
    payuid: String(payment.id.number),
    txnid: ownReference(order) ?? '',
    txndate: formatIndianTime(payment.createdAt),
    mode: words?.mode ?? '',
    amount,
    // What a capture is known by everywhere here (check_action_status).
    requestid: String(payment.id.number),
    requestdate: formatIndianTime(payment.completedAt ?? payment.createdAt),
    requestaction: 'capture',
    requestamount: formatDecimal(payment.capturedMinor, currency),
    mer_utr: utrOf(payment),
    mer_service_fee: '0.0000',
    mer_service_tax: '0.0000',
    mer_net_amount: `${formatDecimal(refundableMinor(payment), currency)}00`,
    bank_name: words?.card_type || words?.bankcode || '',
    issuing_bank: '',
    merchant_subvention_amount: '0.00',
    cgst: '0.00000',
    igst: '0.00000',
    sgst: '0.00000',
    PG_TYPE: words?.PG_TYPE ?? '',
    'Card Type': words?.cardCategory ?? '',
    token: '',
  };
}

/** `var2` is the page, from 1, and `var3` how many are on one. */
export function renderSettled({ items }: Listing, call: Call): Reply {
  const { fields } = call;
  if (items.length > PAGE_MAX) {
    const msg = `More than ${PAGE_MAX} transactions: ask by UTR`;
    return { kind: 'json', status: 200, body: { status: 0, msg } };
  }
  const day = namesTransfer(fields) ? null : dayOf(call);
  const lines = items.flatMap((item) => {
    const at = item.payment === null ? null : settledAtOf(item.payment, call);
    const isAsked = at !== null && (day === null || (at >= day.from && at <= day.to));
    return isAsked && item.payment !== null ? [viewSettled(item, item.payment)] : [];
  });
  const [page = 1, size = PAGE_MAX] = ['var2', 'var3'].map((name) => {
    const text = textOf(fields, name).trim();
    return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
  });
  const shown = lines.slice((page - 1) * size, page * size);
  const msg = `${lines.length} transactions settled on ${textOf(fields, 'var1').trim()}`;
  // Arrays as PHP prints them: none are a list with a textual status (observed: the Node SDK's own
  // test), some are an object that counts from 1 (document).
  const body =
    lines.length === 0
      ? { status: '1', msg, Txn_details: [] }
      : {
          status: 1,
          msg,
          Txn_details: Object.fromEntries(shown.map((line, at) => [String(at + 1), line])),
        };
  return { kind: 'json', status: 200, body };
}

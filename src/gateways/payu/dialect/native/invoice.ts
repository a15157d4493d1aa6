// `create_invoice` and `expire_invoice`: payment links by PayU's name for them.
// Source: docs.payu.in/reference/create_invoice_api and …/expire_invoice_api; payu.md §1.16.
import type { CancelOrder, CreateOrder } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid, isFailure, type Issue } from '../../../../core/failure.ts';
import { NOWHERE } from '../../../../core/order.ts';
import type { Call, Fields, Reply } from '../../../dialect.ts';
import { parseJson } from '../../../kit/json.ts';
import { isRecord, type Reading, readFields } from '../../../kit/read.ts';
import { findRefused } from '../../../kit/request-field.ts';
import { introduce, readAmount, readEcho } from '../parse.ts';
import { readRestriction } from '../payment-option.ts';
import { refuseProduct, sayRefused } from '../request-field.ts';
import { CURRENCY, TXNID } from '../schema.ts';
import { readEcho as echoOf } from '../transaction-text.ts';
import { INVOICE_DETAILS, INVOICE_FIELDS } from './command-field.ts';
import { textOf } from './field.ts';

export function parseInvoice(call: Call): CreateOrder | Failure {
  // Its hash covers `var1` alone, and a mandate stands in `var2`.
  if (findRefused(call.fields.values, INVOICE_FIELDS) !== undefined) {
    return refuse('var2', 'unknown', sayRefused('si_details'));
  }
  const details = readDetails(textOf(call.fields, 'var1'));
  return isFailure(details) ? details : parseDetails(details, call.now);
}

function readDetails(text: string): Fields | Failure {
  if (text.trim() === '') return refuse('var1', 'required', 'Parameter missing');
  const read = parseJson(text);
  if ('refusal' in read || !isRecord(read.value)) return refuse('var1', 'type', 'Invalid var1');
  return { values: read.value, lexemes: read.lexemes };
}

const refuse = (field: string, rule: Issue['rule'], message: string): Failure =>
  invalid([{ field, rule, message }]);

/** What stands in `var1`. */
export function parseDetails(details: Fields, now: number): CreateOrder | Failure {
  const [product] = refuseProduct(details.values, INVOICE_DETAILS);
  if (product !== undefined) return invalid([product]);
  const read = readFields(details);
  const txnid = read.text('txnid', { ...TXNID, numbers: true });
  const amount = readAmount(read);
  const echo = readEcho(read);
  const expiresAt = readEnd(read, now);
  const { issues, limits } = readRestriction(details);
  const [wrong] = [...read.issues, ...issues];
  if (wrong !== undefined || txnid === null || amount === null) {
    // "Invalid <parameter>" (web-sdk-php, createInvoice).
    const { field = 'amount' } = wrong ?? {};
    return refuse(field, 'format', `Invalid ${field}`);
  }
  return {
    kind: 'createOrder',
    dialect: 'payu',
    reference: txnid,
    repeat: 'refuse',
    link: { reference: txnid },
    amountMinor: amount.minor,
    currency: CURRENCY,
    amountText: amount.text,
    capture: 'automatic',
    ...introduce(echo),
    notes: {},
    returns: NOWHERE,
    wire: { echo },
    expiresAt,
    ...limits,
  };
}

const HOUR_MS = 3_600_000;
/** The letters are not explained: minutes, hours and days (inferred). */
const UNIT_MS: Readonly<Record<string, number>> = Object.freeze({
  m: HOUR_MS / 60,
  h: HOUR_MS,
  d: 24 * HOUR_MS,
});
const DAYS_DEFAULT = '7';

function readEnd(read: Reading, now: number): number {
  const digits = /^[1-9]\d{0,3}$/;
  const period = read.text('validation_period', { numbers: true, pattern: digits });
  const unit = read.text('time_unit', { pattern: /^[mhd]$/i })?.toLowerCase();
  return now + Number(period ?? DAYS_DEFAULT) * (UNIT_MS[unit ?? 'd'] ?? 0);
}

export function renderInvoice({ aggregate }: Outcome, { addresses }: Call): Reply {
  const { order } = aggregate;
  const echo = echoOf(order);
  const body = {
    'Transaction Id': order.reference,
    'Email Id': echo['email'] ?? '',
    Phone: echo['phone'] ?? '',
    Status: 'Success',
    URL: addresses.page(aggregate),
  };
  return { kind: 'json', status: 200, body };
}

export function parseExpire({ fields }: Call): CancelOrder | Failure {
  const reference = textOf(fields, 'var1').trim();
  if (reference === '') return refuse('var1', 'required', 'Parameter missing');
  return { kind: 'cancelOrder', order: [{ by: 'reference', reference }], link: true };
}

/** web-sdk-nodejs, test/invoice.test.js. */
export function renderExpired(): Reply {
  return { kind: 'json', status: 200, body: { status: 1, msg: 'Invoice expired' } };
}

// Commands of the server API become commands and queries of ours. Source: payu.md §1.5.
import type {
  CapturePayment,
  CreateRefund,
  FindMany,
  FindOrder,
  FindPayment,
  ListQuery,
  VoidPayment,
} from '../../../../core/command.ts';
import { type Failure, invalid, type Issue } from '../../../../core/failure.ts';
import { type Locator, numberLocator } from '../../../../core/id.ts';
import type { Call } from '../../../dialect.ts';
import { readFields } from '../../../kit/read.ts';
import { findRefused } from '../../../kit/request-field.ts';
import { sayRefused } from '../request-field.ts';
import { AMOUNT_TEXT } from '../schema.ts';
import { REFUND_FIELDS } from './command-field.ts';
import { textOf } from './field.ts';
import { readPeriod } from './period.ts';
import { TOKEN_EMPTY } from './refusal.ts';

/** How many names one command may ask for; PayU tells no limit. */
const NAMES_MAX = 100;
/** A longer list is refused rather than cut: nobody could tell that something is missing. */
export const LIST_MAX = 1000;
/** "Token ID length should not be greater than 23 characters." */
const TOKEN_MAX = 23;
const REMARKS_MAX = 1024;

function refuse(field: string, rule: Issue['rule'], message: string): Failure {
  return invalid([{ field, rule, message }]);
}

/** The names that `var1` lists, each once and as it is: a blank may be part of a reference. */
export function namesOf({ fields }: Call): readonly string[] {
  const names = textOf(fields, 'var1').split('|');
  return [...new Set(names.filter((name) => name !== ''))];
}

function readNames(call: Call): readonly string[] | Failure {
  const names = namesOf(call);
  if (names.length === 0) return refuse('var1', 'required', 'Parameter missing');
  if (names.length > NAMES_MAX) {
    return refuse('var1', 'range', `At most ${NAMES_MAX} values can be asked for at once`);
  }
  return names;
}

function numbersOf(names: readonly string[]): (readonly Locator[])[] {
  return names.map(numberLocator).flatMap((locator) => (locator === undefined ? [] : [[locator]]));
}

/** Orders by the merchant's own ids. */
export function parseOrders(call: Call): FindMany | Failure {
  const names = readNames(call);
  if ('failure' in names) return names;
  return { kind: 'findMany', orders: names.map((reference) => [{ by: 'reference', reference }]) };
}

/** One payment by its mihpayid, which PayU's own sample puts in quotes. */
export function parseCheck(call: Call): FindPayment | Failure {
  const named = textOf(call.fields, 'var1')
    .trim()
    .replace(/^"(.*)"$/, '$1');
  if (named === '') return refuse('var1', 'required', 'Parameter missing');
  const locator = numberLocator(named);
  if (locator === undefined) return { failure: 'payment_not_found' };
  return { kind: 'findPayment', order: null, payment: [locator] };
}

/** The answer of a payment that a server began, by its txnid. */
export function parseOne({ fields }: Call): FindOrder | Failure {
  const reference = textOf(fields, 'var1').trim();
  if (reference === '') return refuse('var1', 'required', 'Parameter missing');
  return { kind: 'findOrder', order: [{ by: 'reference', reference }] };
}

/** What PayU charges for a payment, which the sandbox knows to be nothing. */
export function parseRate(call: Call): FindPayment | Failure {
  const found = parseCheck(call);
  if (call.account.mode === 'sandbox') return found;
  return refuse('var1', 'unknown', 'Charges are told by the processor alone');
}

/** Actions by their request ids, or with var2=payuid everything that happened to a payment. */
export function parseStatus(call: Call): FindMany | Failure {
  const names = readNames(call);
  if ('failure' in names) return names;
  const payments = numbersOf(names);
  return { kind: 'findMany', orders: [], payments, refunds: byPayment(call) ? [] : payments };
}

export function byPayment({ fields }: Call): boolean {
  return textOf(fields, 'var2').trim().toLowerCase() === 'payuid';
}

/** By the merchant's own ids, as its name says, or by request ids, as PayU's samples send it. */
export function parseStatusByReference(call: Call): FindMany | Failure {
  const orders = parseOrders(call);
  if ('failure' in orders) return orders;
  return { ...orders, refunds: numbersOf(namesOf(call)) };
}

export function parseRefund(call: Call): CreateRefund | Failure {
  const { fields } = call;
  const [named, token, amount] = ['var1', 'var2', 'var3'].map((name) => textOf(fields, name));
  const remarks = textOf(fields, 'var9');
  const read = readFields(fields);
  const callback = read.url('var5');
  if (!named) return refuse('var1', 'required', 'Parameter missing');
  if (!token) return refuse('var2', 'required', TOKEN_EMPTY);
  if (!amount) return refuse('var3', 'required', 'amount is empty');
  if (token.length > TOKEN_MAX) {
    return refuse(
      'var2',
      'length',
      `Refund FAILURE - Token is longer than ${TOKEN_MAX} characters`,
    );
  }
  if (/\p{Cc}/u.test(token)) return refuse('var2', 'format', 'Refund FAILURE - Invalid token');
  if (!AMOUNT_TEXT.test(amount)) return { failure: 'refund_amount_invalid' };
  if (read.issues.length > 0) {
    return refuse('var5', 'format', 'Refund FAILURE - Invalid callback URL');
  }
  const product = findRefused(fields.values, REFUND_FIELDS);
  if (product !== undefined) {
    return refuse(product, 'unknown', `Refund FAILURE - ${sayRefused(product)}`);
  }
  if (remarks.length > REMARKS_MAX) {
    return refuse('var9', 'range', `Refund FAILURE - Remarks exceed ${REMARKS_MAX} characters`);
  }
  const locator = numberLocator(named);
  if (locator === undefined) return { failure: 'payment_not_found' };
  return {
    kind: 'createRefund',
    dialect: 'payu',
    target: { payment: [locator] },
    reference: token,
    amount: { text: amount },
    // "Cancel a transaction that is in 'auth' state at the moment": the same command.
    authorized: 'void',
    note: remarks === '' ? null : remarks,
    notes: {},
    wire: callback === null ? {} : { payuCallback: callback },
  };
}

/** As PayU's test host answers (a test report of hyperswitch-prism, March 2026). */
const AMOUNT_MISSING = 'Amount is a mandatory parameter for this API.';

/** `var2`, the merchant's token, is not looked at: a payment is captured once at most. */
export function parseCapture(call: Call): CapturePayment | Failure {
  const [named, amount] = ['var1', 'var3'].map((name) => textOf(call.fields, name));
  if (!named) return refuse('var1', 'required', 'Parameter missing');
  if (!amount) return refuse('var3', 'required', AMOUNT_MISSING);
  if (!AMOUNT_TEXT.test(amount)) return { failure: 'capture_amount_mismatch' };
  const locator = numberLocator(named);
  if (locator === undefined) return { failure: 'payment_not_found' };
  const target = { payment: [locator] };
  return { kind: 'capturePayment', target, amount: { text: amount }, currency: null };
}

/** `cancel_transaction`: only what is authorized; the command that refunds releases it as well. */
export function parseCancel(call: Call): VoidPayment | Failure {
  const named = textOf(call.fields, 'var1');
  if (!named) return refuse('var1', 'required', 'Parameter missing');
  const locator = numberLocator(named);
  if (locator === undefined) return { failure: 'payment_not_found' };
  return { kind: 'voidPayment', target: { payment: [locator] } };
}

export function parseList(call: Call): ListQuery | Failure {
  const [first = '', last = ''] = ['var1', 'var2'].map((name) => textOf(call.fields, name));
  if (first === '' || last === '') return refuse('var1', 'required', 'Parameter missing');
  const period = readPeriod(first, last);
  if (period === null) return refuse('var1', 'format', 'Invalid date range');
  const page = { skip: 0, count: LIST_MAX + 1 };
  return { kind: 'list', of: 'payment', ...period, ...page, reference: null, states: null };
}

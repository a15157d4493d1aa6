// Documented PayU requests become commands and queries.
import type { CreateOrder, FindOrder } from '../../../core/command.ts';
import { type Failure, invalid, type Issue } from '../../../core/failure.ts';
import { type Locator, tokenLocator } from '../../../core/id.ts';
import type { Call } from '../../dialect.ts';
import { pickFields, listFields } from '../../kit/field-list.ts';
import { labelOf, type Reading, readFields } from '../../kit/read.ts';
import { matchRequest, PLAIN_REPLY } from '../hash.ts';
import { wireOfForm } from './transaction-fields.ts';
import { textOf } from './native/field.ts';
import { readRestriction } from './payment-option.ts';
import type { FieldTable } from '../../kit/request-field.ts';
import { DOCUMENTED_FIELDS, ORDER_FIELDS, refuseProduct, sayRefused } from './request-field.ts';
import { ORDER_PREFIX } from '../ids.ts';
import { AMOUNT_TEXT, CURRENCY, ECHOED, PHONE, TXNID, UDFS } from './schema.ts';

/**
 * Beside a V1 hash: the fields of the documents, the surname and the udfs. What would sort before
 * `amount` or between it and `email`, whose values have a shape, could hold a piece of a text that
 * was signed for something else, such as PayU's own form; and an address is taken whole or not at
 * all.
 */
export const CREATE_FIELDS = listFields(
  [
    ...['txnid', 'amount', 'productinfo', 'firstname', 'email', 'phone', 'surl', 'furl'],
    ...['lastname', ...UDFS],
  ],
  {
    elsewhere: [
      ...['curl', 'address1', 'address2', 'city', 'state', 'country', 'zipcode'],
      ...['enforce_paymethod', 'drop_category', 'pre_authorize', ...DOCUMENTED_FIELDS.refused],
    ],
  },
);

export function parseDocumented(call: Call): CreateOrder | Failure {
  return parseCreate(call, DOCUMENTED_FIELDS);
}

export function parseCreate(call: Call, table: FieldTable = ORDER_FIELDS): CreateOrder | Failure {
  const picked = pickFields(call.fields, CREATE_FIELDS);
  const read = readFields(picked);
  const txnid = read.text('txnid', TXNID);
  const amount = readAmount(read);
  const echo = readEcho(read);
  const success = read.url('surl', { required: true });
  const failure = read.url('furl', { required: true });
  const cancel = read.url('curl');
  const restriction = readRestriction(picked);
  const products = refuseProduct(picked.values, table);
  for (const issue of [...products, ...restriction.issues, ...refuseHold(call)]) read.refuse(issue);
  if (read.issues.length > 0 || amount === null) return invalid(read.issues);
  const form = matchRequest(call.fields, call.credentials.secret) ?? PLAIN_REPLY;
  return {
    kind: 'createOrder',
    dialect: 'payu',
    reference: txnid,
    repeat: 'renew',
    amountMinor: amount.minor,
    currency: CURRENCY,
    amountText: amount.text,
    capture: textOf(call.fields, HOLD) === '1' ? 'manual' : 'automatic',
    ...introduce(echo),
    notes: {},
    returns: { success, failure, cancel, notify: null },
    wire: { echo, ...wireOfForm(form) },
    expiresAt: null,
    ...restriction.limits,
  };
}

const HOLD = 'pre_authorize';

/**
 * No hash covers `pre_authorize`, so a customer could slip it into the form and be told to have
 * paid when nothing was captured: PayU switches it on account by account, we in the sandbox.
 */
function refuseHold({ fields, account }: Call): readonly Issue[] {
  const hold = textOf(fields, HOLD);
  if (['', '0'].includes(hold) || (hold === '1' && account.mode === 'sandbox')) return [];
  const message = hold === '1' ? sayRefused(HOLD) : `${labelOf(HOLD)} must be 0 or 1`;
  return [{ field: HOLD, rule: 'unknown', message }];
}

export function readAmount(
  read: Reading,
): { readonly minor: number; readonly text: string } | null {
  const amount = read.decimal('amount', CURRENCY, { required: true });
  if (amount === null || AMOUNT_TEXT.test(amount.text)) return amount;
  return read.refuse({
    field: 'amount',
    rule: 'format',
    message: 'Amount must be in rupees, with at most two decimals, such as 500.00',
    received: amount.text,
  });
}

/** What is bought, and by whom. */
export function introduce(echo: Readonly<Record<string, string>>) {
  const { firstname, lastname, productinfo, email, phone } = echo;
  const name = [firstname, lastname].filter((each) => each !== undefined).join(' ');
  const customer = { id: null, name, email: email ?? null, phone: phone ?? null };
  return { description: productinfo ?? null, customer };
}

/** What the handback repeats byte for byte; a field that did not come is left out. */
export function readEcho(read: Reading): Readonly<Record<string, string>> {
  const echo: Record<string, string> = {};
  const keep = (name: string, text: string | null): void => {
    if (text !== null) echo[name] = text;
  };
  for (const [name, rule] of Object.entries(ECHOED)) keep(name, read.text(name, rule));
  keep('email', read.email('email', { required: true }));
  keep('phone', read.text('phone', PHONE));
  return echo;
}

/**
 * By the merchant's txnid, as PayU's verify_payment is (the specification shows no request;
 * inferred, payu.md §5.1). Aliases: PayU's own `var1`, of whose list the first is taken as one
 * order is answered, and our order_id.
 */
export const FETCH_FIELDS = listFields([], { oneOf: ['txnid', 'order_id'], elsewhere: ['var1'] });

export function parseFetch(call: Call): FindOrder | Failure {
  const read = readFields(pickFields(call.fields, FETCH_FIELDS));
  const txnid = read.text('txnid', { max: TXNID.max });
  const list = read.text('var1');
  const orderId = read.text('order_id', { max: TXNID.max });
  if (read.issues.length > 0) return invalid(read.issues);
  if (txnid !== null) return findOrder([{ by: 'reference', reference: txnid }]);
  // Other dialects' references may hold the separator: the whole text goes before its first part.
  const [first = ''] = list?.split('|') ?? [];
  if (list !== null && first !== '') {
    const names = [...new Set([list, first])];
    return findOrder(names.map((reference) => ({ by: 'reference', reference })));
  }
  if (orderId !== null) {
    const token = tokenLocator(orderId, ORDER_PREFIX);
    const named: Locator = { by: 'reference', reference: orderId };
    return findOrder(token ? [named, token] : [named]);
  }
  read.refuse({ field: 'txnid', rule: 'required', message: `${labelOf('txnid')} is required` });
  return invalid(read.issues);
}

function findOrder(order: readonly Locator[]): FindOrder {
  return { kind: 'findOrder', order };
}

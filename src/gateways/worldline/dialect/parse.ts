// Documented Worldline requests become commands and queries.
import type { CreateOrder, FindOrder } from '../../../core/command.ts';
import { type Failure, invalid, isFailure } from '../../../core/failure.ts';
import { type Locator, tokenLocator } from '../../../core/id.ts';
import type { Call } from '../../dialect.ts';
import { pickFields, listFields } from '../../kit/field-list.ts';
import { readFields } from '../../kit/read.ts';
import { findRefused, NOT_AVAILABLE } from '../../kit/request-field.ts';
import {
  FETCH_ID_MAX,
  MERCHANT_ID,
  NAME_MAX,
  ORDER_ID,
  ORDER_ID_MAX,
  ORDER_ID_SAYS,
  PHONE,
  PHONE_MAX,
} from './schema.ts';
import { ORDER_PREFIX } from '../ids.ts';
import { CREATE_TABLE } from './request-field.ts';

const CURRENCY_FOR_DIGITS = 'INR';

/** UPI, net banking and the wallets move rupees alone (inferred: schemes of India). */
function methodsOf(currency: string): Pick<CreateOrder, 'methods'> {
  return currency === CURRENCY_FOR_DIGITS ? {} : { methods: ['card'] };
}

export const CREATE_FIELDS = listFields([
  ...['merchant_id', 'order_id', 'amount', 'currency', 'return_url'],
  ...['customer_name', 'customer_email', 'customer_phone'],
]);

export function parseCreate(call: Call): CreateOrder | Failure {
  const read = readFields(pickFields(call.fields, CREATE_FIELDS));
  const refused = findRefused(call.fields.values, CREATE_TABLE);
  if (refused !== undefined) read.wrong(refused, 'unknown', NOT_AVAILABLE);
  const merchantId = read.text('merchant_id', MERCHANT_ID);
  const orderId = read.text('order_id', {
    required: true,
    max: ORDER_ID_MAX,
    pattern: ORDER_ID,
    says: ORDER_ID_SAYS,
  });
  const currency = read.currency('currency', { required: true });
  // A wrong currency is one issue; the amount is then held to the documented one.
  const amount = read.decimal('amount', currency ?? CURRENCY_FOR_DIGITS, { required: true });
  const name = read.text('customer_name', { max: NAME_MAX });
  const email = read.email('customer_email');
  const phone = read.text('customer_phone', { max: PHONE_MAX, pattern: PHONE, numbers: true });
  const address = read.url('return_url', { required: true });
  if (read.issues.length > 0 || amount === null || currency === null) return invalid(read.issues);
  return {
    kind: 'createOrder',
    dialect: 'worldline',
    reference: orderId,
    repeat: 'renew',
    amountMinor: amount.minor,
    currency,
    amountText: amount.text,
    capture: 'automatic',
    description: null,
    customer: { id: null, name, email, phone },
    notes: {},
    ...methodsOf(currency),
    returns: { success: address, failure: address, cancel: address, notify: null },
    wire: { merchantId },
    expiresAt: null,
  };
}

export const FETCH_FIELDS = listFields(['order_id']);

/** By the merchant's order id or by our `order_<token>`. */
export function parseFetch(call: Call): FindOrder | Failure {
  const read = readFields(pickFields(call.fields, FETCH_FIELDS));
  const orderId = read.text('order_id', { required: true, max: FETCH_ID_MAX });
  if (orderId === null) return invalid(read.issues);
  const order: Locator[] = [{ by: 'reference', reference: orderId }];
  const token = tokenLocator(orderId, ORDER_PREFIX);
  return { kind: 'findOrder', order: token ? [...order, token] : order };
}

/** Whoever proves nothing gets an order made likewise as it is, and cannot change it. */
export function parseUnprovedCreate(call: Call): CreateOrder | Failure {
  const asked = parseCreate(call);
  return isFailure(asked) ? asked : { ...asked, repeat: 'return', unproved: true };
}

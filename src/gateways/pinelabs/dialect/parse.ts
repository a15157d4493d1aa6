// Documented Pine Labs requests become commands and queries.
import type { CreateOrder, FindOrder } from '../../../core/command.ts';
import { type Failure, invalid } from '../../../core/failure.ts';
import { type Locator, tokenLocator } from '../../../core/id.ts';
import type { Call } from '../../dialect.ts';
import { pickFields, listFields } from '../../kit/field-list.ts';
import { type Reading, readFields } from '../../kit/read.ts';
import { findRefused, NOT_AVAILABLE } from '../../kit/request-field.ts';
import { methodsOf } from '../allowed-methods.ts';
import { ORDER_PREFIX } from '../ids.ts';
import { CREATE_TABLE } from './request-field.ts';
import {
  AMOUNT_MIN,
  CUSTOMER_NAME_MAX,
  MOBILE_PATTERN,
  MOBILE_SAYS,
  TXN_ID_MAX,
  TXN_ID_PATTERN,
  TXN_ID_SAYS,
} from './schema.ts';

export const CREATE_FIELDS = listFields([
  ...['merchant_txn_id', 'amount', 'currency', 'callback_url'],
  ...['customer_name', 'customer_email', 'customer_mobile'],
]);

export function parseCreate(call: Call): CreateOrder | Failure {
  const read = readFields(pickFields(call.fields, CREATE_FIELDS));
  const refused = findRefused(call.fields.values, CREATE_TABLE);
  if (refused !== undefined) read.wrong(refused, 'unknown', NOT_AVAILABLE);
  const reference = readTxnId(read);
  const amountMinor = read.integer('amount', { required: true, min: AMOUNT_MIN });
  const currency = read.currency('currency', { required: true });
  const name = read.text('customer_name', { max: CUSTOMER_NAME_MAX });
  const email = read.email('customer_email');
  const phone = read.text('customer_mobile', {
    numbers: true,
    pattern: MOBILE_PATTERN,
    says: MOBILE_SAYS,
  });
  const callback = read.url('callback_url', { required: true });
  if (read.issues.length > 0 || amountMinor === null || currency === null) {
    return invalid(read.issues);
  }
  return {
    kind: 'createOrder',
    dialect: 'pinelabs',
    reference,
    repeat: 'renew',
    amountMinor,
    currency,
    amountText: null,
    capture: 'automatic',
    description: null,
    customer: { id: null, name, email, phone },
    notes: {},
    // The specification calls it a webhook address; natively it is where the browser returns
    // (§5.2).
    returns: { success: callback, failure: callback, cancel: callback, notify: callback },
    wire: {},
    expiresAt: null,
    ...methodsOf(currency),
  };
}

export const FETCH_FIELDS = listFields(['merchant_txn_id']);

/** By the merchant's own id; create's ppc_PinelabsTxnId is taken too (our extension). */
export function parseFetch(call: Call): FindOrder | Failure {
  const read = readFields(pickFields(call.fields, FETCH_FIELDS));
  const txnId = readTxnId(read);
  if (txnId === null) return invalid(read.issues);
  const order: Locator[] = [{ by: 'reference', reference: txnId }];
  const token = tokenLocator(txnId, ORDER_PREFIX);
  return { kind: 'findOrder', order: token ? [...order, token] : order };
}

function readTxnId(read: Reading): string | null {
  return read.text('merchant_txn_id', {
    required: true,
    max: TXN_ID_MAX,
    pattern: TXN_ID_PATTERN,
    says: TXN_ID_SAYS,
  });
}

// Requests of the native versions: what they ask beyond the documented paths.
import type { CreateOrder, CreateRefund, FindOrder, FindRefund } from '../../../../core/command.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import type { Call } from '../../../dialect.ts';
import type { Reading } from '../../../kit/read.ts';
import { readRequest } from '../reading.ts';
import type { FieldTable } from '../../../kit/request-field.ts';
import { locateCustomer } from '../../ids.ts';
import {
  parseFindOrder,
  parseFindRefund,
  readDraft,
  readExpiry,
  readRefund,
  withoutNulls,
} from '../parse.ts';
import {
  CART_ORDER_FIELDS,
  OLD_ORDER_FIELDS,
  ORDER_FIELDS,
  REFUND_FIELDS,
} from '../request-field.ts';
import { EXPIRY_MAX_MS, NATIVE_RULES } from '../schema.ts';
import { refuseUnserved } from '../unserved-field.ts';
import type { Traits } from '../../version.ts';
import { readExtras } from './cart.ts';

export function parseNativeCreate(call: Call, traits: Traits): CreateOrder | Failure {
  const read = readRequest(call.fields);
  refuseUnserved(read, call.fields, fieldsOf(traits));
  const found = readDraft(read, NATIVE_RULES);
  if (call.account.mode === 'live') {
    requireHttps(read, 'order_meta.return_url');
    requireHttps(read, 'order_meta.notify_url');
  }
  requireHoles(read, traits);
  const customer_uid = traits.cart ? readUid(read) : null;
  const extras = readExtras(read, traits);
  // Thirty days from now unless the merchant says otherwise (observed default, cashfree.md §1.4).
  const expiresAt = readExpiry(read, call.now) ?? call.now + EXPIRY_MAX_MS;
  if (found === null || read.issues.length > 0) return invalid(read.issues);
  const { draft, kept } = found;
  const wire = withoutNulls({ version: traits.version, ...kept, customer_uid, ...extras });
  const capture = draft.description === PREAUTH_NOTE ? 'manual' : 'automatic';
  const payer = customer_uid === null ? {} : { payerRecord: locateCustomer(customer_uid) ?? [] };
  return { ...draft, ...payer, wire, capture, expiresAt };
}

function fieldsOf({ cart, products }: Traits): FieldTable {
  if (products) return ORDER_FIELDS;
  return cart ? CART_ORDER_FIELDS : OLD_ORDER_FIELDS;
}

/** The customer's name at Cashfree, which says who pays: one that nobody was given is refused. */
function readUid(read: Reading): string | null {
  return read.text('customer_details.customer_uid', { max: 255 });
}

/**
 * An order with this note is authorized only; its capture is another request (cashfree.md §1.7).
 */
const PREAUTH_NOTE = 'preauth_transaction';

// "url should be https": plain http is for trying things out only (cashfree.md §1.4).
export function requireHttps(read: Reading, path: string): void {
  const url = read.raw(path);
  if (typeof url !== 'string' || !/^http:/i.test(url)) return;
  read.refuse({ field: path, rule: 'range', message: 'url should be https', received: url });
}

// Source: cashfree.md §1.11, `return_url_value_invalid`; the refusal names the field without its
// parent.
function requireHoles(read: Reading, { holes }: Traits): void {
  const url = read.raw('order_meta.return_url');
  if (typeof url !== 'string' || url === '' || holes.every((hole) => url.includes(hole))) return;
  const message = `return_url must contain ${holes.join(' and ')}`;
  read.refuse({ field: 'return_url', rule: 'format', message });
}

export function parseNativeRefund(call: Call, traits: Traits): CreateRefund | Failure {
  const nameless = refuseNameless(call);
  if (nameless !== null) return nameless;
  const read = readRequest(call.fields);
  refuseUnserved(read, call.fields, REFUND_FIELDS);
  const speed = read.text('refund_speed', { pattern: /^(?:STANDARD|INSTANT)$/ });
  const rules = { ...NATIVE_RULES, refundIdRequired: traits.refundIdRequired };
  const command = readRefund(call, read, rules);
  if (isFailure(command) || speed === null) return command;
  return { ...command, wire: { refund_speed: speed } };
}

export function parseNativeFindOrder(call: Call): FindOrder | Failure {
  return refuseNameless(call) ?? parseFindOrder(call);
}

export function parseNativeFindRefund(call: Call): FindRefund | Failure {
  return refuseNameless(call) ?? parseFindRefund(call);
}

// A path such as /orders/=/refunds is a bad request, not an unknown order (cashfree.md §1.8).
function refuseNameless(call: Call): Failure | null {
  const name = call.params['id'] ?? '';
  if (/[\p{L}\p{N}]/u.test(name)) return null;
  return invalid([{ field: 'order_id', rule: 'format', message: 'is not valid', received: name }]);
}

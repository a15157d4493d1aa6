// Requests of the native versions: what they ask beyond the documented paths.
import type { CreateOrder, CreateRefund, FindOrder, FindRefund } from '../../../../core/command.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import type { Call } from '../../../dialect.ts';
import type { Reading } from '../../../kit/read.ts';
import { readRequest } from '../reading.ts';
import { parseFindOrder, parseFindRefund, readDraft, readRefund } from '../parse.ts';
import { EXPIRY_MAX_MS, EXPIRY_MIN_MS, NATIVE_RULES, PAYMENT_METHODS } from '../schema.ts';
import { readInstant } from '../../time.ts';
import type { Traits } from '../../version.ts';
import { readExtras } from './cart.ts';
import { readSplits } from './vendor-split.ts';

export function parseNativeCreate(call: Call, traits: Traits): CreateOrder | Failure {
  const read = readRequest(call.fields);
  const draft = readDraft(read, NATIVE_RULES);
  if (call.account.mode === 'live') {
    requireHttps(read, 'order_meta.return_url');
    requireHttps(read, 'order_meta.notify_url');
  }
  requireHoles(read, traits);
  const kept = {
    version: traits.version,
    payment_methods: readMethods(read),
    customer_uid: traits.cart ? read.text('customer_details.customer_uid', { max: 255 }) : null,
    order_splits: draft === null ? null : readSplits(read, call.fields, draft),
    ...readExtras(read, traits),
  };
  const expiresAt = readExpiry(read, call.now);
  if (draft === null || read.issues.length > 0) return invalid(read.issues);
  const wire = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null));
  const capture = draft.description === PREAUTH_NOTE ? 'manual' : 'automatic';
  return { ...draft, wire, capture, expiresAt };
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

function readMethods(read: Reading): string | null {
  const methods = read.text('order_meta.payment_methods', { max: 255 });
  if (methods === null) return null;
  const unknown = methods.split(',').some((each) => !PAYMENT_METHODS.has(each.trim()));
  if (!unknown) return methods;
  return read.refuse({
    field: 'order_meta.payment_methods',
    rule: 'unknown',
    message: 'unknown payment method',
    received: methods,
  });
}

/** Thirty days from now unless the merchant says otherwise (observed default, cashfree.md §1.4). */
function readExpiry(read: Reading, now: number): number | null {
  const text = read.text('order_expiry_time', { max: 40 });
  if (text === null) return now + EXPIRY_MAX_MS;
  const at = readInstant(text);
  if (at !== undefined && at > now + EXPIRY_MIN_MS && at < now + EXPIRY_MAX_MS) return at;
  return read.refuse({
    field: 'order_expiry_time',
    rule: at === undefined ? 'format' : 'range',
    message: 'not a time in the allowed range',
    received: text,
  });
}

export function parseNativeRefund(call: Call, traits: Traits): CreateRefund | Failure {
  const nameless = refuseNameless(call);
  if (nameless !== null) return nameless;
  const read = readRequest(call.fields);
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

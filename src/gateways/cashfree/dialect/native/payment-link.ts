// Payment links: an order that is the link too, paid on the order's page.
// Source: the specifications of 2022-09-01 to 2026-01-01, LinkEntity; the words of refusals are
// inferred.
import type { CancelOrder, CreateOrder, FindOrder } from '../../../../core/command.ts';
import type { Outcome } from '../../../../core/decision.ts';
import { type Failure, invalid, isFailure } from '../../../../core/failure.ts';
import { TOKEN_PATTERN } from '../../../../core/id.ts';
import type { Order, OrderStatus } from '../../../../core/order.ts';
import { drawCode } from '../../../../web/qr-code.ts';
import type { Call } from '../../../dialect.ts';
import type { Reading } from '../../../kit/read.ts';
import { readLinkAllowed } from '../allowed-method.ts';
import { LINK_FIELDS } from '../more-request-field.ts';
import { readRequest } from '../reading.ts';
import { amountOf } from '../render.ts';
import { EXPIRY_MAX_MS, NAME, NAME_SAYS, PHONE, TAGS } from '../schema.ts';
import { refuseUnserved } from '../unserved-field.ts';
import { formatInstant, formatInstantOrNull, readInstant } from '../../time.ts';
import { type Spelling, type Traits, versionOf } from '../../version.ts';
import { idOf, keptOf, viewOrder } from './view.ts';

const LINK_ID_MAX = 50;
const PURPOSE_MAX = 500;
const AMOUNT_MIN_MINOR = 100;
/** What the gateway itself puts before a link's id to name its orders. */
const ORDER_PREFIX = 'CFPay_';

export function parseLink(call: Call, { version }: Traits): CreateOrder | Failure {
  const read = readRequest(call.fields);
  refuseUnserved(read, call.fields, LINK_FIELDS);
  const says = `Link id ${NAME_SAYS}`;
  // "required" up to 2025-01-01 alone (OpenAPI, all: CreateLinkRequest).
  const required = version < '2026-01-01';
  const name = { required, max: LINK_ID_MAX, pattern: NAME, says, numbers: true };
  const id = read.text('link_id', name);
  const currency = read.currency('link_currency', { required: true });
  const rule = { required: true, minMinor: AMOUNT_MIN_MINOR };
  const amount = read.decimal('link_amount', currency ?? 'INR', rule);
  const description = read.text('link_purpose', { required: true, max: PURPOSE_MAX });
  const customer = readCustomer(read);
  const notes = read.notes('link_notes', TAGS);
  read.object('link_meta');
  const success = read.url('link_meta.return_url');
  const notify = read.url('link_meta.notify_url');
  const { allowed, payment_methods } = readLinkAllowed(read, currency ?? 'INR');
  const wishes = { ...readWishes(read), payment_methods };
  const wire = { version: versionOf(call.request), ...wishes };
  const expiresAt = readExpiry(read, call.now);
  if (read.issues.length > 0 || amount === null || currency === null) return invalid(read.issues);
  return {
    kind: 'createOrder',
    dialect: 'cashfree',
    reference: id === null ? null : `${ORDER_PREFIX}${id}`,
    repeat: 'refuse',
    link: { reference: id },
    amountMinor: amount.minor,
    currency,
    amountText: amount.text,
    capture: 'automatic',
    description,
    customer,
    notes,
    returns: { success, failure: null, cancel: null, notify },
    ...allowed,
    wire,
    expiresAt,
  };
}

function readCustomer(read: Reading): Order['customer'] {
  read.object('customer_details', { required: true });
  const says = 'Customer phone must be 10 digits, or + and the country code';
  const phone = { required: true, pattern: PHONE, says, numbers: true };
  return {
    id: null,
    name: read.text('customer_details.customer_name', { max: 100 }),
    email: read.email('customer_details.customer_email'),
    phone: read.text('customer_details.customer_phone', phone),
  };
}

/** Shown again; nobody is reminded or sent a message from here. */
function readWishes(read: Reading) {
  read.object('link_notify');
  return {
    send_sms: read.raw('link_notify.send_sms') === true,
    send_email: read.raw('link_notify.send_email') === true,
    reminders: read.raw('link_auto_reminders') === true,
    upi_intent: read.raw('link_meta.upi_intent') ?? null,
  };
}

function readExpiry(read: Reading, now: number): number | null {
  const field = 'link_expiry_time';
  const text = read.text(field, { max: 40 });
  // Thirty days unless the merchant says otherwise (cashfree.md §1.12).
  if (text === null) return now + EXPIRY_MAX_MS;
  const at = readInstant(text);
  if (at !== undefined && at > now) return at;
  return read.refuse({ field, rule: 'range', message: 'not a time to come', received: text });
}

/** By its merchant's name, in whichever dialect it was made; who gave none has the token. */
export function parseFindLink({ params }: Call): FindOrder | Failure {
  const id = params['link_id'] ?? '';
  if (id.length > LINK_ID_MAX || !NAME.test(id)) return { failure: 'order_not_found' };
  const token = TOKEN_PATTERN.test(id) ? [{ by: 'token', token: id } as const] : [];
  return { kind: 'findOrder', order: [{ by: 'reference', reference: id }, ...token], link: true };
}

export function parseCancelLink(call: Call): CancelOrder | Failure {
  const found = parseFindLink(call);
  return isFailure(found) ? found : { kind: 'cancelOrder', order: found.order, link: true };
}

/** The link's id; null when the order is not one of a link. */
export function linkOf({ link, id }: Order): string | null {
  return link === undefined ? null : (link.reference ?? id.token);
}

export const LINK_STATUS: Readonly<
  Record<OrderStatus, 'ACTIVE' | 'PAID' | 'EXPIRED' | 'CANCELLED'>
> = Object.freeze({
  created: 'ACTIVE',
  attempted: 'ACTIVE',
  paid: 'PAID',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
});

export function viewLink<I extends keyof Spelling>(
  { aggregate }: Outcome,
  traits: Traits<I>,
  { addresses }: Call,
) {
  const { order } = aggregate;
  const { customer, returns } = order;
  const wire = keptOf(order);
  return {
    cf_link_id: idOf(order.id, traits),
    link_id: linkOf(order),
    link_status: LINK_STATUS[order.status],
    link_currency: order.currency,
    link_amount: amountOf(order.amountMinor, order.currency),
    link_amount_paid: amountOf(order.amountPaidMinor, order.currency),
    link_partial_payments: false,
    link_minimum_partial_amount: null,
    link_purpose: order.description,
    link_created_at: formatInstant(order.createdAt),
    customer_details: {
      customer_name: customer.name,
      customer_phone: customer.phone,
      customer_email: customer.email,
    },
    link_meta: withoutNulls({
      notify_url: returns.notify,
      return_url: returns.success,
      payment_methods: wire['payment_methods'] ?? null,
      upi_intent: viewIntent(wire['upi_intent'], traits),
    }),
    link_url: addresses.page(aggregate),
    link_expiry_time: formatInstantOrNull(order.expiresAt),
    link_notes: order.notes,
    link_auto_reminders: wire['reminders'] === true,
    link_notify: { send_sms: wire['send_sms'] === true, send_email: wire['send_email'] === true },
    // Since 2025-01-01; the older typed clients pass it over.
    link_qrcode: drawCode(addresses.page(aggregate)),
    order_splits: [],
  };
}

/** A boolean in 2022-09-01 and in every example, a text in the later files (cashfree.md §1.12). */
function viewIntent(kept: unknown, { version }: Traits): boolean | string | null {
  if ((kept ?? null) === null) return null;
  const opens = kept === true || kept === 'true';
  return version < '2025-01-01' ? opens : String(opens);
}

/** A link's order is told once its customer has tried to pay. */
export function viewLinkOrders(outcome: Outcome, traits: Traits, call: Call) {
  const { aggregate } = outcome;
  const link_id = linkOf(aggregate.order);
  if (!isAsked(aggregate.order, call.request.query['status'] ?? traits.linkOrders)) return [];
  return [{ ...viewOrder(aggregate, traits, call), link_id }];
}

function isAsked(order: Order, status: string): boolean {
  return status === 'PAID' ? order.status === 'paid' : order.attempts > 0;
}

// The Python SDK of 2022-09-01 takes texts only here (LinkEntity.link_meta): what is unset is left
// out.
function withoutNulls(
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

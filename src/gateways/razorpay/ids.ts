// How entities are named, and how such names are read back.
// Source: razorpay.md §1.1 and §1.2 (documented): a prefix and 14 base62 characters.
import { type Failure, invalid } from '../../core/failure.ts';
import { type Locator, TOKEN_PATTERN, tokenLocator } from '../../core/id.ts';
import type { Order } from '../../core/order.ts';
import { printable } from '../kit/body.ts';

export const PREFIXES = Object.freeze({
  order: 'order',
  payment: 'pay',
  refund: 'rfnd',
  card: 'card',
  customer: 'cust',
  link: 'plink',
  item: 'item',
  settlement: 'setl',
} as const);

export type Named = keyof typeof PREFIXES;

export function nameOf(kind: Named, entity: { readonly id: { readonly token: string } }): string {
  return `${PREFIXES[kind]}_${entity.id.token}`;
}

/** The entity that an id names; what is no id of this kind is refused in the gateway's words. */
export function readId(id: string, kind: Named): readonly Locator[] | Failure {
  const locator = tokenLocator(id, PREFIXES[kind]);
  return locator === undefined ? wrongId(id) : [locator];
}

export function isCustomerId(id: string | null): id is string {
  return id !== null && tokenLocator(id, PREFIXES.customer) !== undefined;
}

/** A payment link is an order, under a name of another word. */
export function readLinkId(id: string): readonly Locator[] | Failure {
  const locator = tokenLocator(id, PREFIXES.link);
  if (locator !== undefined) return [locator];
  const [, stripped] = /^plink_(.*)$/s.exec(id) ?? [];
  // "invalid input [strippedId] = […]" (api/payments/payment-links/fetch-id-standard), "[id]"
  // where the word is another (…/resend).
  const named = stripped === undefined ? `[id] = [${printable(id)}]` : null;
  const says = `invalid input ${named ?? `[strippedId] = [${printable(stripped ?? '')}]`}`;
  return invalid([{ field: ID_FIELD, rule: 'format', message: says }]);
}

/** A webhook's id has no prefix. */
export function readBareId(id: string): readonly Locator[] | Failure {
  return TOKEN_PATTERN.test(id) ? [{ by: 'token', token: id }] : wrongId(id);
}

function wrongId(id: string): Failure {
  const named = printable(id);
  return invalid([{ field: ID_FIELD, rule: 'format', message: `${named} is not a valid id` }]);
}

/** Whether its checkout named no order: to its merchant there are its payments alone. */
export function isOrderless({ dialect, wire }: Order): boolean {
  return dialect === 'razorpay' && wire[ORDERLESS] === true;
}

export const ORDERLESS = 'orderless';

/** Stands for the id of a path; refusals do not name it, as the gateway does not. */
export const ID_FIELD = 'id';

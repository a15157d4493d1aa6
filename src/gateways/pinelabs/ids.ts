// How our names are spelt, to begin with by the token generation: `v1-4405071524-aa-qlAtAf` is an
// order, and a refund is spelt like one. Source: the published order and refund objects.
import { type Locator, TOKEN_PATTERN, tokenLocator } from '../../core/id.ts';
import type { Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { Refund } from '../../core/refund.ts';
import { indianDigits } from './time.ts';

/** Before an order's token in the older generations and on the documented paths. */
export const ORDER_PREFIX = 'order';

// Natively the same letters stand in every name; ours tell a refund from an order.
const ORDER = 'aa';
const REFUND = 'rf';

export function orderName({ id, createdAt }: Order): string {
  return `v1-${indianDigits(createdAt)}-${ORDER}-${id.token}`;
}

export function refundName({ id, createdAt }: Refund): string {
  return `v1-${indianDigits(createdAt)}-${REFUND}-${id.token}`;
}

export function paymentName(order: Order, { id }: Payment): string {
  return `${orderName(order)}-pm-${id.token}`;
}

const LINK_PREFIX = 'pl-';

/** `pl-v1-250306082755-aa-uT0noy` in the published payment link object. */
export function linkName(order: Order): string {
  return `${LINK_PREFIX}${orderName(order)}`;
}

export function linkLocators(name: string): readonly Locator[] {
  const token = name.startsWith(LINK_PREFIX)
    ? tokenIn(name.slice(LINK_PREFIX.length), ORDER)
    : null;
  return token === null ? [] : [{ by: 'token', token }];
}

const CUSTOMER_PREFIX = 'cust-';

/** `cust-v1-0811030624-aa-RBDgpR` in the published customer object. */
export function customerName({ id, createdAt }: Pick<StoredRecord, 'id' | 'createdAt'>): string {
  return `${CUSTOMER_PREFIX}v1-${indianDigits(createdAt)}-${ORDER}-${id.token}`;
}

export function customerLocators(name: string): readonly Locator[] {
  const isCustomer = name.startsWith(CUSTOMER_PREFIX);
  const token = isCustomer ? tokenIn(name.slice(CUSTOMER_PREFIX.length), ORDER) : null;
  return token === null ? [] : [{ by: 'token', token }];
}

/** No locator when the name is none of ours: then nothing is found. */
export function orderLocators(name: string): readonly Locator[] {
  const token = tokenIn(name, ORDER);
  const named = token === null ? tokenLocator(name, ORDER_PREFIX) : undefined;
  if (token !== null) return [{ by: 'token', token }];
  return named === undefined ? [] : [named];
}

export function refundLocators(name: string): readonly Locator[] {
  const token = tokenIn(name, REFUND);
  return token === null ? [] : [{ by: 'token', token }];
}

function tokenIn(name: string, letters: string): string | null {
  const [, own, token] = /^v1-\d{12}-([a-z]{2})-(\w+)$/.exec(name) ?? [];
  return own === letters && token !== undefined && TOKEN_PATTERN.test(token) ? token : null;
}

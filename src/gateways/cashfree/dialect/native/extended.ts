// An order with what a shop's checkout would add to it: addresses, cart, charges and offers.
// Source: the gateway's specification of 2025-01-01, OrderExtendedDataEntity.
import type { Aggregate } from '../../../../core/order.ts';
import { orderName } from '../../ids.ts';
import { amountOf } from '../render.ts';
import { formatInstant } from '../../time.ts';
import type { Spelling, Traits } from '../../version.ts';
import { idOf, viewCustomer } from './view.ts';

/** Nothing of what only this view would show is kept: it is null or empty. */
export function viewExtended<I extends keyof Spelling>({ order }: Aggregate, traits: Traits<I>) {
  return {
    cf_order_id: idOf(order.id, traits),
    order_id: orderName(order),
    order_amount: amountOf(order.amountMinor, order.currency),
    order_currency: order.currency,
    created_at: formatInstant(order.createdAt),
    charges: null,
    customer_details: viewCustomer(order, traits),
    shipping_address: null,
    billing_address: null,
    cart: null,
    // One offer in the specification of 2025-01-01, a list of them in that of 2026-01-01.
    ...(traits.version < '2026-01-01' ? { offer: null } : { offers: [] }),
  };
}

// An order with what a shop's checkout would add to it: addresses, cart, charges and offers.
// Source: the gateway's specification of 2025-01-01, OrderExtendedDataEntity.
import type { Aggregate } from '../../../../core/order.ts';
import { orderName } from '../../ids.ts';
import { amountOf } from '../render.ts';
import { formatInstant } from '../../time.ts';
import type { Spelling, Traits } from '../../version.ts';
import { viewCart } from './cart.ts';
import { idOf, viewCustomer } from './view.ts';

export function viewExtended<I extends keyof Spelling>({ order }: Aggregate, traits: Traits<I>) {
  return {
    cf_order_id: idOf(order.id, traits),
    order_id: orderName(order),
    order_amount: amountOf(order.amountMinor, order.currency),
    order_currency: order.currency,
    created_at: formatInstant(order.createdAt),
    customer_details: viewCustomer(order, traits),
    ...viewCart({ wire: order.dialect === 'cashfree' ? order.wire : {} }),
    // One offer in the specification of 2025-01-01, a list of them in that of 2026-01-01.
    ...(traits.version < '2026-01-01' ? { offer: null } : { offers: [] }),
  };
}

// Closed tables from our words to Razorpay's.
import type { OrderStatus } from '../../../core/order.ts';

// An order here has three states; one that can no longer be paid keeps the last it had (contract
// §1.4).
export const ORDER_STATUS: Readonly<Record<OrderStatus, 'created' | 'attempted' | 'paid'>> =
  Object.freeze({
    created: 'created',
    attempted: 'attempted',
    paid: 'paid',
    expired: 'attempted',
    cancelled: 'attempted',
  });

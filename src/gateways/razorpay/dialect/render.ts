// Orders as the documented Razorpay paths answer them.
import type { Outcome } from '../../../core/decision.ts';
import type { Reply } from '../../dialect.ts';
import { ORDER_PREFIX } from './schema.ts';
import { ORDER_STATUS } from './words.ts';

export function renderCreated({ aggregate: { order } }: Outcome): Reply {
  return {
    kind: 'json',
    status: 200,
    body: {
      id: `${ORDER_PREFIX}_${order.id.token}`,
      entity: 'order',
      amount: order.amountMinor,
      currency: order.currency,
      receipt: order.reference,
      status: ORDER_STATUS[order.status],
      created_at: Math.floor(order.createdAt / 1000),
    },
  };
}

export function renderFetched({ aggregate: { order } }: Outcome): Reply {
  return {
    kind: 'json',
    status: 200,
    body: {
      id: `${ORDER_PREFIX}_${order.id.token}`,
      entity: 'order',
      amount: order.amountMinor,
      amount_paid: order.amountPaidMinor,
      amount_due: order.amountMinor - order.amountPaidMinor,
      currency: order.currency,
      receipt: order.reference,
      status: ORDER_STATUS[order.status],
      created_at: Math.floor(order.createdAt / 1000),
    },
  };
}

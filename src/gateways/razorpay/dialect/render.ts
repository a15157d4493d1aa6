// Orders as the documented Razorpay paths answer them.
import type { Outcome } from '../../../core/decision.ts';
import type { Reply } from '../../dialect.ts';
import { nameOf } from '../ids.ts';
import { seconds } from '../time.ts';
import { ORDER_STATUS } from '../words.ts';

export function renderCreated({ aggregate: { order } }: Outcome): Reply {
  return {
    kind: 'json',
    status: 200,
    body: {
      id: nameOf('order', order),
      entity: 'order',
      amount: order.amountMinor,
      currency: order.currency,
      receipt: order.reference,
      status: ORDER_STATUS[order.status],
      created_at: seconds(order.createdAt),
    },
  };
}

export function renderFetched({ aggregate: { order } }: Outcome): Reply {
  return {
    kind: 'json',
    status: 200,
    body: {
      id: nameOf('order', order),
      entity: 'order',
      amount: order.amountMinor,
      amount_paid: order.amountPaidMinor,
      amount_due: order.amountMinor - order.amountPaidMinor,
      currency: order.currency,
      receipt: order.reference,
      status: ORDER_STATUS[order.status],
      created_at: seconds(order.createdAt),
    },
  };
}

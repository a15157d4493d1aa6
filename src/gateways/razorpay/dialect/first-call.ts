// The first call of a shop: an order by its receipt. Source: §1.4.
import type { FirstCall, FirstCallContext } from '../../dialect.ts';

export function firstCall({ reference }: FirstCallContext): FirstCall {
  return {
    path: '/v1/orders',
    fields: { amount: 50000, currency: 'INR', receipt: reference },
  };
}

// The first call of a shop by the documented paths; natively a script makes it. Source: §0.
import type { FirstCall, FirstCallContext } from '../../dialect.ts';

export function firstCall({ key, reference, shop }: FirstCallContext): FirstCall {
  return {
    path: '/api/v2/order/via/worldline/create',
    fields: {
      merchant_id: key,
      order_id: reference,
      amount: '500.00',
      currency: 'INR',
      return_url: shop,
    },
  };
}

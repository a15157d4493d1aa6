// The first call of a shop: an order by the second version, with Basic credentials. Source: §3.1.
import type { FirstCall, FirstCallContext } from '../../dialect.ts';

export function firstCall({ reference, shop }: FirstCallContext): FirstCall {
  return {
    path: '/api/v2/order/create',
    fields: {
      amount: 50000,
      receipt_id: reference,
      cname: 'Asha Rao',
      email: 'asha@example.com',
      phone: '9876543210',
      callback_url: shop,
    },
  };
}

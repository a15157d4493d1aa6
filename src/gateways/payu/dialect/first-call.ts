// The first call of a shop by the documented paths; its own form needs a hash first. Source: §0.
import type { FirstCall, FirstCallContext } from '../../dialect.ts';

export function firstCall({ reference, shop }: FirstCallContext): FirstCall {
  return {
    path: '/api/v2/order/via/payu/create',
    fields: {
      txnid: reference,
      amount: '500.00',
      productinfo: 'Masala chai',
      firstname: 'Asha',
      email: 'asha@example.com',
      phone: '9876543210',
      surl: shop,
      furl: shop,
    },
  };
}

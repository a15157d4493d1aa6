// The first call of a shop by the documented paths; natively it would be for a token. Source: §0.
import type { FirstCall, FirstCallContext } from '../../dialect.ts';

export function firstCall({ reference, shop }: FirstCallContext): FirstCall {
  return {
    path: '/api/v2/order/via/pinelabs/create',
    fields: { merchant_txn_id: reference, amount: 50000, currency: 'INR', callback_url: shop },
  };
}

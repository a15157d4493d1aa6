// The first call of a shop: an order in the newest version, proved by two headers. Source: §1.4.
import { VERSIONS } from '../version.ts';
import type { FirstCall, FirstCallContext } from '../../dialect.ts';

export function firstCall({ key, secret, reference }: FirstCallContext): FirstCall {
  return {
    path: '/pg/orders',
    headers: {
      'x-client-id': key,
      'x-client-secret': secret,
      'x-api-version': VERSIONS.at(-1) ?? '',
    },
    fields: {
      order_id: reference,
      order_amount: 500,
      order_currency: 'INR',
      customer_details: { customer_id: 'asha', customer_phone: '9876543210' },
    },
  };
}

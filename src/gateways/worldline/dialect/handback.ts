// The browser's way back: one field, `msg`, which the merchant splits, checks and reads.
// Source: worldline.md §3.2 (documented, and observed in the vendor's plugins and logs).
import type { Order } from '../../../core/order.ts';
import type { Handback } from '../../dialect.ts';
import { readableMessage, signMessage } from '../message.ts';

/** Without an address only a page that embeds ours gets it, for its `responseHandler`. */
export const handback: Handback = ({ aggregate, payment, credentials, now, embedded }) => {
  const { order } = aggregate;
  const { success } = order.returns;
  if (success === null && embedded !== true) return null;
  const msg = signMessage(readableMessage(order, payment, now), {
    order,
    salt: credentials.secret,
  });
  return {
    kind: 'browserPost',
    url: success === null ? '' : fillAddress(success, order),
    fields: [['msg', msg]],
  };
};

/**
 * `{order_id}` in the address stands for the merchant's order id (worldline.md §8.11: inferred).
 */
function fillAddress(address: string, { reference }: Order): string {
  const id = encodeURIComponent((reference ?? '').toWellFormed());
  return address.replaceAll('{order_id}', () => id);
}

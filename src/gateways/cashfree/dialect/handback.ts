// The browser's way back: the merchant's return_url with the order named in it, and nothing sealed.
// Source: cashfree.md §3.3: the real redirect carries no status; merchants ask for the order.
import type { Handback } from '../../dialect.ts';
import { orderName } from '../ids.ts';

export const handback: Handback = ({ aggregate, addresses }) => {
  const { order } = aggregate;
  const address = order.returns.success;
  if (address === null) return null;
  const name = encodeURIComponent(orderName(order));
  const filled = address
    .replaceAll('{order_id}', () => name)
    .replaceAll('{order_token}', () => `token_${addresses.pageToken(aggregate)}`);
  const url = URL.parse(filled);
  if (url === null) return null;
  if (!address.includes('{order_id}') && !url.searchParams.has('order_id')) {
    url.search = url.search === '' ? `?order_id=${name}` : `${url.search}&order_id=${name}`;
  }
  return { kind: 'redirect', url: url.href };
};

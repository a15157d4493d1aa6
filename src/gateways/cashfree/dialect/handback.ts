// The browser's way back: the merchant's return_url with the order named in it, and nothing sealed;
// and what a page around ours is told.
// Source: cashfree.md §3.3: the real redirect carries no status; merchants ask for the order.
import { formatDecimal } from '../../../core/money.ts';
import type { EmbedMessages, Handback } from '../../dialect.ts';
import { orderName } from '../ids.ts';
import { orderStatus, PAYMENT_MESSAGE, paymentStatus } from '../words.ts';

/**
 * What the older script's callbacks are told of an attempt (cashfree.md §4): the order's name and
 * what became of its payment, nothing else.
 */
export const embedMessages: EmbedMessages = ({ aggregate, payment }, moment) => {
  if (moment === 'loaded') return [];
  const { order } = aggregate;
  const status = orderStatus(order, true);
  const told = payment === null ? null : paymentStatus(payment);
  const message = told === null ? 'Transaction not attempted' : PAYMENT_MESSAGE[told];
  const transaction = payment !== null && {
    transactionId: String(payment.id.number),
    txStatus: told,
    txMsg: message,
    transactionAmount: formatDecimal(payment.amountMinor, payment.currency),
  };
  return [
    {
      source: 'cashfree',
      order: { status, orderId: orderName(order), message },
      ...(transaction === false ? {} : { transaction }),
    },
  ];
};

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

// The browser's way back: a form post of four fields, after which the merchant fetches the order.
// Source: paytring.md §5.1 (observed in a merchant's code); the hash follows the rule of requests.
import { ownReference } from '../../../core/name.ts';
import type { Handback, EmbedMessages } from '../../dialect.ts';
import { sha512Hex } from '../../kit/proof.ts';
import { orderName } from './render.ts';
import { type OrderWord, orderWord } from '../words.ts';

export const handback: Handback = ({ aggregate, credentials: { key, secret }, embedded }) => {
  const { order } = aggregate;
  const url = order.returns.success ?? (embedded === true ? '' : null);
  if (url === null) return null;
  const id = orderName(order);
  const receipt = asSentByBrowser(ownReference(order) ?? '');
  return {
    kind: 'browserPost',
    url,
    fields: [
      ['key', key],
      ['receipt_id', receipt],
      ['order_id', id],
      // The values in the order of their sorted names, and the secret.
      ['hash', sha512Hex([key, id, receipt, secret].join('|'))],
    ],
  };
};

// A browser rewrites line ends and NUL in what it posts; the hash must be over what arrives.
function asSentByBrowser(text: string): string {
  return text.toWellFormed().replace(/[\u0000\r\n]/g, ' ');
}

const GOOD: ReadonlySet<OrderWord> = new Set(['success', 'authorized', 'refunded']);

/**
 * What the page posts to the one that frames it (paytring.md §6). A failed attempt is told at once:
 * the gateway's script closes on it, and whoever opens the page again may try again.
 */
export const embedMessages: EmbedMessages = ({ aggregate }, moment) => {
  if (moment === 'loaded') return [{ eventname: 'document_loaded', data: true }];
  const data = GOOD.has(orderWord(aggregate)) ? 'success' : 'failed';
  return [{ eventname: 'Transaction_Status', data }];
};

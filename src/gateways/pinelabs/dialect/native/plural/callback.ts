// The browser returns to a merchant of the token generation: the order's name, its state, a seal.
// Source: pinelabs.md §2.6; the fields' names as in the request strings of the hosted checkout
// guide.
import type { Handback } from '../../../../dialect.ts';
import { type Pair, signedText, signText } from '../../../signature.ts';
import { orderName } from '../../../ids.ts';
import { DECLINE_DETAIL, type OrderWord, orderWord } from '../../../plural-words.ts';

/** Where each state goes: without an address of its own a failure goes where a success would. */
const ADDRESS: Readonly<Record<OrderWord, 'success' | 'failure'>> = Object.freeze({
  CREATED: 'failure',
  PENDING: 'success',
  PROCESSED: 'success',
  AUTHORIZED: 'success',
  CANCELLED: 'failure',
  ATTEMPTED: 'failure',
  FAILED: 'failure',
  FULLY_REFUNDED: 'success',
  PARTIALLY_REFUNDED: 'success',
});

export const callback: Handback = ({ aggregate, payment, credentials, embedded }) => {
  const word = orderWord(aggregate);
  // A page that embeds ours takes the fields itself.
  const url = aggregate.order.returns[ADDRESS[word]] ?? (embedded ? '' : null);
  if (url === null) return null;
  // An attempt that did not succeed is over for the one who comes back from it.
  const status = word === 'ATTEMPTED' ? 'FAILED' : word;
  const decline = payment?.decline ?? null;
  const detail = decline === null ? null : DECLINE_DETAIL[decline];
  const failed: readonly Pair[] =
    detail === null
      ? []
      : [
          ['error_code', detail.code],
          ['error_message', detail.message],
        ];
  const pairs: readonly Pair[] = [
    ['order_id', orderName(aggregate.order)],
    ['status', status],
    ...failed,
  ];
  const signature = signText(signedText(pairs), credentials.secret);
  return { kind: 'browserPost', url, fields: [...pairs, ['signature', signature]] };
};

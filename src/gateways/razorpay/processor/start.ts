// Begins a payment: an order of Razorpay's under our name, which its page then pays.
// Source: docs/gateways/razorpay.md §1.4 and §P.2.
import type { Processor, StartAsk } from '../../processor.ts';
import { writeCapture } from './capture-setting.ts';
import { CURRENCIES, isPayable } from './currency.ts';
import { NAME_NOTE } from './note.ts';
import { writeStep } from './page.ts';
import {
  currencyOf,
  type Entity,
  readReply,
  refused,
  textOf,
  unreadable,
  wholeOf,
} from './reply.ts';
import { isIdOf, writePost } from './request.ts';

export const start: Processor['start'] = Object.freeze<Processor['start']>({
  request: ({ name, order, payment }, side) => {
    const { amountMinor: amount, currency } = payment;
    if (!CURRENCIES.includes(currency)) {
      return refused('input', 'never', `it takes no ${currency}`);
    }
    if (!isPayable(amount, currency)) {
      return refused('input', 'never', `the last digit of an amount in ${currency} must be 0`);
    }
    return writePost(side, '/orders', {
      amount,
      currency,
      receipt: name,
      payment: writeCapture(order),
      notes: { [NAME_NOTE]: name },
    });
  },
  read: (reply, ask, side) => {
    const entity = readReply(reply);
    if (entity.kind !== 'entity') return entity;
    const theirOrder = textOf(entity, 'id');
    if (!isIdOf('order', theirOrder) || !isAsAsked(entity, ask)) {
      return unreadable(reply);
    }
    return { kind: 'started', theirOrder, step: writeStep(ask, theirOrder, side) };
  },
});

/** Nobody is shown a page that would take something else. */
function isAsAsked(entity: Entity, { name, payment }: StartAsk): boolean {
  return (
    textOf(entity, 'status') === 'created' &&
    textOf(entity, 'receipt') === name &&
    wholeOf(entity, 'amount') === payment.amountMinor &&
    currencyOf(entity) === payment.currency
  );
}

// How a payment is doing: O by our name, for each day on which its customer may have begun.
// Source: docs/gateways/worldline.md §3.3, §P.3.
import type { Exchange, Found, PaymentAsk, Refused, Side, Unknown } from '../../processor.ts';
import { listDays } from './day.ts';
import { writeAsked } from './request.ts';
import { combine, type Missing, readTransaction, type Transaction } from './transaction.ts';

/** Every day is asked about, as a second success counts as well; three at most. */
export const inquire: Exchange<PaymentAsk, Found | Refused | Unknown> = Object.freeze({
  request: (ask, side) => askDay(ask.name, listDays(ask, side.now)[0], side),
  read: (reply, ask, side, _step, earlier) => {
    const told: (Transaction | Missing)[] = [];
    for (const each of [...earlier, reply]) {
      const one = readTransaction(each, ask, side.now);
      if (one.kind === 'refused' || one.kind === 'unknown') return one;
      told.push(one);
    }
    const next = listDays(ask, side.now)[told.length];
    if (next === undefined) return combine(told);
    return { kind: 'then', request: askDay(ask.name, next, side) };
  },
});

export function askDay(identifier: string, dateTime: string, side: Side) {
  return writeAsked(side, { requestType: 'O', identifier, dateTime });
}

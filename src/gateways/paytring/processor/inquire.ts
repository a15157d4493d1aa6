// Asks what became of an order, and what went back of it. Source: docs/gateways/paytring.md §3.2,
// §3.4.
import type { Found, Processor, WireReply } from '../../processor.ts';
import { askOrder, readOrder } from './order.ts';
import { askRefunds, readRefunds } from './refund-list.ts';

export const inquire: Processor['inquire'] = Object.freeze<Processor['inquire']>({
  request: askOrder,
  read: (reply, ask, side, step, earlier) => {
    const found = readOrder(earlier[0] ?? reply, ask, side);
    if (found.kind !== 'found') return found;
    if (step > 0) return { ...found, ...readGone(reply) };
    // Only what was captured can go back.
    const paid = found.attempts.find(({ state }) => state === 'captured');
    return paid === undefined ? found : { kind: 'then', request: askRefunds(paid.theirs, side) };
  },
});

/** That they cannot be read leaves true what the order says. */
function readGone(reply: WireReply): Pick<Found, 'refunds' | 'areRefundsUnread'> {
  const listed = readRefunds(reply);
  if (listed.kind === 'listed') return { refunds: listed.refunds };
  return { refunds: [], areRefundsUnread: true };
}

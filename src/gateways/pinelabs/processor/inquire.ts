// Asks what became of an order under our name: its state and every payment.
// Source: pinelabs.md §2.8 and §P.4.
import type { Processor } from '../../processor.ts';
import { readOrder } from './order.ts';
import { isAbsent } from './refusal-words.ts';
import { failureOf, isPart, readReply, unknownReply, withoutNo } from './reply.ts';
import { writeFind } from './request.ts';

export const inquire: Processor['inquire'] = Object.freeze<Processor['inquire']>({
  request: ({ name }, side) => writeFind(side, name),
  read: (reply, ask) => {
    const read = readReply(reply);
    if (isPart(read)) return readOrder(reply, ask) ?? unknownReply(reply);
    if (read.kind === 'refusal' && isAbsent(read)) {
      return { kind: 'found', order: 'absent', attempts: [], refunds: [] };
    }
    return withoutNo(failureOf(read));
  },
});

// Asks for an order that nobody can have: only valid keys are told that there is none.
// Source: docs/gateways/cashfree.md §1.11.
import type { Processor } from '../../processor.ts';
import { isOrderAbsent } from './refusal-words.ts';
import { failureOf, isPart, readReply, unknownReply } from './reply.ts';
import { ordersPath, writeGet } from './request.ts';

/** No name of ours has a hyphen. */
const NOBODYS = 'no-such-order';

export const probe: Processor['probe'] = Object.freeze<Processor['probe']>({
  request: (_ask, side) => writeGet(side, [NOBODYS, ordersPath(NOBODYS)]),
  read: (reply) => {
    const read = readReply(reply);
    if (isPart(read)) return unknownReply(reply);
    if (read.kind === 'refusal' && isOrderAbsent(read)) {
      return { kind: 'accepted', raw: `${reply.status} ${read.code}` };
    }
    return failureOf(read);
  },
});

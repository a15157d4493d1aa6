// Asks for an order that nobody can have: only who has a token is told that there is none.
// Source: pinelabs.md §2.9.
import type { Processor } from '../../processor.ts';
import { isAbsent } from './refusal-words.ts';
import { failureOf, isPart, readReply, unknownReply } from './reply.ts';
import { writeFind } from './request.ts';

/** No name of ours has a hyphen. */
const NOBODYS = 'no-such-order';

export const probe: Processor['probe'] = Object.freeze<Processor['probe']>({
  request: (_ask, side) => writeFind(side, NOBODYS),
  read: (reply) => {
    const read = readReply(reply);
    if (isPart(read)) return unknownReply(reply);
    if (read.kind === 'refusal' && isAbsent(read)) {
      return { kind: 'accepted', raw: `${reply.status} ${read.code}` };
    }
    return failureOf(read);
  },
});

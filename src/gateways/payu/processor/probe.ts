// Whether key and salt are right: asks for a transaction that cannot be. Source: payu.md §P.10.
import type { Exchange, Probed, Refused, Unknown } from '../../processor.ts';
import { askVerified } from './inquire.ts';
import { unreadable } from './reply.ts';
import { readVerified } from './transaction.ts';

/** Shorter than any name that we give. */
const NOBODY = 'probe';

export const probe: Exchange<null, Probed | Refused | Unknown> = Object.freeze({
  request: (_ask, side) => askVerified(side, NOBODY),
  read: (reply, _ask, side) => {
    const found = readVerified(reply, NOBODY, side.now);
    if (found.kind !== 'found') return found;
    const isAbsent = found.order === 'absent';
    return isAbsent ? { kind: 'accepted', raw: 'Not Found' } : unreadable(reply);
  },
});

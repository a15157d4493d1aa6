// Whether the merchant code is known: asks for a transaction that cannot be. No call of Worldline's
// looks at the salt or the scheme. Source: docs/gateways/worldline.md §3.3, §P.6.
import type { Exchange, Probed, Refused, Unknown } from '../../processor.ts';
import { spellDay } from '../time.ts';
import { askDay } from './inquire.ts';
import { unreadable } from './reply.ts';
import { readTransaction } from './transaction.ts';

/** Shorter than any name that we give. */
const NOBODY = 'probe';

export const probe: Exchange<null, Probed | Refused | Unknown> = Object.freeze({
  request: (_ask, side) => askDay(NOBODY, spellDay(side.now), side),
  read: (reply, _ask, side) => {
    const told = readTransaction(reply, { name: NOBODY }, side.now);
    if (told.kind === 'refused' || told.kind === 'unknown') return told;
    if (told.kind !== 'missing') return unreadable(reply);
    return { kind: 'accepted', raw: 'it answers; the salt and the scheme are proved by a payment' };
  },
});

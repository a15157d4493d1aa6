// Under which note our own names stand in what Razorpay keeps.
import { type Entity, partOf, textOf } from './reply.ts';

/** Notes come back in every entity and event (docs/gateways/razorpay.md §1.4, §3.1). */
export const NAME_NOTE = 'dubash';

/** Our name in an entity's notes; null where there is none. */
export function nameIn(entity: Entity): string | null {
  const notes = partOf(entity, 'notes');
  return notes === null ? null : textOf(notes, NAME_NOTE);
}

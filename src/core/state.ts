// What a decision rests on: the state it meets, and what the pure rules cannot know by themselves.
import type { Carrier } from './account.ts';
import type { Evidence } from './evidence.ts';
import type { Id } from './id.ts';
import type { Aggregate } from './order.ts';
import type { Refund } from './refund.ts';
import type { Review } from './review.ts';

/**
 * What a decision rests on. `aggregate` is the order that the command names (for a creation: the
 * one that owns the reference); `existingRefund` the one that owns the asked refund reference.
 * Null: there is none.
 */
export type State = {
  readonly aggregate: Aggregate | null;
  readonly existingRefund: Refund | null;
  /** What answers already to the reference that the command chooses; absent: nothing does. */
  readonly namesake?: Namesake;
  /** Another payment link is called as the command calls its own. */
  readonly linkTaken?: true;
  /** What contradicted the order before, when a report does so again. */
  readonly contradicting?: readonly Evidence[];
  /** What somebody has, or had, to decide of the order, where a report asks for that. */
  readonly reviews?: readonly Review[];
  /** The review that is decided; null: there is none of that name. */
  readonly review?: Review | null;
};

/**
 * An entity that a reference would be confused with: `name` is one that we gave it, such as the
 * order's number; `reference` one that a merchant chose, where orders and refunds share theirs.
 */
export type Namesake = {
  readonly by: 'name' | 'reference';
  readonly orderKey: number;
  /** Null: it is the order itself, or a payment of it. */
  readonly refund: Refund | null;
};

/**
 * Everything that is not in the request or the state: the clock, the names, who carries payments.
 */
export type Context = {
  readonly now: number;
  readonly newId: () => Id;
  /** Who would carry a payment; null: nobody, and nothing new is taken. */
  readonly carrier: Carrier | null;
  /** Those that some connection of the account takes; null or absent: all. */
  readonly currencies?: readonly string[] | null;
  /** Whether some connection can hold the money of what is created; absent: one can. */
  readonly canHold?: boolean;
  readonly uniqueReferences: boolean;
};

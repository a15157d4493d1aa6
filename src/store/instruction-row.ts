// A processor's unfinished work, as the database keeps it.
import type { Instruction } from '../core/decision.ts';

/** `id` is the key of its payment or refund: one of each kind. */
export type InstructionRow = {
  readonly account: number;
  readonly id: number;
  readonly orderKey: number;
  readonly kind: Instruction['kind'];
  /** The real time in milliseconds since 1970: moving the account's clock brings it nearer. */
  readonly dueAt: number;
  readonly sentAt: number | null;
  readonly tries: number;
  /** The idempotency key whose answer waits for it; null: nobody's does. */
  readonly key: string | null;
};

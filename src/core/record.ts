// A record: something a merchant keeps with us that moves no money, such as a customer.
import type { Id } from './id.ts';

export type RecordKind = 'customer' | 'endpoint';

/** `body` is the dialect's own, bounded by its parse; `claim` is unique within account and kind. */
export type KeptRecord = {
  readonly id: Id;
  readonly kind: RecordKind;
  readonly claim: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
};

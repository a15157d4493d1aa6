// A record: something that is kept and moves no money, such as a merchant's customer.
import type { Id } from './id.ts';

/** A `link` has the key of the order that is the payment link, and the link's reference. */
export type RecordKind = 'customer' | 'endpoint' | 'checkout' | 'link' | 'item' | 'connection';

/** `body` is the dialect's own, bounded by its parse; `uniqueRef` is unique in account and kind. */
export type StoredRecord = {
  readonly id: Id;
  readonly kind: RecordKind;
  readonly uniqueRef: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  /** A secret that belongs to it, under the master key; null when it has none. */
  readonly sealedSecret: string | null;
  readonly createdAt: number;
};

/** The unique reference that these fields of a body make; null when none of them has a value. */
export function uniqueRefOf(body: StoredRecord['body'], names: readonly string[]): string | null {
  const values = names.map((name) => body[name] ?? null);
  return values.every((value) => value === null) ? null : JSON.stringify(values);
}

// What is asked of a merchant's records: to keep, find and list them.
import type { Locator } from './id.ts';
import type { RecordKind } from './record.ts';

/** Keeps something for the merchant that moves no money; see core/record.ts. */
export type PutRecord = {
  readonly kind: 'putRecord';
  readonly of: RecordKind;
  /** Null makes a new one. */
  readonly record: readonly Locator[] | null;
  readonly uniqueRef: string | null;
  /** When the unique reference is taken by another: refuse, or return that one. */
  readonly repeat: 'refuse' | 'return';
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether what `body` does not name stays as it was in the record. */
  readonly merge?: boolean;
  /** A secret to keep sealed beside the body; absent: the one that was there stays. */
  readonly secret?: string;
  /** The fields that make its unique reference as it becomes, in place of `uniqueRef`. */
  readonly uniqueBy?: readonly string[];
};
export type FindRecord = {
  readonly kind: 'findRecord';
  readonly of: RecordKind;
  readonly record: readonly Locator[];
};
export type ListRecords = {
  readonly kind: 'listRecords';
  readonly of: RecordKind;
  readonly skip: number;
  readonly count: number;
};
export type RecordRequest = PutRecord | FindRecord | ListRecords;

// Totals that several processes add up.

/** Counts something of an account in a period of time, such as a minute. */
export type Count = {
  readonly account: number;
  readonly name: string;
  readonly period: number;
  readonly total: number;
};

export type Counts = {
  /** Adds to the totals and returns them; every account, name and period stands once. */
  readonly add: (counts: readonly Count[]) => Promise<readonly Count[]>;
  /** Forgets the periods before this one. */
  readonly purge: (period: number) => Promise<void>;
};

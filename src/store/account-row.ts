// An account as the store keeps it, and its secrets, which lie there sealed.
import type { AccountSettings, Aliases } from '../core/account.ts';

export type AccountRow = {
  readonly id: number;
  readonly key: string;
  /** Empty until it was given some; see engine/identity/alias.ts. */
  readonly aliases: Aliases;
  readonly name: string;
  readonly mode: 'sandbox' | 'live';
  readonly processor: string;
  /** Those that nobody has revoked, newest first. */
  readonly secrets: readonly SecretRow[];
  readonly settings: AccountSettings;
  readonly clockOffsetMs: number;
  readonly createdAt: number;
};

/** A sealed text and where it lies: a secret of an account, or a record that has one. */
export type SealedRow = {
  readonly of: 'secret' | 'record';
  readonly account: number;
  readonly accountKey: string;
  /** Of a record; empty for a secret. */
  readonly kind: string;
  readonly id: number;
  readonly sealed: string;
};

export type SecretRow = {
  /** Counts from 1 in each account. */
  readonly id: number;
  /** Under the master key; the store never sees it in clear. */
  readonly sealed: string;
  readonly createdAt: number;
  /** The real time from which on it no longer holds; null: it lasts. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
};

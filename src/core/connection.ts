// An account's connections to processors: what is kept of each beside its credentials, and which of
// them carries new payments.
import type { Route } from './account.ts';
import type { Id, Locator } from './id.ts';
import type { StoredRecord } from './record.ts';

/** What is kept in clear. */
export type ConnectionBody = {
  readonly processor: string;
  readonly mode: 'test' | 'live';
  /** What the operator calls it; null: nothing. */
  readonly label: string | null;
  /** Stands for every origin of the processor; null: its own. */
  readonly baseUrl: string | null;
  /** It takes no new payments any more; what it has begun goes on. Null: it takes them. */
  readonly retiredAt: number | null;
  /** When the processor last accepted its credentials; null: it was not asked, or did not. */
  readonly checkedAt: number | null;
  /** A tag of the request that added it, by which its repetition finds it; absent: it had none. */
  readonly addedBy?: string;
};

/** The same with its names and times; its credentials are not part of it. */
export type KeptConnection = ConnectionBody & { readonly id: Id; readonly createdAt: number };

/** The record was written by us, so its shape is not checked again. */
export function connectionOf({ id, createdAt, body }: StoredRecord): KeptConnection {
  return { ...(body as ConnectionBody), id, createdAt };
}

/** As lists and the log name it. */
export function nameConnection({ token }: Id): string {
  return `conn_${token}`;
}

/** The mode that all of an account's connections have that are not retired; null: there is none. */
export function modeOf(connections: readonly KeptConnection[]): ConnectionBody['mode'] | null {
  return connections.find(isInUse)?.mode ?? null;
}

/**
 * Where new payments go: where they went as long as that connection is not retired, else to the
 * newest that is not. `connections` are newest first.
 */
export function routeOf(
  connections: readonly KeptConnection[],
  current: Route | null,
): Route | null {
  const inUse = connections.filter(isInUse);
  const kept = inUse.find(({ id }) => id.key === current?.connection) ?? inUse[0];
  if (kept === undefined) return null;
  return { connection: kept.id.key, processor: kept.processor, mode: kept.mode };
}

function isInUse({ retiredAt }: KeptConnection): boolean {
  return retiredAt === null;
}

/** A connection as its operator may see it. */
export type ShownConnection = KeptConnection & {
  /** The key of its account. */
  readonly account: string;
  /** What is not secret, by the names of the processor's fields. */
  readonly shown: Readonly<Record<string, string>>;
  /** Whether each secret is set; none is ever shown. */
  readonly secrets: Readonly<Record<string, boolean>>;
  /** How many former credentials still verify. */
  readonly formerCredentials: number;
  /** Whether new payments of the account go by it. */
  readonly isRoute: boolean;
  /** Where it takes webhooks; null: nobody has said how this server is reached. */
  readonly webhookUrl: string | null;
  /** What this server lacks to carry payments by it, as a sentence; null: nothing. */
  readonly remedy: string | null;
};

/** `account` is the account's key or an alias. */
type OfAccount = { readonly account: string };
type OfConnection = OfAccount & { readonly connection: readonly Locator[] };

/** Newest first, retired ones too. */
export type ListConnections = OfAccount & { readonly kind: 'listConnections' };
export type FindConnection = OfConnection & { readonly kind: 'findConnection' };
export type AddConnection = OfAccount &
  Pick<ConnectionBody, 'processor' | 'mode' | 'label' | 'baseUrl'> & {
    readonly kind: 'addConnection';
    readonly credentials: Readonly<Record<string, string>>;
  };
/** A field that is not named stays as it is, and it may name none; null takes one away. */
export type ChangeConnection = OfConnection & {
  readonly kind: 'changeConnection';
  readonly credentials: Readonly<Record<string, string | null>>;
  /** Whether the former credentials still verify what the processor signs. */
  readonly keepsFormer: boolean;
};
/** Asks the processor whether it accepts the credentials. */
export type CheckConnection = OfConnection & { readonly kind: 'checkConnection' };
export type RetireConnection = OfConnection & { readonly kind: 'retireConnection' };

export type ConnectionRequest =
  | ListConnections
  | FindConnection
  | AddConnection
  | ChangeConnection
  | CheckConnection
  | RetireConnection;

export type CheckedConnection = {
  readonly connection: ShownConnection;
  readonly result: 'accepted' | 'refused' | 'unknown';
  /** Why it was refused, as a word; null otherwise. */
  readonly why: string | null;
  /** The processor's own words. */
  readonly said: string;
};

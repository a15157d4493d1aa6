// The part of a processor's contract that is about its webhooks: each is a reason to ask, and no
// more.
import type { Connection } from './processor.ts';

/** What a webhook is about, before anything in it is believed. */
export type Located = {
  /** Its own id for the event, or what stands for one. */
  readonly event: string;
  readonly name: string | null;
  readonly theirOrder: string | null;
  readonly attempt: string | null;
};

export type HookRequest = {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came; empty of a GET. */
  readonly body: string;
  /** What stands in the address. */
  readonly query?: Readonly<Record<string, string>>;
};

export type ProcessorWebhook = {
  /** Null: it is about nothing that we know by name. */
  readonly locate: (request: HookRequest) => Located | null;
  readonly verify: (request: HookRequest, connection: Connection, now: number) => boolean;
  /** Whether it is one of those that the processor never signs; absent: it signs all. */
  readonly isUnsigned?: (request: HookRequest) => boolean;
  /** Whether some of them come as a GET. */
  readonly usesGet?: true;
  /** What it takes for a receipt of one that is signed; null: whatever is answered with 200. */
  readonly receipt?: (request: HookRequest) => string | null;
};

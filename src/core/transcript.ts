// What was said between this server and a processor, as it is kept for a while: without secrets,
// and without whoever paid.
import type { Id } from './id.ts';

export type Transcript = {
  readonly id: Id;
  /** The key of the account's connection. */
  readonly connection: number;
  /** Null where it was about none that we know by name. */
  readonly orderKey: number | null;
  readonly paymentKey: number | null;
  /** `out`: this server asked. `in`: it was told, by a webhook or by a browser that came back. */
  readonly direction: 'out' | 'in';
  /** What was asked: `start`, `inquire`, `refund` …; else `webhook` or `return`. */
  readonly operation: string;
  /** The real time in milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  /** Of the reply; null when none came. */
  readonly status: number | null;
  /** The processor's own name for a webhook that it signed: one of a name is kept. */
  readonly event: string | null;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | null;
  };
  readonly reply: string | null;
  /** Why no reply came; null when one did. */
  readonly error: string | null;
};

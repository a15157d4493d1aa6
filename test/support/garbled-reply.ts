// A processor's replies with any field left out or garbled, and texts that are no reply at all: its
// tests hold the readers to what is true of all of them.
import fc from 'fast-check';
import type { WireReply } from '../../src/gateways/processor.ts';

type Step = (
  reply: WireReply,
  step: number,
  earlier: readonly WireReply[],
) => { readonly kind: string };
export type Read = (replies: readonly WireReply[]) => { readonly kind: string };

/** Reads as the engine does: to the first result, with every reply before. */
export function readAll(read: Step): Read {
  return (replies) => {
    for (const [step, reply] of replies.entries()) {
      const result = read(reply, step, replies.slice(0, step));
      if (result.kind !== 'then') return result;
    }
    return { kind: 'unanswered' };
  };
}

/** Which reader, and the replies that it is given one after the other. */
export type Conversations<Name extends string> = readonly (readonly [
  name: Name,
  replies: readonly WireReply[],
])[];

type Path = readonly string[];

/** Every place within a value, as names one below the other. */
function placesOf(value: unknown, path: Path = []): readonly Path[] {
  const own = path.length === 0 ? [] : [path];
  if (typeof value !== 'object' || value === null) return own;
  const below = Object.entries(value).flatMap(([name, each]) => placesOf(each, [...path, name]));
  return [...own, ...below];
}

/** The same text with what stands at `path` replaced; `undefined` leaves it out. */
function replaceIn(body: string, path: Path, by: unknown): string {
  // A number that JavaScript would round becomes a text first.
  const quoted = body.replace(/:(\d{16,})(?=[,}])/g, ':"$1"');
  const copy: unknown = JSON.parse(quoted);
  let at = copy as Record<string, unknown>;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = by;
  return JSON.stringify(copy);
}

export type Garbled = {
  /** What it said of money before, and says now. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** What stands there now. */
  readonly by: unknown;
  /** For who reads that a test failed. */
  readonly said: string;
};

/** Each conversation with each of its fields replaced by each of these, one at a time. */
export function* garbleAll<Name extends string>(
  conversations: Conversations<Name>,
  reads: Readonly<Record<Name, Read>>,
  garbage: readonly unknown[],
): Generator<Garbled> {
  for (const [name, whole] of conversations) {
    const read = reads[name];
    const before = moneyOf(read(whole));
    for (const [index, { body: text }] of whole.entries()) {
      for (const path of placesOf(JSON.parse(text))) {
        for (const by of garbage) {
          const body = replaceIn(text, path, by);
          const replies = whole.map((each, at) => (at === index ? { ...each, body } : each));
          const said = `${name} ${path.join('.')} ${print(by)}`;
          yield { before, after: moneyOf(read(replies)), by, said };
        }
      }
    }
  }
}

function print(by: unknown): string {
  return by === undefined ? 'left out' : JSON.stringify(by);
}

type Part = { readonly state: string; readonly amountMinor: number | null };
const MONEY: ReadonlySet<string> = new Set(['captured', 'authorized', 'voided', 'processed']);

/** What a result says of money: how much was taken, held or given back. */
export function moneyOf(result: unknown): readonly string[] {
  const told = result as {
    readonly attempts?: readonly Part[];
    readonly attempt?: Part;
    readonly refund?: Part;
    readonly refunds?: readonly Part[] | null;
  };
  const { attempts = [], attempt, refund, refunds } = told;
  const single = [attempt, refund].filter((each) => each !== undefined);
  return [...attempts, ...single, ...(refunds ?? [])]
    .filter(({ state }) => MONEY.has(state))
    .map(({ state, amountMinor }) => `${state} ${amountMinor}`);
}

/** One to three replies of any text and status, many of them nearly such as are known. */
export function anyReplies(
  conversations: Conversations<string>,
): fc.Arbitrary<readonly WireReply[]> {
  const bodies = conversations.flatMap(([, replies]) => replies.map(({ body }) => body));
  const cut = fc
    .tuple(fc.constantFrom(...bodies), fc.nat(2000), fc.string({ maxLength: 5 }))
    .map(([body, at, by]) => body.slice(0, at) + by + body.slice(at + by.length));
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), cut);
  const status = fc.constantFrom(200, 204, 302, 400, 403, 404, 429, 500, 503);
  return fc.array(fc.record({ status, body: text }), { minLength: 1, maxLength: 3 });
}

// Inquiries of a sweep wait a moment for one another, where a processor can be asked about many
// payments at once; those that somebody waits for are asked alone, and at once.
import type {
  Connection,
  Found,
  PaymentAsk,
  Processor,
  Refused,
  Unknown,
} from '../../gateways/processor.ts';
import type { Budget } from './budget.ts';
import type { Call } from './call.ts';
import { manyOf, type Told } from './many.ts';

/** Nobody was asked: there is no place for it before so many milliseconds. */
export type Later = {
  readonly kind: 'later';
  readonly afterMs: number;
  /** Too many wait for an answer there already. */
  readonly isCrowded?: true;
};

export type Inquiry = {
  readonly connection: Connection;
  readonly processor: Processor;
  readonly call: Call;
  readonly ask: PaymentAsk;
  /** It may use the whole minute: a payment that is under way. */
  readonly isUrgent: boolean;
  /** A sweep asks, so that nobody waits for the answer. */
  readonly isSwept: boolean;
};

type Answer = Found | Refused | Unknown | Later;
export type Combine = (inquiry: Inquiry) => Promise<Answer>;

type Parts = {
  readonly budget: Budget;
  /** Resolves once those of the same sweep have come. */
  readonly wait: () => Promise<void>;
};

type Waiting = { readonly inquiry: Inquiry; readonly answer: (answer: Promise<Answer>) => void };

const ALONE_MAX = 10_000;

export function createCombine(parts: Parts): Combine {
  const batches = new Map<string, Waiting[]>();
  // Of these a reply about many said nothing: they are asked by themselves the next time.
  const alone = new Set<string>();
  const ask = async (batch: readonly Waiting[]): Promise<void> => {
    const asked = askMany(
      parts,
      batch.map(({ inquiry }) => inquiry),
    );
    for (const { inquiry, answer } of batch) {
      const own = asked.then(({ of }) => of(inquiry));
      own
        .then(({ kind }) => {
          if (kind !== 'unknown' || batch.length === 1) return;
          if (alone.size >= ALONE_MAX) alone.clear();
          alone.add(inquiry.ask.name);
        })
        .catch(() => undefined);
      answer(own);
    }
    await asked.catch(() => undefined);
  };
  return (inquiry) => {
    const {
      connection,
      processor,
      ask: { name },
      isSwept,
    } = inquiry;
    const max = processor.inquireMany?.max ?? 1;
    if (!isSwept || max < 2 || alone.delete(name)) return askAlone(parts, inquiry);
    return new Promise((resolve) => {
      const key = `${connection.account} ${connection.id}`;
      const open = batches.get(key);
      const batch = open ?? [];
      batch.push({ inquiry, answer: resolve });
      const close = (): void => {
        if (batches.get(key) !== batch) return;
        batches.delete(key);
        void ask(batch);
      };
      if (batch.length >= max) return close();
      if (open !== undefined) return;
      batches.set(key, batch);
      parts.wait().then(close, close);
    });
  };
}

export async function askAlone(
  { budget }: Pick<Parts, 'budget'>,
  inquiry: Inquiry,
  told?: Told,
): Promise<Answer> {
  const { connection, processor, call, ask, isUrgent } = inquiry;
  const afterMs = await budget(connection, processor.inquiriesPerMinute, isUrgent);
  if (afterMs !== null) return { kind: 'later', afterMs };
  return call(processor.inquire, ask, connection, told === undefined ? {} : { told: told.reply });
}

type Asked = { readonly of: (inquiry: Inquiry) => Promise<Answer> };

/** One place of the budget, and one for each of whom there is more to ask. */
async function askMany(parts: Parts, inquiries: readonly Inquiry[]): Promise<Asked> {
  const [first] = inquiries;
  const exchange = first === undefined ? null : manyOf(first.processor);
  if (first === undefined || exchange === null || inquiries.length === 1) {
    return { of: (inquiry) => askAlone(parts, inquiry) };
  }
  const { connection, processor, call } = first;
  const isUrgent = inquiries.some((each) => each.isUrgent);
  const afterMs = await parts.budget(connection, processor.inquiriesPerMinute, isUrgent);
  if (afterMs !== null) return { of: async () => ({ kind: 'later', afterMs }) };
  const told = await call(
    exchange,
    inquiries.map(({ ask }) => ask),
    connection,
  );
  if (told.kind !== 'told') return { of: async () => told };
  return {
    of: (inquiry) => {
      const { ask } = inquiry;
      const side = { connection, credentials: connection.credentials[0] ?? {}, now: 0 };
      // Read twice, as whether there is more to ask takes a place of its own.
      const read = processor.inquire.read(told.reply, ask, side, 0, []);
      return read.kind === 'then'
        ? askAlone(parts, inquiry, told)
        : call(processor.inquire, ask, connection, { told: told.reply });
    },
  };
}

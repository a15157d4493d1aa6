// Circuits: connections whose processor does not answer, for every process of the server. A circuit
// is open until its time is over; then one payment tries whether the processor is back.
import type { Store } from '../../store/store.ts';

/** What was asked: a payment was begun, or one that is under way was asked about. */
export type Question = 'start' | 'inquire';

export type Circuit = {
  readonly question: Question;
  /** Real times in milliseconds. */
  readonly openedAt: number;
  readonly until: number;
  /** How often its time was over and the processor still did not answer. */
  readonly times: number;
  /** What came instead of an answer, in at most 200 characters. */
  readonly why: string;
};

export type Circuits = {
  /** Those of an account by the keys of its connections, as they were a second ago. */
  readonly read: (account: number) => Promise<ReadonlyMap<number, Circuit>>;
  /** Opens it, or opens it again; nothing is done to one that others opened meanwhile. */
  readonly open: (
    account: number,
    connection: number,
    question: Question,
    why: string,
  ) => Promise<void>;
  /** Whether whoever asks is the one that tries: for all others it is open a while longer. */
  readonly claim: (account: number, connection: number) => Promise<boolean>;
  /** The processor has answered what it did not before. */
  readonly close: (account: number, connection: number, question: Question) => Promise<void>;
};

const FIRST_MS = 30_000;
const LAST_MS = 300_000;
/** The try is over by then: a start has three requests of twenty seconds at most. */
const TRY_MS = 60_000;
const REMEMBERED_MS = 1000;
const REMEMBERED_MAX = 10_000;
const CONFLICTS_MAX = 20;
const WHY_MAX = 200;

type Kept = Readonly<Record<string, Circuit>>;
type Remembered = { readonly circuits: ReadonlyMap<number, Circuit>; readonly until: number };
/** Null: there is nothing to change. */
type Change = (circuits: Map<number, Circuit>) => boolean;

/** `now` is the real time in milliseconds. */
export function createCircuits(
  store: Pick<Store, 'findSetting' | 'keepSetting' | 'save'>,
  now: () => number,
): Circuits {
  const known = new Map<number, Remembered>();
  const look = async (account: number): Promise<ReadonlyMap<number, Circuit>> => {
    const until = now() + REMEMBERED_MS;
    const circuits = parse(await store.findSetting(rowOf(account)));
    if (known.size >= REMEMBERED_MAX) known.clear();
    known.set(account, { circuits, until });
    return circuits;
  };
  const change = async (account: number, decide: Change): Promise<boolean> => {
    for (let tries = 0; tries < CONFLICTS_MAX; tries += 1) {
      const from = (await store.findSetting(rowOf(account))) ?? '';
      const circuits = new Map(parse(from));
      if (!decide(circuits)) return false;
      if (from === '') await store.keepSetting(rowOf(account), '');
      const to = JSON.stringify(Object.fromEntries(circuits));
      if (!(await swap(store, account, from, to, now()))) continue;
      known.delete(account);
      return true;
    }
    return false;
  };
  return {
    read: async (account) => {
      const remembered = known.get(account);
      return remembered !== undefined && remembered.until > now()
        ? remembered.circuits
        : look(account);
    },
    open: async (account, connection, question, why) => {
      await change(account, (circuits) => {
        const before = circuits.get(connection);
        const isTry = before !== undefined && before.times > 0 && before.question === question;
        if (before !== undefined && before.until > now() && !isTry) return false;
        const times = before === undefined ? 0 : Math.max(before.times, 1);
        const until = now() + Math.min(FIRST_MS * 2 ** times, LAST_MS);
        const openedAt = before?.openedAt ?? now();
        circuits.set(connection, {
          ...{ question, openedAt, until, times },
          why: why.slice(0, WHY_MAX),
        });
        return true;
      });
    },
    claim: (account, connection) =>
      change(account, (circuits) => {
        const before = circuits.get(connection);
        if (before === undefined || before.until > now()) return false;
        const times = before.times + 1;
        circuits.set(connection, { ...before, times, until: now() + TRY_MS });
        return true;
      }),
    close: async (account, connection, question) => {
      await change(account, (circuits) =>
        circuits.get(connection)?.question === question ? circuits.delete(connection) : false,
      );
    },
  };
}

/** How many there are in the rows of several accounts. */
export function countCircuits(rows: readonly string[]): number {
  return rows.reduce((sum, row) => sum + parse(row).size, 0);
}

/** One row for an account: whoever writes it has read all of it. */
function rowOf(account: number): string {
  return `circuits ${account}`;
}

/** The row was written by us, so its shape is not checked again. */
function parse(text: string | null): ReadonlyMap<number, Circuit> {
  const kept = text === null || text === '' ? {} : (JSON.parse(text) as Kept);
  return new Map(Object.entries(kept).map(([key, circuit]) => [Number(key), circuit]));
}

async function swap(
  store: Pick<Store, 'save'>,
  account: number,
  from: string,
  to: string,
  now: number,
): Promise<boolean> {
  const nothing = { changes: null, events: [], instruction: null, answered: null, webhooks: [] };
  const saved = await store.save({
    ...nothing,
    account,
    record: null,
    reply: null,
    swap: { name: rowOf(account), from, to },
    now,
    clockOffsetMs: 0,
  });
  return saved === 'saved';
}

// Reads what a processor settled on some days, page by page: bounded in pages, lines and waiting,
// and a day that could not be read whole is said to be unread.
import type { DatedLine } from '../../core/reconciliation.ts';
import type { SettledLine } from '../../core/settled-line.ts';
import type {
  Connection,
  Refused,
  SettledAsk,
  SettledPage,
  Settlements,
  Unknown,
} from '../../gateways/processor.ts';
import type { Budget } from '../processing/budget.ts';
import type { Call } from '../processing/call.ts';

/** `why`: in one line, for an operator. */
export type UnreadDay = { readonly day: string; readonly why: string };

export type SettledReport = {
  readonly lines: readonly DatedLine[];
  readonly unread: readonly UnreadDay[];
};

export type ReportParts = {
  readonly call: Call;
  /** Of settlements. */
  readonly budget: Budget;
  /** How long it may wait for a processor that takes no more questions now; zero: not at all. */
  readonly patienceMs: number;
  /** `limit`: for its next minute; `inquiry`: for what becomes of what was asked. */
  readonly wait: (ms: number, why: 'limit' | 'inquiry') => Promise<void>;
  /** Told before each page. */
  readonly tell: (day: string, page: number, lines: number) => void;
};

type Answer = SettledPage | Refused | Unknown;

const PAGES_MAX = 1000;
export const LINES_MAX = 500_000;
/** One that answers "not now" again and again is not waited for. */
const LIMITED_MAX = 3;
const LIMITED_MS = 60_000;

export async function readSettled(
  parts: ReportParts,
  connection: Connection,
  settlements: Settlements,
  days: readonly string[],
): Promise<SettledReport> {
  const lines: DatedLine[] = [];
  const unread: UnreadDay[] = [];
  let stopped: string | null = null;
  for (const day of days) {
    const why: string | null =
      stopped ?? (await readDay(parts, connection, settlements, day, lines));
    if (why === null) continue;
    unread.push({ day, why });
    // What is refused for the account or its credentials is refused for every day.
    if (why.startsWith(FOR_ALL) || lines.length >= LINES_MAX) stopped = why;
  }
  return { lines, unread };
}

const FOR_ALL = 'refused: ';

/** Null: it was read whole. What was read before it broke off is kept. */
async function readDay(
  parts: ReportParts,
  connection: Connection,
  settlements: Settlements,
  day: string,
  lines: DatedLine[],
): Promise<string | null> {
  const cursors = new Set<string>();
  const told = new Set<string>();
  let cursor: string | null = null;
  let limited = 0;
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    parts.tell(day, page, lines.length);
    const late = await giveWay(parts, connection, settlements.pagesPerMinute);
    if (late !== null) return late;
    const ask: SettledAsk = { day, cursor };
    const result: Answer = await parts.call(settlements, ask, connection);
    if (result.kind === 'refused' && result.why === 'limit') {
      limited += 1;
      if (limited > LIMITED_MAX || parts.patienceMs < LIMITED_MS) return `not now: ${result.raw}`;
      await parts.wait(LIMITED_MS, 'limit');
      page -= 1;
      continue;
    }
    if (result.kind === 'refused') return `${FOR_ALL}${result.raw}`;
    if (result.kind === 'unknown') return result.raw;
    const fresh = result.lines.filter((line) => isFresh(told, line));
    if (result.lines.length > 0 && fresh.length === 0) return 'it tells the same page again';
    for (const line of fresh) lines.push({ line, day });
    if (result.next === null) return null;
    if (cursors.has(result.next)) return 'its pages go round in a circle';
    if (lines.length >= LINES_MAX) return `more than ${LINES_MAX} lines: ask for fewer days`;
    cursors.add(result.next);
    cursor = result.next;
  }
  return `more than ${PAGES_MAX} pages`;
}

/** The same line twice in one day is told once: pages may overlap where lines come in between. */
function isFresh(told: Set<string>, line: SettledLine): boolean {
  const text = JSON.stringify(line);
  if (told.has(text)) return false;
  told.add(text);
  return true;
}

/** These are counted apart from what a customer waits for; null: it may be asked. */
async function giveWay(
  { budget, patienceMs, wait }: ReportParts,
  connection: Connection,
  perMinute: number,
): Promise<string | null> {
  for (let tries = 0; tries <= LIMITED_MAX; tries += 1) {
    const over = await budget(connection, perMinute, true);
    if (over === null) return null;
    if (over > patienceMs) return 'asked too often this minute';
    await wait(over, 'limit');
  }
  return 'others ask too often';
}

// Answers whether the money arrived: reads what the processors of an account's connections settled,
// holds it against our books, and has asked about what we do not have.
import type { Account } from '../../core/account.ts';
import type { ShownConnection } from '../../core/connection.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import { addDays, dayAt, DAY_MS, daysBetween, startOf } from '../../core/indian-day.ts';
import {
  type Agreement,
  type DatedLine,
  type Reconciled,
  reconcile,
} from '../../core/reconciliation.ts';
import type { Reconcile, Reconciliation } from '../../core/reconciliation-request.ts';
import { sumSettlements } from '../../core/settlement-sum.ts';
import type { Processor } from '../../gateways/processor.ts';
import type { Accounts } from '../identity/account.ts';
import type { Connections } from '../identity/connection.ts';
import type { Engine } from '../orders/engine.ts';
import { askAgain } from './ask-again.ts';
import { type BookParts, type GatheredBooks, openBooks } from './books.ts';
import { openReviews } from './open-review.ts';
import { type ReportParts, readSettled, type SettledReport } from './settled-report.ts';

export type ReconcileParts = BookParts &
  ReportParts & {
    readonly accounts: Pick<Accounts, 'findFresh'>;
    readonly engine: Pick<Engine, 'execute'>;
    readonly connections: Pick<Connections, 'list' | 'look' | 'find'>;
    readonly processors: ReadonlyMap<string, Processor>;
    /** How long to wait at most for what becomes of the payments that are asked about. */
    readonly adoptedWithinMs: number;
  };

/** One for each connection, newest first. */
export type Reconciler = (request: Reconcile) => Promise<readonly Reconciliation[] | Failure>;

/** Where nobody says how long a settlement takes. */
const WITHIN_DAYS = 7;
/** Nothing takes longer from its beginning here to the end that moves money. */
const BEGUN_BEFORE_MS = 45 * DAY_MS;
const ASKS_MAX = 10_000;
const LOOK_EVERY_MS = 500;

export function createReconciler(parts: ReconcileParts): Reconciler {
  return async (request) => {
    const { account: key, connection } = request;
    const found = await parts.accounts.findFresh(key);
    if (found === null) return { failure: 'record_not_found' };
    const named =
      connection === null
        ? await parts.connections.list({ kind: 'listConnections', account: key })
        : await parts.connections.look({ kind: 'findConnection', account: key, connection });
    if (isFailure(named)) return named;
    const all: Reconciliation[] = [];
    for (const each of [named].flat()) {
      all.push(await reconcileOne(parts, found.account, each, request));
    }
    return all;
  };
}

async function reconcileOne(
  parts: ReconcileParts,
  account: Account,
  { id, processor, mode }: ShownConnection,
  request: Reconcile,
): Promise<Reconciliation> {
  const { from, to } = request;
  const today = dayAt(parts.now());
  const own = parts.processors.get(processor)?.settlements;
  const withinDays = request.withinDays ?? own?.withinDays ?? WITHIN_DAYS;
  const span = { from, to, today, withinDays };
  const report = await readReport(parts, account, id.key, own, request, span);
  const books = openBooks(parts, account, id.key);
  await books.gather(startOf(from) - BEGUN_BEFORE_MS, startOf(addDays(to, 1)) - 1);
  await books.findNamed(namesIn(report));
  const unread = new Set(report.unread.map(({ day }) => day));
  const compare = () => reconcile(report.lines, books, { ...span, unread });
  const first = compare();
  const asked = await askAbout(parts, account, first);
  const entries = asked.length === 0 ? first : await waitFor(parts, books, asked, compare);
  return {
    account: account.key,
    connection: id.token,
    ...{ processor, mode, from, to, withinDays, entries },
    counts: countOf(entries),
    settlements: sumSettlements(linesIn(report.lines, to)),
    unread: hasNothing(entries, own, request) ? [] : report.unread,
    asked: asked.length,
    adopted: adoptedOf(first, entries),
    reviews: await openReviews(parts, account, mode, entries),
  };
}

/** Of a processor without an API nothing is unread where nothing of it could have been told. */
function hasNothing(
  entries: readonly Reconciled[],
  own: Processor['settlements'],
  { lines }: Reconcile,
): boolean {
  return own === undefined && lines === null && entries.length === 0;
}

type Days = { readonly from: string; readonly to: string; readonly today: string } & {
  readonly withinDays: number;
};

async function readReport(
  parts: ReconcileParts,
  account: Account,
  key: number,
  settlements: Processor['settlements'],
  { lines }: Reconcile,
  { from, to, today, withinDays }: Days,
): Promise<SettledReport> {
  if (lines !== null) return { lines: lines.map((line) => ({ line, day: null })), unread: [] };
  // Days to come are read where they are asked for, and only then.
  const latest = to > today ? to : today;
  const days = daysBetween(from, addDays(to, withinDays)).filter((day) => day <= latest);
  if (settlements === undefined) {
    const why = 'its processor has no API that tells of settlements: give a file';
    return { lines: [], unread: days.map((day) => ({ day, why })) };
  }
  const connection = await parts.connections.find(account.id, key);
  if (connection === null) throw new Error('a connection that was listed is gone');
  return readSettled(parts, connection, settlements, days);
}

function namesIn({ lines }: SettledReport): ReadonlySet<string> {
  return new Set(lines.flatMap(({ line }) => (line.name === null ? [] : [line.name])));
}

/** Those of the days that were asked for: of a later one only some are looked at. */
function linesIn(lines: readonly DatedLine[], to: string) {
  return lines.filter(({ day }) => day === null || day <= to).map(({ line }) => line);
}

function countOf(entries: readonly Reconciled[]): Readonly<Record<Agreement, number>> {
  const counts = {
    ...{ matched: 0, different: 0, missing_here: 0, missing_there: 0 },
    ...{ awaited: 0, unknown: 0, other: 0 },
  };
  for (const { agreement } of entries) counts[agreement] += 1;
  return counts;
}

type Asked = NonNullable<Reconciled['asks']>;

/** Each payment once, however many of its lines are missing. */
async function askAbout(
  parts: BookParts,
  account: Account,
  entries: readonly Reconciled[],
): Promise<readonly Asked[]> {
  const wanted = new Map(
    entries.flatMap(({ asks }) => (asks === null ? [] : [[asks.paymentKey, asks] as const])),
  );
  const asked: Asked[] = [];
  for (const about of [...wanted.values()].slice(0, ASKS_MAX)) {
    if (await askAgain(parts, account, about)) asked.push(about);
  }
  return asked;
}

/** A server that runs has them asked within a second; what it learns is in the books then. */
async function waitFor(
  { wait, adoptedWithinMs }: ReconcileParts,
  books: GatheredBooks,
  asked: readonly Asked[],
  compare: () => readonly Reconciled[],
): Promise<readonly Reconciled[]> {
  const orderKeys = [...new Set(asked.map(({ orderKey }) => orderKey))];
  for (let waitedMs = 0; waitedMs < adoptedWithinMs; waitedMs += LOOK_EVERY_MS) {
    await wait(LOOK_EVERY_MS, 'inquiry');
    await books.loadAgain(orderKeys);
    const entries = compare();
    if (entries.every(({ asks }) => asks === null)) return entries;
  }
  return compare();
}

/** Lines that were missing here, and agree by now. */
function adoptedOf(before: readonly Reconciled[], after: readonly Reconciled[]): number {
  const missing = (entries: readonly Reconciled[]): number =>
    entries.filter(({ agreement }) => agreement === 'missing_here').length;
  return missing(before) - missing(after);
}

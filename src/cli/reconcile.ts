// `dubash reconcile`: whether the money arrived, asked of the processors' own reports or of a file.
import { setTimeout as pause } from 'node:timers/promises';
import { viewReconciliation, WITHIN_DAYS_MAX } from '../api/admin/reconciliation.ts';
import { readName } from '../api/locator.ts';
import type { Carriage } from '../connections.ts';
import { isFailure } from '../core/failure.ts';
import { addDays, dayAt, isDay } from '../core/indian-day.ts';
import {
  type Reconcile,
  type Reconciliation,
  type Verdict,
  verdictOf,
} from '../core/reconciliation-request.ts';
import { createBudget } from '../engine/processing/budget.ts';
import { createReconciler, type Reconciler } from '../engine/reconciliation/reconcile.ts';
import { listAll } from './account-of.ts';
import type { CliCommand, Given, Terminal } from './command.ts';
import { openConnections } from './connections.ts';
import { jsonOf } from './columns.ts';
import { CommandError, type Opened, withDatabase } from './database.ts';
import { CSV_HEAD, csvRows, listReconciliation } from './reconciliation-view.ts';
import { COLUMN_NAMES, readSettlementFile } from './settlement-file.ts';
import { engineOf } from './with-engine.ts';

/** 1 and 2 are of every command: it could not begin, it was mistyped. */
const CODES: Readonly<Record<Verdict, number>> = Object.freeze({
  agreed: 0,
  differs: 3,
  unread: 4,
});
const PATIENCE_MS = 61_000;
const WAIT_SECONDS = '10';
const DAYS_MAX = 366;

/** `open` is asked once the command needs to call a processor. */
export function reconcileBy(open: (now: Terminal['now']) => Carriage): CliCommand {
  return {
    name: 'reconcile',
    summary: 'compare what processors settled with the payments and refunds of this server',
    operands: ['account?'],
    options: [
      { name: 'from', value: 'day', meaning: 'the first day, by Indian time; else yesterday' },
      { name: 'to', value: 'day', meaning: 'the last day; else the first one' },
      { name: 'connection', value: 'id', meaning: 'of this connection alone' },
      { name: 'file', value: 'file', meaning: 'in place of a report; "-" is standard input' },
      { name: 'within', value: 'days', meaning: 'when money that is not settled is missing' },
      { name: 'wait', value: 'seconds', meaning: 'for what is asked about; else 10' },
      { name: 'all', value: null, meaning: 'list what agrees, too' },
      { name: 'csv', value: null, meaning: 'answer with comma-separated values, all of them' },
      { name: 'json', value: null, meaning: 'answer with one line of JSON, all of it' },
    ],
    roleOf: () => 'operate',
    notes: () => NOTES,
    examples: EXAMPLES,
    run: (given, terminal) => {
      const wrong = wrongIn(given);
      if (wrong !== null) {
        terminal.complain(`dubash: ${wrong}\n`);
        return Promise.resolve(2);
      }
      return withDatabase(terminal, (opened) => carryOut(opened, open, given, terminal));
    },
  };
}

const EXAMPLES = [
  'reconcile',
  'reconcile live_1 --from 2026-11-01 --to 2026-11-30 --csv > november.csv',
  'reconcile live_1 --connection conn_0aB1cD2eF3gH4i --file report.csv',
];

const NOTES = `Without an account it goes through all that have connections. A day is one by
Indian time, as the processors have it: that of a settlement there, of a capture or a refund here.

  matched             settled, with the same amount
  different in money  settled, with another amount or currency, or more than once
  missing here        settled, and this server does not have it: its payment is asked about
  missing there       captured or refunded here, and not settled in the usual time
  awaited             the same, before that time is over
  unknown             its days could not all be read
  other lines         transfers, adjustments, disputes

A file has a line of titles: ${COLUMN_NAMES.slice(0, 7).join(', ')},
${COLUMN_NAMES.slice(7).join(', ')}. Needed are kind (payment or refund), id, amount
(500.50) and currency.

It ends with 0 when everything agrees, 3 when something differs, 4 when not everything could be
read, 1 when it could not begin, 2 when it was mistyped.`;

function textIn({ options }: Given, name: string): string | null {
  const value = options.get(name);
  return typeof value === 'string' ? value : null;
}

const WORDS = ['from', 'to', 'within', 'wait'];

function wrongIn(given: Given): string | null {
  const [from, to, within, wait] = WORDS.map((name) => textIn(given, name));
  for (const [name, day] of Object.entries({ from, to })) {
    if (typeof day === 'string' && !isDay(day)) return `--${name} must be a day such as 2026-11-28`;
  }
  if (typeof to === 'string' && typeof from !== 'string') return '--to needs --from';
  if (typeof to === 'string' && typeof from === 'string') {
    if (to < from) return '--to must not be before --from';
    if (to > addDays(from, DAYS_MAX - 1)) return `it compares at most ${DAYS_MAX} days at a time`;
  }
  if (
    typeof within === 'string' &&
    !(/^\d{1,2}$/.test(within) && Number(within) <= WITHIN_DAYS_MAX)
  )
    return `--within must be 0 to ${WITHIN_DAYS_MAX} days`;
  if (!/^\d{1,3}$/.test(wait ?? '0')) return '--wait must be 0 to 999 seconds';
  if (given.options.has('csv') && given.options.has('json')) return 'either --csv or --json';
  const isNamed = given.operands[0] !== undefined && given.options.has('connection');
  if (given.options.has('file') && !isNamed) return '--file needs an account and --connection';
  if (given.options.has('connection') && !isNamed) return '--connection needs an account';
  return null;
}

async function carryOut(
  opened: Opened,
  open: (now: Terminal['now']) => Carriage,
  given: Given,
  terminal: Terminal,
): Promise<number> {
  const lines = await readLines(given, terminal);
  const from = textIn(given, 'from') ?? addDays(dayAt(terminal.now()), -1);
  const within = textIn(given, 'within');
  const connection = textIn(given, 'connection');
  const asked: Omit<Reconcile, 'account'> = {
    ...{ kind: 'reconcile', from, to: textIn(given, 'to') ?? from, lines },
    connection: connection === null ? null : readName(connection),
    withinDays: within === null ? null : Number(within),
  };
  const carriage = open(terminal.now);
  try {
    const seconds = textIn(given, 'wait') ?? WAIT_SECONDS;
    const reconcile = await openReconciler(opened, carriage, terminal, seconds);
    const [account] = given.operands;
    const accounts =
      account === undefined ? (await listAll(opened.accounts)).map(({ key }) => key) : [account];
    const all: Reconciliation[] = [];
    for (const each of accounts) {
      const found = await reconcile({ ...asked, account: each });
      if (isFailure(found)) throw new CommandError(missing(each, connection));
      all.push(...found);
    }
    terminal.progress?.('');
    if (account !== undefined && all.length === 0) {
      throw new CommandError(`${account} has no connection`);
    }
    write(all, given, terminal);
    return Math.max(0, ...all.map((each) => CODES[verdictOf(each)]));
  } finally {
    terminal.progress?.('');
    await carriage.close();
  }
}

function missing(account: string, connection: string | null): string {
  const what = connection === null ? '' : `, or it has no connection ${connection}`;
  return `there is no account ${account}${what}`;
}

async function readLines(given: Given, terminal: Terminal): Promise<Reconcile['lines']> {
  const file = textIn(given, 'file');
  if (file === null) return null;
  const text = await terminal.readFile(file);
  try {
    return readSettlementFile(text);
  } catch (error) {
    throw new CommandError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function openReconciler(
  opened: Opened,
  carriage: Carriage,
  terminal: Terminal,
  waitSeconds: string,
): Promise<Reconciler> {
  const { connections, ids } = await openConnections(opened, carriage, terminal);
  const { store, accounts } = opened;
  const { engine } = await engineOf(opened, terminal);
  const { now } = terminal;
  return createReconciler({
    ...{ store, ids, accounts, connections, now, engine },
    ...{ processors: carriage.processors, call: carriage.call },
    budget: createBudget(store.counts, now, 'settlements'),
    patienceMs: PATIENCE_MS,
    wait: async (ms, why) => {
      const seconds = Math.ceil(ms / 1000);
      const next = `the processor takes more questions in ${seconds} seconds`;
      terminal.progress?.(why === 'limit' ? next : 'waiting for what the processor is asked');
      await pause(ms);
    },
    adoptedWithinMs: 1000 * Number(waitSeconds),
    tell: (day, page, lines) => {
      terminal.progress?.(`reading ${day}, page ${page} (${lines} lines so far)`);
    },
  });
}

function write(all: readonly Reconciliation[], { options }: Given, terminal: Terminal): void {
  if (options.has('json')) {
    terminal.write(`${jsonOf({ reconciliations: all.map(viewReconciliation) })}\n`);
    return;
  }
  if (options.has('csv')) {
    terminal.write(`${CSV_HEAD}\r\n`);
    for (const each of all) {
      for (const row of csvRows(each)) terminal.write(`${row}\r\n`);
    }
    return;
  }
  if (all.length === 0) terminal.write('No account has a connection.\n');
  const parts = all.map((each) => listReconciliation(each, options.has('all')).join('\n'));
  if (parts.length > 0) terminal.write(`${parts.join('\n\n')}\n`);
}

// A reconciliation as people and spreadsheets read it: tables, or comma-separated values.
import { type ReconciledView, viewReconciled } from '../api/admin/reconciliation.ts';
import { formatDecimal } from '../core/money.ts';
import type { Agreement } from '../core/reconciliation.ts';
import { type Reconciliation, type Verdict, verdictOf } from '../core/reconciliation-request.ts';
import { columnsOf, plain } from './columns.ts';
import { writeRow } from '../api/csv.ts';

const WORDS: Readonly<Record<Agreement, string>> = Object.freeze({
  matched: 'matched',
  different: 'different in money',
  missing_here: 'missing here',
  missing_there: 'missing there',
  awaited: 'awaited',
  unknown: 'unknown',
  other: 'other lines',
});

/** What nobody has to look at. */
const QUIET: ReadonlySet<Agreement> = new Set(['matched', 'other']);
/** So many rows are aligned; more are for a file. */
const TABLE_MAX = 2000;

function amountOf(minor: number | null, currency: string | null): string {
  if (minor === null || currency === null) return '';
  return minor < 0 ? `-${formatDecimal(-minor, currency)}` : formatDecimal(minor, currency);
}

/** `isWhole`: what agrees is listed too. */
export function listReconciliation(all: Reconciliation, isWhole: boolean): readonly string[] {
  const { account, connection, processor, mode, from, to } = all;
  const days = from === to ? from : `${from} to ${to}`;
  return [
    `${account}, conn_${connection} to ${processor} (${mode}), ${days} by Indian time`,
    '',
    ...listSettlements(all),
    ...listEntries(all, isWhole),
    ...all.unread.map(({ day, why }) => `${day} could not be read: ${plain(why)}`),
    `${countsIn(all)}. ${verdictIn(all)}`,
    ...(all.adopted === 0 ? [] : [`Lines that were missing here and are adopted: ${all.adopted}.`]),
    ...(all.counts.missing_here === 0 || all.asked === 0
      ? []
      : [`Payments that are asked about: ${all.asked}. Run this again beside a server.`]),
    ...(all.reviews === 0
      ? []
      : [`For somebody to decide: ${all.reviews}, see dubash reviews list.`]),
  ];
}

function listSettlements({ settlements }: Reconciliation): readonly string[] {
  if (settlements.length === 0) return [];
  const head = [
    ...['settlement', 'utr', 'day', 'payments', 'refunds', 'other'],
    ...['paid', 'refunded', 'fee', 'tax', 'net', ''],
  ];
  const rows = settlements.slice(0, TABLE_MAX).map((each) => {
    const { currency } = each;
    const sums = [each.paidMinor, each.refundedMinor, each.feeMinor, each.taxMinor, each.netMinor];
    return [
      ...[each.settlement ?? '-', each.utr ?? '-', each.day ?? '-'],
      ...[each.payments, each.refunds, each.others].map(String),
      ...sums.map((minor) => amountOf(minor, currency) || '?'),
      currency ?? '',
    ].map(printable);
  });
  return [...columnsOf([head, ...rows]), ...leftOut(settlements.length), ''];
}

function leftOut(rows: number): readonly string[] {
  return rows > TABLE_MAX ? [`and ${rows - TABLE_MAX} more: --csv and --json have them all`] : [];
}

function listEntries({ entries }: Reconciliation, isWhole: boolean): readonly string[] {
  const shown = entries.filter(({ agreement }) => isWhole || !QUIET.has(agreement));
  if (shown.length === 0) return [];
  const head = [
    ...['', 'kind', 'order', 'ours', 'theirs', 'amount here', 'amount there'],
    ...['fee', 'tax', 'settlement', 'utr', 'why'],
  ];
  const rows = shown.slice(0, TABLE_MAX).map((each) => {
    const row = viewReconciled(each);
    const amounts = [row.our_amount_minor, row.amount_minor, row.fee_minor, row.tax_minor];
    const [here = '', there = '', fee = '', tax = ''] = amounts.map((minor) =>
      amountOf(minor, row.currency),
    );
    return [
      ...[WORDS[row.agreement], row.kind, row.our_reference ?? '-', row.our_id ?? '-'],
      ...[row.id ?? '-', here || '-', there || '-', fee || '-', tax || '-'],
      ...[row.settlement_id ?? '-', row.utr ?? '-', row.why ?? ''],
    ].map(printable);
  });
  return [...columnsOf([head, ...rows]), ...leftOut(shown.length), ''];
}

/** What a merchant, a processor or a file says may be anything; a terminal obeys some of it. */
function printable(text: string): string {
  return plain(text).slice(0, 64);
}

function countsIn({ counts }: Reconciliation): string {
  const told = Object.entries(WORDS).flatMap(([agreement, word]) => {
    const count = counts[agreement as Agreement];
    return count > 0 || agreement === 'matched' ? [`${count} ${word}`] : [];
  });
  return told.join(', ');
}

const VERDICTS: Readonly<Record<Verdict, string>> = Object.freeze({
  agreed: 'Everything agrees.',
  differs: 'Somebody has to look at this.',
  unread: 'Not everything could be read.',
});

function verdictIn(all: Reconciliation): string {
  return VERDICTS[verdictOf(all)];
}

/** The columns of a file: those that `--file` reads are among them. */
const COLUMNS: readonly (readonly [title: string, cell: (row: ReconciledView) => string | null])[] =
  [
    ['agreement', ({ agreement }) => agreement],
    ['kind', ({ kind }) => kind],
    ['our_id', (row) => row.our_id],
    ['our_reference', (row) => row.our_reference],
    ['our_status', (row) => row.our_status],
    ['our_day', (row) => row.our_day],
    ['our_name', (row) => row.our_name],
    ['id', ({ id }) => id],
    ['payment_id', (row) => row.payment_id],
    ['refund_name', (row) => row.refund_name],
    ['settlement_id', (row) => row.settlement_id],
    ['utr', ({ utr }) => utr],
    ['settled_on', (row) => row.settled_on],
    ['currency', ({ currency }) => currency],
    ['why', ({ why }) => why],
  ];
const AMOUNTS: readonly (readonly [
  title: string,
  minor: (row: ReconciledView) => number | null,
])[] = [
  ['our_amount', (row) => row.our_amount_minor],
  ['amount', (row) => row.amount_minor],
  ['fee', (row) => row.fee_minor],
  ['tax', (row) => row.tax_minor],
  ['net', (row) => row.net_minor],
];

export const CSV_HEAD: string = writeRow([
  ...['account', 'connection'],
  ...[...COLUMNS, ...AMOUNTS].map(([title]) => title),
]);

/** Amounts are decimals of their currency, and no text: digits alone, with a sign. */
export function* csvRows({ account, connection, entries }: Reconciliation): Generator<string> {
  for (const each of entries) {
    const row = viewReconciled(each);
    const texts = [account, `conn_${connection}`, ...COLUMNS.map(([, cell]) => cell(row))];
    const amounts = AMOUNTS.map(([, minor]) => amountOf(minor(row), row.currency));
    yield [writeRow(texts), ...amounts].join(',');
  }
}

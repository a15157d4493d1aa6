// Reads what was settled from a file of comma-separated values: for processors without an API, and
// for reports that somebody has downloaded.
import { isDay } from '../core/indian-day.ts';
import { currencyExponent, parseDecimal } from '../core/money.ts';
import type { SettledLine } from '../core/settled-line.ts';
import { type CsvRow, CsvError, readRows } from '../api/csv.ts';

const FILE_MAX = 256_000_000;
const ROWS_MAX = 500_000;

/** Columns by our names, with others under which reports have them. */
const COLUMNS = Object.freeze({
  kind: ['type', 'event_type'],
  id: ['entity_id', 'their_id'],
  payment_id: [],
  our_name: ['order_receipt', 'order_id'],
  refund_name: ['refund_id'],
  amount: ['event_amount'],
  currency: ['event_currency'],
  fee: ['event_service_charge'],
  tax: ['event_service_tax'],
  net: ['event_settlement_amount'],
  settlement_id: ['cf_settlement_id'],
  utr: ['settlement_utr'],
  settled_on: ['settlement_date', 'settled_at'],
} as const);

type Column = keyof typeof COLUMNS;

const NEEDED: readonly Column[] = ['kind', 'id', 'amount', 'currency'];
export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly Column[];

/** Throws a CsvError that names the line, and what is missing or wrong in it. */
export function readSettlementFile(text: string): readonly SettledLine[] {
  if (text.length > FILE_MAX) throw new CsvError(1, `a file of over ${FILE_MAX} characters`);
  const rows = readRows(text);
  const head = rows.next();
  if (head.done === true) throw new CsvError(1, `no columns: it needs ${NEEDED.join(', ')}`);
  const places = placesOf(head.value);
  const lines: SettledLine[] = [];
  for (const row of rows) {
    if (lines.length === ROWS_MAX) throw new CsvError(row.line, `more than ${ROWS_MAX} lines`);
    if (row.cells.slice(head.value.cells.length).some((cell) => cell.trim() !== '')) {
      throw new CsvError(row.line, 'more cells than titles: 1,000.50 needs quotes');
    }
    lines.push(readLine(row, places));
  }
  return lines;
}

type Places = ReadonlyMap<Column, number>;

function placesOf({ line, cells }: CsvRow): Places {
  const titles = cells.map((cell) => cell.trim().toLowerCase().replace(/[ -]/g, '_'));
  const places = new Map<Column, number>();
  for (const column of COLUMN_NAMES) {
    const names: readonly string[] = [column, ...COLUMNS[column]];
    const name = names.find((each) => titles.includes(each));
    if (name === undefined) continue;
    if (titles.indexOf(name) !== titles.lastIndexOf(name)) {
      throw new CsvError(line, `the column ${name} is there twice`);
    }
    places.set(column, titles.indexOf(name));
  }
  const missing = NEEDED.filter((column) => !places.has(column));
  if (missing.length === 0) return places;
  throw new CsvError(line, `no column ${missing.map(withOthers).join(', no column ')}`);
}

function withOthers(column: Column): string {
  return [column, ...COLUMNS[column]].join(' or ');
}

const KINDS: ReadonlyMap<string, SettledLine['kind']> = new Map([
  ['payment', 'payment'],
  ['refund', 'refund'],
]);

/** 403993715521937532 as spreadsheets show it, and write it then. */
const ROUNDED = /^\d(?:[.,]\d+)?E\+\d+$/i;

function readLine(row: CsvRow, places: Places): SettledLine {
  const { line } = row;
  const textIn = (column: Column): string | null => {
    const place = places.get(column);
    const text = place === undefined ? '' : (row.cells[place] ?? '').trim();
    // As our own files, and spreadsheets, protect a text.
    return text === '' ? null : text.replace(/^'/, '');
  };
  const word = textIn('kind') ?? '';
  const currency = textIn('currency');
  if (currency === null || currencyExponent(currency) === undefined) {
    throw new CsvError(line, 'currency must be a code such as INR');
  }
  const theirs = textIn('id');
  if (theirs !== null && ROUNDED.test(theirs)) {
    throw new CsvError(line, `a spreadsheet has rounded the id ${theirs}: export it as text`);
  }
  const amountIn = (column: Column): number | null =>
    readAmount(textIn(column), currency, column, line);
  const amountMinor = amountIn('amount');
  const named = KINDS.get(word.toLowerCase()) ?? 'other';
  // Taken back from a payment is not paid.
  const kind = named === 'payment' && amountMinor !== null && amountMinor < 0 ? 'other' : named;
  if (kind !== 'other' && theirs === null) throw new CsvError(line, `a ${kind} without id`);
  if (kind !== 'other' && amountMinor === null) throw new CsvError(line, 'amount is missing');
  const day = textIn('settled_on')?.slice(0, 10) ?? null;
  if (day !== null && !isDay(day)) {
    throw new CsvError(line, 'settled_on must begin with a day such as 2026-11-28');
  }
  const net = amountIn('net');
  return {
    ...{ kind, raw: word.slice(0, 100), theirs, currency },
    attempt: kind === 'refund' ? textIn('payment_id') : null,
    name: textIn('our_name'),
    refundName: kind === 'refund' ? textIn('refund_name') : null,
    // Some reports write what goes back with a sign.
    amountMinor: amountMinor === null ? null : Math.abs(amountMinor),
    feeMinor: amountIn('fee'),
    taxMinor: amountIn('tax'),
    netMinor: net !== null && kind === 'refund' && net > 0 ? -net : net,
    settlement: textIn('settlement_id'),
    utr: textIn('utr'),
    settledOn: day,
    isSettled: true,
  };
}

/** Decimals of the currency, by their digits; null when the cell is empty. */
function readAmount(
  text: string | null,
  currency: string,
  column: Column,
  line: number,
): number | null {
  if (text === null) return null;
  const isLess = text.startsWith('-');
  const minor = parseDecimal(isLess ? text.slice(1) : text, currency);
  if (minor === undefined) {
    throw new CsvError(line, `${column} must be an amount in ${currency} such as 500.50`);
  }
  return isLess && minor > 0 ? -minor : minor;
}

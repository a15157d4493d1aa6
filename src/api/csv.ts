// Comma-separated values as spreadsheets write and read them (RFC 4180).

/** What is wrong with a file, for whoever wrote it; `line` counts from 1. */
export class CsvError extends Error {
  constructor(line: number, says: string) {
    super(`line ${line}: ${says}`);
  }
}

const CELL_MAX = 10_000;
const CELLS_MAX = 200;

export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

/** Row by row; a byte order mark and empty lines are passed over. */
export function* readRows(text: string): Generator<CsvRow> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const begun = line;
    const cells: string[] = [];
    let isOver = false;
    while (!isOver) {
      const isQuoted = text[at] === '"';
      const [cell, end] = isQuoted ? readQuoted(text, at, line) : readPlain(text, at);
      if (cell.length > CELL_MAX) throw new CsvError(line, `a cell of over ${CELL_MAX} characters`);
      if (cells.length === CELLS_MAX) throw new CsvError(line, `more than ${CELLS_MAX} cells`);
      cells.push(cell);
      if (isQuoted) line += linesIn(cell);
      at = end + 1;
      isOver = text[end] !== ',';
      if (text[end] === '\r' && text[at] === '\n') at += 1;
    }
    line += 1;
    if (cells.length > 1 || cells[0] !== '') yield { line: begun, cells };
  }
}

const PLAIN = /[^,\r\n]*/y;

function readPlain(text: string, at: number): readonly [cell: string, end: number] {
  PLAIN.lastIndex = at;
  const [cell = ''] = PLAIN.exec(text) ?? [];
  return [cell, at + cell.length];
}

function readQuoted(text: string, at: number, line: number): readonly [cell: string, end: number] {
  const parts: string[] = [];
  for (let from = at + 1; ; ) {
    const end = text.indexOf('"', from);
    if (end < 0) throw new CsvError(line, 'a quotation mark that is not closed');
    parts.push(text.slice(from, end));
    if (text[end + 1] !== '"') {
      if (!/^[,\r\n]?$/.test(text[end + 1] ?? '')) {
        throw new CsvError(line, 'something follows a closing quotation mark');
      }
      return [parts.join(''), end + 1];
    }
    parts.push('"');
    from = end + 2;
  }
}

function linesIn(cell: string): number {
  return cell.split('\n').length - 1;
}

/** Numbers as they are; a text that a spreadsheet would take for a formula is made a text. */
export function writeRow(cells: readonly (string | number | null)[]): string {
  return cells.map(writeCell).join(',');
}

function writeCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

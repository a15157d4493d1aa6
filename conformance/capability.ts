// The capability matrix: what each processor does with a payment of each method. Every cell is what
// playing it came to; docs/processors.md has it between two marks.
import assert from 'node:assert/strict';
import type { Method } from '../src/core/payment.ts';
import { openChain, PROCESSORS } from '../test/support/chain.ts';
import {
  type Cell,
  METHODS,
  playCapture,
  playLateSuccess,
  playOneMethod,
  playPartialCapture,
  playPartialRefund,
  playPayment,
  playRefund,
  playRefundThere,
  playRelease,
  playWithdrawal,
  type Word,
  WORDS,
} from './capability-cell.ts';
import { REASONS, reasonsOf } from './capability-reason.ts';

const PLAYS = {
  'one method': playOneMethod,
  paid: playPayment,
  'held and captured': playCapture,
  'part captured': playPartialCapture,
  released: playRelease,
  refunded: playRefund,
  'part refunded': playPartialRefund,
  'dashboard refund': playRefundThere,
  withdrawn: playWithdrawal,
  'late success': playLateSuccess,
} satisfies Readonly<Record<string, (cell: Cell) => Promise<Word>>>;

export type ColumnName = keyof typeof PLAYS;
export const COLUMNS = Object.keys(PLAYS) as readonly ColumnName[];

/** Words by processor, method and column. */
export type Matrix = Readonly<Record<string, Readonly<Record<string, Partial<ColumnWords>>>>>;
type ColumnWords = Readonly<Record<ColumnName, Word>>;

const BEGIN = '<!-- capabilities: written by npm run capabilities -->';
const END = '<!-- end of capabilities -->';
/** What needs no reason. */
const DONE: readonly Word[] = ['yes', 'pays it', 'goes back'];

/** Plays these columns on one chain: an inquiry more than its budget a minute is not asked. */
export async function playCells(
  processor: string,
  cells: readonly (readonly [Method, ColumnName])[],
): Promise<readonly Word[]> {
  const chain = await openChain(processor);
  try {
    const words: Word[] = [];
    for (const [at, [method, column]] of cells.entries()) {
      words.push(await PLAYS[column]({ chain, method, reference: `M_${at}` }));
    }
    return words;
  } finally {
    await chain.stop();
  }
}

export async function playMatrix(): Promise<Matrix> {
  const matrix: Record<string, Record<string, Partial<Record<ColumnName, Word>>>> = {};
  for (const processor of PROCESSORS) {
    const rows = Object.fromEntries(
      METHODS.map((method): [string, Partial<Record<ColumnName, Word>>] => [method, {}]),
    );
    for (const column of COLUMNS) {
      const words = await playCells(
        processor,
        METHODS.map((method) => [method, column]),
      );
      for (const [at, method] of METHODS.entries()) {
        const row = rows[method] ?? assert.fail(method);
        row[column] = words[at] ?? assert.fail(column);
      }
    }
    matrix[processor] = rows;
  }
  return matrix;
}

/** Throws where something is said not to be and no reason stands for it, or one for what is. */
export function writeMatrix(matrix: Matrix): string {
  const used = new Set<number>();
  const lines: string[] = [];
  for (const processor of PROCESSORS) {
    for (const method of METHODS) {
      const cells = COLUMNS.map((column) => {
        const word = matrix[processor]?.[method]?.[column] ?? assert.fail(`no ${column}`);
        const reasons = reasonsOf(processor, method, column);
        const name = `${processor}, ${method}, ${column}: ${word}`;
        assert.equal(reasons.length, DONE.includes(word) ? 0 : 1, `reasons of ${name}`);
        const [number = 0] = reasons.map((reason) => REASONS.indexOf(reason) + 1);
        if (number > 0) used.add(number);
        return number === 0 ? word : `${word} [${number}]`;
      });
      lines.push(`| ${[processor, method, ...cells].join(' | ')} |`);
    }
  }
  assert.equal(used.size, REASONS.length, 'a reason for nothing');
  const head = ['processor', 'method', ...COLUMNS];
  const notes = REASONS.map(
    ({ processor, section, text }, at) =>
      `* [${at + 1}] ${text} ([${processor}.md](gateways/${processor}.md) §${section}).`,
  );
  return [
    ...[BEGIN, `| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...lines],
    ...['', ...notes, END],
  ].join('\n');
}

/** The part of the document that is written by playing. */
export function cutMatrix(document: string): readonly [before: string, part: string, end: string] {
  const from = document.indexOf(BEGIN);
  const to = document.indexOf(END);
  assert.ok(from >= 0 && to > from, 'the document has no such part');
  const end = to + END.length;
  return [document.slice(0, from), document.slice(from, end), document.slice(end)];
}

/** What the document says; throws where it has another word, row or column. */
export function readMatrix(part: string): Matrix {
  const [head = [], , ...rows] = part
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.slice(2, -2).split(' | '));
  assert.deepEqual(head, ['processor', 'method', ...COLUMNS]);
  const matrix: Record<string, Record<string, Partial<ColumnWords>>> = {};
  for (const [processor = '', method = '', ...cells] of rows) {
    const words = cells.map((cell, at): [string, Word] => {
      const word = WORDS.find((each) => each === cell.replace(/ \[\d+\]$/, ''));
      return [COLUMNS[at] ?? assert.fail(cell), word ?? assert.fail(`no word: ${cell}`)];
    });
    matrix[processor] = { ...matrix[processor], [method]: Object.fromEntries(words) };
  }
  return matrix;
}

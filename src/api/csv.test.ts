// Comma-separated values as spreadsheets write them, as attackers do, and as long as reports are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readRows, writeRow } from './csv.ts';

const cellsOf = (text: string) => [...readRows(text)].map(({ cells }) => cells);

test('rows with quotes, line ends and a byte order mark', () => {
  const rows: readonly (readonly [string, readonly (readonly string[])[]])[] = [
    ['', []],
    [
      '\ufeffa,b\r\n1,2\r\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a\r\rb', [['a'], ['b']]],
    [
      'a,\n,b\n',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    [
      '"a,b","c ""d"""\n"e\r\nf",g',
      [
        ['a,b', 'c "d"'],
        ['e\r\nf', 'g'],
      ],
    ],
    ['"",x', [['', 'x']]],
    ['\n\n a \n', [[' a ']]],
  ];
  for (const [text, wanted] of rows) assert.deepEqual(cellsOf(text), wanted, JSON.stringify(text));
});

test('a row knows its line, after cells of several lines too', () => {
  const lines = [...readRows('a\n"b\nc"\nd\n\ne')].map(({ line }) => line);
  assert.deepEqual(lines, [1, 2, 4, 6]);
});

test('what is not well formed is refused by its line', () => {
  assert.throws(() => cellsOf('a\n"b'), /line 2: a quotation mark that is not closed/);
  assert.throws(() => cellsOf('a\n"b"c'), /line 2: something follows/);
  assert.throws(() => cellsOf('x'.repeat(10_001)), /line 1: a cell of over 10000/);
  assert.throws(() => cellsOf(','.repeat(300)), /line 1: more than 200 cells/);
});

test('a text that a spreadsheet would compute is written as a text, a number is not', () => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'];
  for (const text of formulas) assert.match(writeRow([text]), /^"?'/);
  assert.equal(writeRow(['a', 'b,c', 'd"e', 'f\ng', null, -5]), 'a,"b,c","d""e","f\ng",,-5');
});

test('whatever is written is read again, with the sign that makes it a text', () => {
  const seed = Number(process.hrtime.bigint() % 2_000_000_000n);
  const cell = fc.string({ unit: fc.constantFrom(...'ab ,"\n\r=;é\'') });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { maxLength: 9 }),
      (rows) => {
        const text = rows.map((cells) => `${writeRow(cells)}\r\n`).join('');
        const kept = rows.map((cells) => cells.map((each) => each.replace(/^(?=[=\r])/, "'")));
        assert.deepEqual(cellsOf(text), kept);
      },
    ),
    { seed, numRuns: 300 },
  );
});

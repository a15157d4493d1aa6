// The capability matrix of docs/processors.md: no cell or reason is there that its playing does not
// write. `npm run capabilities` plays all of it; here three cells of each processor are played.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import {
  type ColumnName,
  COLUMNS,
  cutMatrix,
  playCells,
  readMatrix,
  writeMatrix,
} from '../conformance/capability.ts';
import { METHODS } from '../conformance/capability-cell.ts';
import { REASONS } from '../conformance/capability-reason.ts';
import type { Method } from '../src/core/payment.ts';
import * as registry from '../src/gateways/registry.ts';
import { PROCESSORS } from './support/chain.ts';
import { root } from './support/source.ts';

const [, part] = cutMatrix(readFileSync(path.join(root, 'docs/processors.md'), 'utf8'));
const matrix = readMatrix(part);
const processorOf = (name: string) =>
  Object.values(registry).find((gateway) => gateway.name === name)?.processor ?? assert.fail(name);

test('every processor has a cell of each method and column, and each no its reason', () => {
  assert.deepEqual(Object.keys(matrix), PROCESSORS);
  assert.equal(part, writeMatrix(matrix));
});

test('a word without its reason, or a reason for what is done, is not written', () => {
  const change = (column: ColumnName, word: 'yes' | 'no') => ({
    ...matrix,
    cashfree: { ...matrix['cashfree'], card: { ...matrix['cashfree']?.['card'], [column]: word } },
  });
  assert.throws(() => writeMatrix(change('released', 'no')), /reasons of cashfree, card, released/);
  const { card, ...fewer } = matrix['cashfree'] ?? {};
  assert.ok(card !== undefined);
  assert.throws(() => writeMatrix({ ...matrix, cashfree: fewer }), /no one method/);
  const razorpay = { ...matrix['razorpay'], card: { ...matrix['razorpay']?.['card'] } };
  const claimed = { ...razorpay, card: { ...razorpay.card, released: 'yes' as const } };
  assert.throws(() => writeMatrix({ ...matrix, razorpay: claimed }), /razorpay, card, released/);
});

test('each reason names a section that the gateway’s document has', () => {
  for (const { processor, section } of REASONS) {
    const text = readFileSync(path.join(root, `docs/gateways/${processor}.md`), 'utf8');
    const heading = new RegExp(`^#{2,3} ${section.replace('.', '\\.')}\\.? `, 'm');
    assert.match(text, heading, `${processor} §${section}`);
  }
});

for (const processor of PROCESSORS) {
  test(`${processor}: what its table of abilities says, and the matrix, are one`, () => {
    const { abilities, capture, release, withdraw, lateSuccess } = processorOf(processor);
    const has = (column: ColumnName, word: string): boolean =>
      METHODS.some((method) => matrix[processor]?.[method]?.[column] === word);
    assert.equal(has('held and captured', 'yes'), abilities.manualCapture && capture !== undefined);
    assert.equal(has('part captured', 'yes'), abilities.partialCapture);
    assert.equal(has('released', 'yes'), release !== undefined);
    assert.equal(has('withdrawn', 'yes'), withdraw !== undefined);
    assert.equal(has('one method', 'no'), abilities.methods === null);
    assert.equal(has('late success', 'pays it'), lateSuccess === 'pay');
    assert.equal(has('late success', 'goes back'), lateSuccess === 'refund');
  });
}

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));
/** One of those that there are, by the seed. */
const pick = <Each>(all: readonly Each[], by: number): Each =>
  all[Math.floor(SEED / by) % all.length] ?? assert.fail();

suite(`cells of the matrix, played again (SEED=${SEED})`, () => {
  for (const [at, processor] of PROCESSORS.entries()) {
    const cells: readonly (readonly [Method, ColumnName])[] = [
      ['upi', 'released'],
      ['card', 'part refunded'],
      [pick(METHODS, 1 + at), pick(COLUMNS, 7 + at)],
    ];
    test(`${processor}: ${cells.map((cell) => cell.join(' ')).join(', ')}`, async () => {
      const words = cells.map(([method, column]) => matrix[processor]?.[method]?.[column]);
      assert.deepEqual(await playCells(processor, cells), words, 'npm run capabilities');
    });
  }
});

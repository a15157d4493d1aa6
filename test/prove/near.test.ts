// A process of the first server that cannot start: it is told why, and the other one is ended.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { openChance } from './chance.ts';
import { openNear } from './near.ts';
import { openShift } from './shift.ts';

test('where one process cannot start, the other is there to be ended', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-near-'));
  const own = (name: string) => ({ DATA_DIR: path.join(folder, name) });
  const settings = [{ ...own('one'), PORT: 'nowhere' }, own('two')];
  const books = { settings } as unknown as Parameters<typeof openNear>[0]['books'];
  const shift = openShift(folder);
  const note = () => undefined;
  const near = openNear({ books, shift, endsMax: 0, chance: openChance('near'), note });
  try {
    await assert.rejects(near.start('http://127.0.0.1:1'), /before it served[\s\S]*PORT must be/);
    assert.equal(near.urls().length, 1);
  } finally {
    await near.halt();
    rmSync(folder, { recursive: true, force: true });
  }
  assert.deepEqual(near.urls(), []);
});

// The thread that writes: what it says of an error, of its own end, and to a process that is done.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { openCommitThread } from './commit-thread.ts';
import { commitGroup, groupSqliteCommits } from './group-commit-sqlite.ts';
import { openSqlite } from './sqlite.ts';
import type { Work } from './sqlite-work.ts';
import { CommitUnknown, Unreachable } from './store.ts';

function makeFile(context: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'dubash-thread-'));
  context.after(() => rmSync(folder, { recursive: true }));
  return path.join(folder, 'dubash.db');
}

async function open(context: TestContext) {
  const file = makeFile(context);
  await openSqlite(file).close();
  const told: unknown[] = [];
  const thread = openCommitThread(file, (error) => told.push(error));
  context.after(thread.close);
  const write = groupSqliteCommits<Work>(thread.send, (error) => told.push(error));
  return { file, thread, told, write };
}

const put = (value: string): Work => ({
  kind: 'write',
  statements: [{ name: 'putSetting', values: ['name', value] }],
});

test('one that fails fails alone, and with the code that the database gave', async (context) => {
  const { write, told, file } = await open(context);
  const wrong: Work = { kind: 'write', statements: [{ name: 'putSetting', values: [null, null] }] };
  const [first, second, third] = await Promise.allSettled([
    write(put('1')),
    write(wrong),
    write(put('3')),
  ]);
  assert.deepEqual([first.status, third.status], ['fulfilled', 'fulfilled']);
  assert.ok(second.status === 'rejected');
  const { code, errcode, message } = second.reason as Error & Record<string, unknown>;
  // https://www.sqlite.org/rescode.html#constraint_notnull
  assert.deepEqual([code, errcode], ['ERR_SQLITE_ERROR', 1299]);
  assert.match(message, /NOT NULL/);
  assert.deepEqual(told, []);
  const store = openSqlite(file);
  assert.equal(await store.findSetting('name'), '3');
  await store.close();
});

test('a group is unknown when the thread ends, and the next begins another', async (context) => {
  const { thread, write, told } = await open(context);
  await write(put('1'));
  // No group at all: it throws where nothing catches.
  const outcomes = new Promise((resolve) => {
    thread.send({ length: 2 } as never, resolve);
  });
  const ended = (await outcomes) as readonly { readonly error: unknown }[];
  assert.equal(ended.length, 2);
  for (const { error } of ended) assert.ok(error instanceof CommitUnknown);
  assert.equal(told.length, 1);
  await write(put('2'));
});

test('a file that somebody else holds is waited for once, not once for each', (context) => {
  const file = makeFile(context);
  const [own, other] = [new DatabaseSync(file, { timeout: 20 }), new DatabaseSync(file)];
  context.after(() => [own, other].map((each) => each.close()));
  other.exec('BEGIN IMMEDIATE');
  const begun: string[] = [];
  const database = {
    exec: (text: string) => {
      begun.push(text);
      own.exec(text);
    },
    isOpen: true,
    isTransaction: false,
  };
  const outcomes = commitGroup(database, () => assert.fail('nothing is begun'), [1, 2, 3]);
  assert.deepEqual(begun, ['BEGIN IMMEDIATE']);
  const codes = outcomes.map((each) => ('error' in each ? (each.error as Coded).errcode : 0));
  // https://www.sqlite.org/rescode.html#busy
  assert.deepEqual(codes, [5, 5, 5]);
});

type Coded = { readonly errcode: number };

test('once it is closed everything is refused', async (context) => {
  const { thread, write } = await open(context);
  await write(put('1'));
  await thread.close();
  await assert.rejects(write(put('2')), Unreachable);
});

test('a process that is done ends, though nobody closed the store', (context) => {
  const program = `
    const { openSqlite } = await import(${JSON.stringify(import.meta.resolve('./sqlite.ts'))});
    const store = openSqlite(${JSON.stringify(makeFile(context))}, { ownThread: true });
    await store.putSetting('name', 'value');
    process.stdout.write(await store.findSetting('name'));
  `;
  const flags = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  const { stdout, status, stderr } = spawnSync(process.execPath, flags, {
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.deepEqual([stdout, status], ['value', 0], stderr);
});

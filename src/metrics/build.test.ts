// The commit of a clone is found wherever Git keeps it, and left out where there is none.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { readBuild } from './build.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'dubash-build-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);

function rootWith(name: string, files: Readonly<Record<string, string>>): string {
  const root = path.join(folder, name);
  const all = { 'package.json': '{"name":"shop","version":"1.2.3"}', ...files };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

test('without a repository there is a name, a version and the version of Node', () => {
  const { node } = process.versions;
  assert.deepEqual(readBuild(rootWith('bare', {})), { name: 'shop', version: '1.2.3', node });
});

test('the commit of a branch, of a packed branch, of no branch, of a worktree', () => {
  const head = 'ref: refs/heads/main\n';
  const packed = `# pack-refs\n${TWO} refs/heads/maine\n${ONE} refs/heads/main\n`;
  const found = {
    loose: { '.git/HEAD': head, '.git/refs/heads/main': `${ONE}\n` },
    packed: { '.git/HEAD': head, '.git/packed-refs': packed },
    detached: { '.git/HEAD': `${ONE}\n` },
    worktree: {
      '.git': `gitdir: ${folder}/worktree/common/worktrees/w\n`,
      'common/worktrees/w/HEAD': head,
      'common/worktrees/w/commondir': '../..\n',
      'common/refs/heads/main': `${ONE}\n`,
    },
  };
  for (const [name, files] of Object.entries(found)) {
    assert.equal(readBuild(rootWith(name, files)).commit, ONE, name);
  }
});

test('what is no commit is not told as one', () => {
  const none = {
    garbage: { '.git/HEAD': 'ref: refs/heads/main', '.git/refs/heads/main': 'main' },
    unborn: { '.git/HEAD': 'ref: refs/heads/main' },
    outside: { '.git/HEAD': 'ref: ../../secret' },
  };
  for (const [name, files] of Object.entries(none)) {
    assert.ok(!('commit' in readBuild(rootWith(name, files))), name);
  }
});

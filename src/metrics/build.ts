// Which build of this program runs: the name and version of the package, and of which commit it is.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export type Build = {
  readonly name: string;
  readonly version: string;
  /** Of Node.js. */
  readonly node: string;
  /** Absent where nobody can tell, as in an image that was built without the repository. */
  readonly commit?: string;
};

const ROOT = path.resolve(import.meta.dirname, '../..');
const COMMIT = /^[0-9a-f]{40}$/;

/** `root` is the folder of the package. */
export function readBuild(root: string = ROOT): Build {
  const file = readFileSync(path.join(root, 'package.json'), 'utf8');
  const { name, version } = JSON.parse(file) as { readonly name: string; readonly version: string };
  const commit = readBuilt(root) ?? readCloned(root);
  const build = { name, version, node: process.versions.node };
  return commit === null ? build : { ...build, commit };
}

/** As the build wrote it beside what it compiled; see scripts/build.mjs. */
function readBuilt(root: string): string | null {
  return import.meta.filename.endsWith('.ts') ? null : readCommit(path.join(root, 'dist/commit'));
}

/** As Git keeps it in a clone, whose branch may be in a file of its own or packed with others. */
function readCloned(root: string): string | null {
  const folder = findGit(root);
  if (folder === null) return null;
  const head = readText(path.join(folder, 'HEAD'));
  const branch = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
  if (branch === undefined) return COMMIT.test(head) ? head : null;
  // What belongs to one worktree alone is in its own folder, everything else in the common one.
  const common = path.resolve(folder, readText(path.join(folder, 'commondir')) || '.');
  for (const each of [folder, common]) {
    const found = readCommit(path.join(each, branch));
    if (found !== null) return found;
  }
  const packed = readText(path.join(common, 'packed-refs')).split('\n');
  const line = packed.find((each) => each.endsWith(` ${branch}`)) ?? '';
  return COMMIT.test(line.slice(0, 40)) ? line.slice(0, 40) : null;
}

function findGit(root: string): string | null {
  const place = path.join(root, '.git');
  if (existsSync(path.join(place, 'HEAD'))) return place;
  const link = /^gitdir: (.+)$/.exec(readText(place))?.[1];
  return link === undefined ? null : path.resolve(root, link);
}

function readCommit(file: string): string | null {
  const text = readText(file);
  return COMMIT.test(text) ? text : null;
}

/** Without the end of its line; empty for what cannot be read. */
function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

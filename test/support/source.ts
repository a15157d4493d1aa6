// The project's own source as text, for the tests that read it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export type Source = { readonly name: string; readonly lines: readonly string[] };

export function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

export function sourcesBelow(...folders: string[]): Source[] {
  return folders
    .flatMap(filesBelow)
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => ({ name, lines: readFileSync(path.join(root, name), 'utf8').split('\n') }));
}

export function isTest({ name }: Source): boolean {
  return name.endsWith('.test.ts');
}

/** What only tests use, though it stands beside the product: fixtures, and their contract. */
export function isFixture({ name }: Source): boolean {
  return name.includes('/fixtures/') || name === 'src/gateways/fixture.ts';
}

/** What a file imports, as it is spelt there. */
export function importsOf({ lines }: Source): string[] {
  const text = lines.join('\n');
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** The folder or file of `src` that a name lies in. */
export function folderOf(name: string): string {
  return path.relative('src', name).split(path.sep)[0] ?? '';
}

/** The names that a file exports, its own and those that it passes on. */
export function exportsOf({ lines }: Source): string[] {
  const text = lines.join('\n');
  const own = text.matchAll(
    /^export (?:async )?(?:function\*?|const|let|class|type|interface) (\w+)/gm,
  );
  const lists = text.matchAll(/^export (?:type )?\{([^}]*)\}/gm);
  const passed = [...lists].flatMap(([, list = '']) => list.split(','));
  const names = passed.map((each) => each.trim().split(' ').at(-1) ?? '');
  return [...[...own].map(([, name = '']) => name), ...names.filter((name) => name !== '')];
}

/**
 * Functions that begin a line at the top level: formatted code closes them at the same indentation.
 */
export function functionsOf({ lines }: Source): { from: number; length: number }[] {
  const found: { from: number; length: number }[] = [];
  lines.forEach((line, index) => {
    if (!/^(export )?(async )?function\*? /.test(line)) return;
    const end = lines.findIndex((each, at) => at > index && each === '}');
    found.push({ from: index + 1, length: end - index + 1 });
  });
  return found;
}

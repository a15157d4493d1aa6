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

/** What a file imports, as it is spelt there. */
export function importsOf({ lines }: Source): string[] {
  const text = lines.join('\n');
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** The folder or file of `src` that a name lies in. */
export function placeOf(name: string): string {
  return path.relative('src', name).split(path.sep)[0] ?? '';
}

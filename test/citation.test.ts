// Holds every citation to its word: a section that code, tests or deviation lists name is there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { listDialects } from '../src/gateways/gateway.ts';
import * as registry from '../src/gateways/registry.ts';
import { filesBelow, root } from './support/source.ts';

const folder = path.join(root, 'docs/gateways');
const gateways = readdirSync(folder).map((name) => name.replace(/\.md$/, ''));

/** The sections of a gateway's document: what its headings begin with, such as `1.4` or `P.2`. */
function sectionsOf(gateway: string): ReadonlySet<string> {
  const text = readFileSync(path.join(folder, `${gateway}.md`), 'utf8');
  const headings = text.matchAll(/^#{2,4} ([0-9A-Z][0-9]*(?:\.[0-9]+)*)\.?\s/gm);
  return new Set([...headings].map((match) => match[1] ?? ''));
}

test('every dialect has its document, with sections to cite', () => {
  const missing = listDialects(registry)
    .filter(({ name }) => !gateways.includes(name) || sectionsOf(name).size === 0)
    .map(({ name }) => `docs/gateways/${name}.md is missing, or has no numbered section`);
  assert.deepEqual(missing, []);
});

const sections = new Map(gateways.map((gateway) => [gateway, sectionsOf(gateway)]));

/** Whose document a bare `§` means: the gateway in whose folder, or after whom, the file is. */
function gatewayOf(file: string): string | undefined {
  return gateways.find((gateway) => new RegExp(`(^|[/-])${gateway}([/.-]|$)`).test(file));
}

type Citation = { readonly gateway: string | undefined; readonly section: string };

/** The document named last before a `§`, in the same paragraph, is the one that it means. */
function citationsOf(file: string, text: string): readonly Citation[] {
  const pattern = /\b([a-z]+)\.md\b|§\s?([0-9A-Z][0-9]*(?:\.[0-9]+)*)|^\s*$|[;{}]$/gm;
  const found: Citation[] = [];
  let gateway = gatewayOf(file);
  for (const [, named, section] of text.matchAll(pattern)) {
    if (named !== undefined && gateways.includes(named)) gateway = named;
    else if (section !== undefined) found.push({ gateway, section });
    else if (named === undefined) gateway = gatewayOf(file);
  }
  return found;
}

const cited = ['src', 'test', 'conformance', 'docs/deviations', 'docs/gateways']
  .flatMap(filesBelow)
  .filter((name) => /\.(ts|mjs|md)$/.test(name) && name !== path.join('test', 'citation.test.ts'));

test('every cited section of a gateway’s document exists', () => {
  let count = 0;
  const missing: string[] = [];
  for (const file of cited) {
    for (const { gateway, section } of citationsOf(
      file,
      readFileSync(path.join(root, file), 'utf8'),
    )) {
      count += 1;
      const isThere = gateway !== undefined && sections.get(gateway)?.has(section) === true;
      const where =
        gateway === undefined ? 'docs/gateways/<name>.md of its folder' : `${gateway}.md`;
      if (!isThere) missing.push(`${file}: §${section} is not in ${where}`);
    }
  }
  assert.ok(count > 300, `${count} citations`);
  assert.deepEqual(missing, []);
});

test('a citation is read by the document that was named last, else by its folder', () => {
  const lines = ['// Source: paytring.md §1.2 and §9.9.', '', '// §3.1', ''];
  assert.deepEqual(citationsOf('src/gateways/payu/words.ts', lines.join('\n')), [
    { gateway: 'paytring', section: '1.2' },
    { gateway: 'paytring', section: '9.9' },
    { gateway: 'payu', section: '3.1' },
  ]);
  assert.equal(sections.get('payu')?.has('9.9'), false);
});

test('nothing cites a document that is not in the repository', () => {
  const wrong = cited.flatMap((file) =>
    readFileSync(path.join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        /\b(contracts? (?:§|[a-z]+ §)|the seed (document|example)|vectors\.json|findings)/i.test(
          line,
        )
          ? [`${file}:${index + 1} ${line.trim()}`]
          : [],
      ),
  );
  assert.deepEqual(wrong, []);
});

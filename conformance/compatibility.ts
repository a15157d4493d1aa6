// `npm run compatibility`: runs every client against the server and writes docs/compatibility.md.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import {
  listDocumented,
  readDocumented,
  tallyDocumented,
} from '../test/support/documented-request.ts';
import { collect } from './collect.ts';
import { listPackages } from './package.ts';
import { nameOf, type Result, tally } from './result.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const CLIENTS = path.join(ROOT, 'test/clients');
const DOCUMENT = path.join(ROOT, 'docs/compatibility.md');
const TEST_MS = 60_000;

/** A client test; a failed one keeps the first line of its error, a skipped one is no success. */
type Tested = { readonly file: string; readonly name: string; readonly trouble: string | null };

async function testClients(): Promise<Tested[]> {
  const files = readdirSync(CLIENTS)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => path.join(CLIENTS, name));
  const tested: Tested[] = [];
  const events = run({ files, concurrency: 1, timeout: TEST_MS });
  // The names of the tests that a test is inside of, the outermost first.
  const inside: string[] = [];
  events.on('test:start', ({ name, nesting }) => {
    inside.splice(nesting, inside.length, name);
  });
  events.on('test:pass', (event) => {
    const passedOver = event.skip !== undefined && event.skip !== false;
    note(event, passedOver ? `not run: ${event.skip}` : null);
  });
  events.on('test:fail', (event) => {
    const error = event.details.error;
    note(event, firstLine(error.cause instanceof Error ? error.cause.message : error.message));
  });
  function note(event: { name: string; nesting: number; file?: string }, trouble: string | null) {
    const file = path.basename(event.file ?? event.name);
    // A file is itself a test: it is told only when it never came to a test of its own.
    const isFile = event.name.endsWith('.test.ts');
    if (isFile && trouble === null) return;
    const name = [...inside.slice(0, event.nesting), event.name].join(' › ');
    tested.push({ file, name: isFile ? 'the file' : name, trouble });
  }
  for await (const _ of events);
  return tested.sort((a, b) => a.file.localeCompare(b.file));
}

function listed(): string {
  return listPackages()
    .map(({ name, version }) => `\`${name}@${version}\``)
    .sort()
    .join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ').replaceAll('<', '&lt;').trim();
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replaceAll(ROOT, '.').slice(0, 200);
}

function callRows(results: readonly Result[]): string[][] {
  const sorted = [...results].sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
  return sorted.flatMap(({ gateway, language, version, calls, skipped }) => {
    const name = [gateway, language, version ?? '–'];
    if (skipped !== null) return [[...name, '–', `not run (${skipped})`]];
    return calls.map(({ call, verdict, detail }) => [
      ...name,
      call,
      detail === '' ? verdict : `${verdict} (${detail})`,
    ]);
  });
}

function summaryRows(results: readonly Result[]): string[][] {
  return results.map((result) => {
    const { passed, failed, skipped } = tally([result]);
    const { gateway, language, version, calls } = result;
    const counts = calls.length === 0 ? ['–', '–', '–'] : [passed, failed, skipped].map(String);
    return [gateway, language, version ?? '–', ...counts, result.skipped ?? ''];
  });
}

function testRows(tested: readonly Tested[]): string[][] {
  return tested.map(({ file, name, trouble }) => {
    const verdict = trouble === null ? 'works' : `differs (${trouble})`;
    return [file.replace('.test.ts', ''), name, verdict];
  });
}

function documentedRows(): string[][] {
  return listDocumented().map((name) => {
    const { all, served, refused, disabled, rest } = tallyDocumented(readDocumented(name));
    return [name, `${served} of ${all}`, ...[refused, disabled, rest].map(String)];
  });
}

function write(results: readonly Result[], tested: readonly Tested[]): string {
  const { passed, failed, skipped } = tally(results);
  const good = tested.filter(({ trouble }) => trouble === null).length;
  return `# Compatibility

Written by \`npm run compatibility\` on ${new Date().toISOString().slice(0, 10)}, not by hand.
Each line is a call that an unmodified client made against a running server, or a test of such
calls.

* **works**: the client took the answer, and its fields were the ones that the gateway documents.
* **differs**: it did not; how is told.
* **not supported**: a call outside the paths that we serve, refused as the gateway refuses an
  unknown URL; or one that the SDK itself cannot make.

## Official SDKs, call by call

\`npm run conformance\`: ${passed} calls work, ${failed} differ, ${skipped} are not supported or
were not run. The drivers are in \`conformance/\`; each says how it points its SDK at the server.

${table(
  ['gateway', 'SDK', 'version', 'works', 'differs', 'not supported', 'why not run'],
  summaryRows(results),
)}

${table(['gateway', 'SDK', 'version', 'call', 'result'], callRows(results))}

## Documented requests

What the gateways' documents and SDKs print, method, path and field names, sent with values of
our own: \`test/fixtures/*-requests.tsv\`, each row run by a client test below. *Refused* is in the
words of an account without the product or of an unknown id; *not served* is answered as an
unknown path.

${table(['gateway', 'served', 'refused', 'refused as not enabled', 'not served'], documentedRows())}

## The client tests

\`test/clients\`, part of \`npm test\`: ${good} of ${tested.length}
tests pass. The packages: ${listed()}. A gateway without a package is asked by plain requests.

${table(['file', 'test', 'result'], testRows(tested))}
`;
}

const results = await collect([], (result) => {
  process.stderr.write(`${nameOf(result)}: ${result.skipped ?? `${result.calls.length} calls`}\n`);
});
const tested = await testClients();
writeFileSync(DOCUMENT, write(results, tested));
const broken = tested.filter(({ trouble }) => trouble !== null).length;
process.stderr.write(`docs/compatibility.md: ${tally(results).failed + broken} differ\n`);
process.exitCode = tally(results).failed + broken > 0 ? 1 : 0;

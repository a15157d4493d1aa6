// Installs each pinned SDK, drives it against a server of its own and collects how its calls went.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KEY, SECRET, spawnServer } from '../test/support/server.ts';
import { run } from './command.ts';
import { listPackages } from './package.ts';
import { type Call, type Result, readCall } from './result.ts';
import { copySources, LANGUAGES, type Language, ledBy, missing } from './toolchain.ts';
import { type SdkFolders, runSteps, TOOLCHAINS } from './toolchain.ts';

const HERE = import.meta.dirname;
const CACHE = path.resolve(HERE, '../node_modules/.cache/conformance');
const INSTALLED = '.installed';
const INSTALL_MS = 240_000;
const BUILD_MS = 240_000;
const DRIVE_MS = 120_000;

type Pin = {
  readonly gateway: string;
  readonly version: string;
  readonly folder: string;
  /** How npm calls the package; the other languages have their pins in `folder`. */
  readonly alias: string | null;
};

/** SDKs with a literal host: `dubash run` leads them to the server as they are. */
const LITERAL: Readonly<Record<Language, readonly string[]>> = {
  node: ['payu'],
  python: ['cashfree', 'payu'],
  go: ['cashfree', 'payu'],
  java: ['cashfree', 'razorpay'],
};

/** A program cannot lead this one itself. */
const BY_RUN_ALONE = 'java razorpay';

/**
 * How an SDK is led here: the program gives it our address, if need be as docs/move-from-*.md say,
 * or `dubash run` does.
 */
type Way = 'program' | 'run';

/** SDKs that no registry has, so that there is nothing to pin. */
const ABSENT: readonly (readonly [Language, string, string])[] = [
  ['java', 'payu', 'PayU publishes no server SDK to Maven Central'],
];

/** `words` narrow it to languages and gateways; `tell` hears each result as soon as it is there. */
export async function collect(
  words: readonly string[],
  tell: (result: Result) => void,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const add = (result: Result): void => {
    results.push(result);
    tell(result);
  };
  const chosen = (...names: string[]): boolean => words.every((word) => names.includes(word));
  for (const language of LANGUAGES) {
    const pins = pinsOf(language).filter(({ gateway }) => chosen(language, gateway));
    const lacking = pins.length === 0 ? null : await missing(TOOLCHAINS[language]);
    for (const pin of pins) {
      for (const way of waysOf(language, pin, pins)) {
        add(await driveSdk(language, pin, lacking, way));
      }
    }
    for (const [where, gateway, skipped] of ABSENT) {
      if (where !== language || !chosen(language, gateway)) continue;
      add({ gateway, language: TOOLCHAINS[where].label, version: null, calls: [], skipped });
    }
  }
  return results;
}

/** What a program does itself is tried with the newest version. */
function waysOf(language: Language, { gateway, version }: Pin, pins: readonly Pin[]): Way[] {
  if (!LITERAL[language].includes(gateway)) return ['program'];
  const newest = pins.findLast((each) => each.gateway === gateway);
  const isOther = newest?.version !== version || `${language} ${gateway}` === BY_RUN_ALONE;
  return isOther ? ['run'] : ['run', 'program'];
}

/** Each folder `<gateway>-<version>` pins one SDK. */
function pinsOf(language: Language): Pin[] {
  const folder = path.join(HERE, language);
  if (language === 'node') return listPackages().map((each) => ({ ...each, folder }));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('-'))
    .map(({ name }) => ({
      gateway: name.slice(0, name.indexOf('-')),
      version: name.slice(name.indexOf('-') + 1),
      folder: path.join(folder, name),
      alias: null,
    }))
    .sort((a, b) => a.folder.localeCompare(b.folder, 'en', { numeric: true }));
}

async function driveSdk(
  language: Language,
  pin: Pin,
  lacking: string | null,
  way: Way,
): Promise<Result> {
  const toolchain = TOOLCHAINS[language];
  const { gateway, version } = pin;
  const done = (calls: readonly Call[], skipped: string | null): Result => ({
    gateway,
    language: `${toolchain.label}${way === 'run' ? ', dubash run' : ''}`,
    version,
    calls,
    // A registry's address says nothing to a reader of the reason.
    skipped: skipped?.replace(/https?:\/\/\S+/g, '…') ?? null,
  });
  if (lacking !== null) return done([], lacking);
  const place = prepare(language, pin);
  const complete = path.join(place.work, INSTALLED);
  if (pin.alias === null && !existsSync(complete)) {
    const installed = await runSteps(toolchain.install(place), INSTALL_MS);
    if (installed.trouble !== null) return done([], withoutPaths(installed.trouble));
    writeFileSync(complete, '');
  }
  const built = await runSteps(toolchain.build(place), BUILD_MS);
  if (built.trouble !== null) return done([broken('build', built.trouble)], null);
  return done(await drive(language, place, pin, way), null);
}

function prepare(language: Language, { gateway, version, folder, alias }: Pin): SdkFolders {
  const cache = path.join(CACHE, language);
  if (alias !== null) return { gateway, pins: folder, cache, work: folder };
  const pinned = readdirSync(folder).map((name) => readFileSync(path.join(folder, name)));
  const mark = createHash('sha256').update(Buffer.concat(pinned)).digest('hex').slice(0, 8);
  const work = path.join(cache, `${gateway}-${version}-${mark}`);
  // What an interrupted install left behind would be taken for the SDK.
  if (!existsSync(path.join(work, INSTALLED))) rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const place = { gateway, pins: folder, cache, work };
  copySources(path.join(HERE, language), place);
  return place;
}

async function drive(
  language: Language,
  place: SdkFolders,
  { version, alias }: Pin,
  way: Way,
): Promise<readonly Call[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'dubash-conformance-'));
  const { summary, child } = await spawnServer({ DATA_DIR: dataDir });
  try {
    const plain = TOOLCHAINS[language].drive(place);
    const step = way === 'run' ? ledBy(plain, summary.url) : plain;
    const env = {
      ...step.env,
      DUBASH_URL: summary.url,
      DUBASH_KEY: KEY,
      DUBASH_SECRET: SECRET,
      SDK_VERSION: version,
      SDK_PACKAGE: alias ?? undefined,
    };
    const ran = await run({ ...step, env, limitMs: DRIVE_MS });
    const calls = ran.stdout.split('\n').flatMap((line) => readCall(line) ?? []);
    if (ran.trouble !== null) return [...calls, broken('the driver', ran.trouble)];
    return calls.length === 0 ? [broken('the driver', 'it made no call')] : calls;
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function broken(call: string, detail: string): Call {
  return { call, verdict: 'differs', detail: withoutPaths(detail) };
}

/** Results are printed and kept in a document: they name no folder of this machine. */
function withoutPaths(text: string): string {
  return text.replaceAll(CACHE, 'cache').replaceAll(path.resolve(HERE, '..'), '.');
}

// `npm run mutate`: makes small wrong changes in copies of the source and says which of them no
// test notices. `npm run mutate -- --file 'src/core/*.ts' --count 60 --seed 1` narrows it.
import { createHash, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isAllowed, listStale, readAllowed } from './allowed.ts';
import { listMutants, type Mutant } from './mutants.ts';
import { dutyOf, FILES, listSources, SHARED } from './plan.ts';
import { type Ending, openTrial, type Verdict } from './trial.ts';

const SHOWN = 160;
const REFUSED = 2;

const { values } = parseArgs({
  options: {
    /** The project's folder; another one in this tool's own tests. */
    root: { type: 'string', default: path.resolve(import.meta.dirname, '..', '..') },
    file: { type: 'string', multiple: true },
    /** Only on these lines: to see whether a new test kills a survivor. */
    line: { type: 'string', multiple: true },
    /** Only so many, drawn by the seed; without it all of them. */
    count: { type: 'string' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    parallel: { type: 'string', default: '2' },
    /** Only where no mutant may survive. */
    'must-die': { type: 'boolean', default: false },
    /** Leaves out the suites that start servers: a first look only. */
    quick: { type: 'boolean', default: false },
    /** Only the tables that both faces of a gateway use, and no test that chains two servers. */
    'no-chain': { type: 'boolean', default: false },
    /** Prints the mutants and tries none. */
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
    allowed: { type: 'string', default: path.join(import.meta.dirname, 'allowed.json') },
  },
});
const { root } = values;

const HELP = `npm run mutate -- [options]
  --file <pattern>   only these files (may be repeated); else those of test/mutate/plan.ts
  --line <number>    only mutants on this line (may be repeated)
  --count <number>   only so many, drawn by --seed <number>
  --parallel <n>     how many at a time (2)
  --must-die         only where no mutant may survive
  --quick            without the suites that start servers: a first look
  --no-chain         tables that both faces of a gateway use, without tests that chain two servers:
                     none may survive
  --list             prints the mutants and tries none
  --allowed <file>   survivors with their reasons (test/mutate/allowed.json)
Status 0: none survived that must die; 1: some did; 2: nothing was tried.`;

const say = (...lines: readonly string[]): void => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

function show({ file, line, column, kind, change, nth, code }: Mutant): string {
  const cut = change.length > SHOWN ? `${change.slice(0, SHOWN)} …` : change;
  const which = nth > 1 ? ` (number ${nth} on the line)` : '';
  return `${file}:${line}:${column}  ${kind}  ${cut}${which}\n    ${code}`;
}

/** What must die by its place; a sentence for people need not. */
function dutyOfMutant({ file, kind }: Mutant): string | null {
  if (kind === 'sentence') return null;
  return values['no-chain'] ? 'both faces' : dutyOf(file);
}

/** The same seed draws the same mutants, also after an edit elsewhere in the file. */
function draw(mutants: readonly Mutant[]): readonly Mutant[] {
  if (values.count === undefined) return mutants;
  const rank = ({ file, code, change, nth }: Mutant): string =>
    createHash('sha256').update([values.seed, file, code, change, nth].join('\n')).digest('hex');
  const ranked = mutants.map((mutant) => ({ mutant, by: rank(mutant) }));
  return ranked
    .toSorted((one, other) => (one.by < other.by ? -1 : 1))
    .slice(0, Number(values.count))
    .map(({ mutant }) => mutant)
    .toSorted(inOrder);
}

function inOrder(one: Mutant, other: Mutant): number {
  return one.file === other.file ? one.start - other.start : one.file < other.file ? -1 : 1;
}

function report(verdicts: readonly Verdict[], isExcused: (mutant: Mutant) => boolean): boolean {
  const survivors = verdicts
    .filter(({ ending }) => ending === 'survived')
    .map(({ mutant }) => mutant)
    .toSorted(inOrder);
  const excused = survivors.filter(isExcused);
  const others = survivors.filter((mutant) => !isExcused(mutant));
  const guilty = others.filter((mutant) => dutyOfMutant(mutant) !== null);
  const rest = others.filter((mutant) => dutyOfMutant(mutant) === null);
  for (const mutant of guilty) say('', `SURVIVED, about ${dutyOfMutant(mutant)}: ${show(mutant)}`);
  for (const mutant of rest) say('', `survived: ${show(mutant)}`);
  for (const { mutant } of verdicts.filter(({ ending }) => ending === 'late')) {
    say('', `took too long, counted as killed: ${show(mutant)}`);
  }
  const counted = (ending: Ending): number =>
    verdicts.filter((verdict) => verdict.ending === ending).length;
  say(
    '',
    `${verdicts.length} mutants: ${counted('killed')} killed by tests, ` +
      `${counted('types')} refused by the types, ${counted('late')} took too long, ` +
      `${survivors.length} survived (${guilty.length} must die, ${rest.length} others, ` +
      `${excused.length} allowed)`,
  );
  return guilty.length === 0;
}

async function main(): Promise<number> {
  if (values.help) {
    say(HELP);
    return 0;
  }
  const allowed = readAllowed(values.allowed);
  const stale = listStale(root, allowed);
  for (const entry of stale) say(`fits no mutant any more: ${JSON.stringify(entry)}`);
  if (stale.length > 0) return REFUSED;
  const files = values.file ?? (values['no-chain'] ? SHARED : FILES);
  const sources = listSources(root, files);
  const all = sources
    .flatMap((file) => listMutants(file, readFileSync(path.join(root, file), 'utf8')))
    .filter((mutant) => !values['must-die'] || dutyOfMutant(mutant) !== null)
    .filter(({ line }) => values.line?.includes(String(line)) ?? true);
  const mutants = draw(all);
  say(`${mutants.length} of ${all.length} mutants in ${sources.length} files, seed ${values.seed}`);
  if (mutants.length === 0) return REFUSED;
  if (values.list) {
    for (const mutant of mutants) say(show(mutant));
    return 0;
  }
  return tryAll(mutants, (mutant) => isAllowed(mutant, allowed));
}

async function tryAll(
  mutants: readonly Mutant[],
  isExcused: (mutant: Mutant) => boolean,
): Promise<number> {
  const choice = {
    parallel: Number(values.parallel),
    quick: values.quick,
    noChain: values['no-chain'],
  };
  const trial = openTrial(root, mutants, choice);
  const verdicts: Verdict[] = [];
  // Whatever ends this process, nothing is left behind.
  process.once('exit', trial.close);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say('', 'interrupted');
      report(verdicts, isExcused);
      process.exit(REFUSED);
    });
  }
  const reason = await trial.measure();
  if (reason !== null) {
    say(`nothing was tried, because without a mutant ${reason}`);
    return REFUSED;
  }
  await trial.judgeAll((verdict) => {
    const { mutant, ending, by } = verdict;
    verdicts.push(verdict);
    const where = `${mutant.file}:${mutant.line} ${mutant.kind}`;
    process.stderr.write(`${verdicts.length}/${mutants.length} ${where} ${ending} ${by}\n`);
  });
  return report(verdicts, isExcused) ? 0 : 1;
}

process.exitCode = await main();

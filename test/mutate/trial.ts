// Tries mutants: first everything unmutated, then each mutant against its tests, quick ones first.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { applyMutant, type Mutant } from './mutants.ts';
import { CHAIN, type Plan, planOf } from './plan.ts';
import { openReach, type Reach } from './reach.ts';
import { openWorkplace, type Typing, type Workplace } from './workplace.ts';

/** `late` took too long and `types` fails the type check: both count as killed. */
export type Ending = 'killed' | 'late' | 'types' | 'survived';
export type Verdict = { readonly mutant: Mutant; readonly ending: Ending; readonly by: string };

const BASELINE_LIMIT_MS = 300_000;
const SLOWER = 5;
const GRACE_MS = 15_000;
const FAVOURITES = 2;

/** What one process does: these test files, or the type check when there are none. */
type Step = readonly string[];
const TYPES: Step = [];
const nameOf = (step: Step): string => (step === TYPES ? 'the type check' : step.join(' '));

/** Of the tests without a server those that load the file, the ones that import it first. */
function narrow(file: string, { groups, suites }: Plan, reach: Reach): Plan {
  const near = groups.flat().filter((test) => reach.isNear(test, file));
  const rest = groups.map((group) =>
    group.filter((test) => !near.includes(test) && reach.mayLoad(test, file)),
  );
  return { groups: [near, ...rest], suites };
}

/** Tests that start no server, the type check, then the others, short ones first. */
function stepsOf({ groups, suites }: Plan, took: (step: Step) => number): readonly Step[] {
  const byTime = suites.toSorted((one, other) => took(one) - took(other));
  const steps = [...groups, TYPES, ...byTime];
  return steps.filter((step) => step === TYPES || step.length > 0);
}

function run(place: Workplace, step: Step, limitMs: number): ReturnType<Workplace['test']> {
  return step === TYPES ? place.checkTypes(limitMs) : place.test(step, limitMs);
}

export type Trial = {
  /** Runs every step once without a mutant; the sentence says why nothing can be tried. */
  readonly measure: () => Promise<string | null>;
  readonly judgeAll: (tell: (verdict: Verdict) => void) => Promise<void>;
  readonly close: () => void;
};

export type Choice = {
  readonly parallel: number;
  /** Leaves out the suites that start servers. */
  readonly quick: boolean;
  /** Leaves out those in which one server stands for the gateway that another calls. */
  readonly noChain?: boolean;
};

export function openTrial(
  root: string,
  mutants: readonly Mutant[],
  { parallel, quick, noChain = false }: Choice,
): Trial {
  const places = Array.from({ length: parallel }, () => openWorkplace(root));
  const hasTypes = existsSync(path.join(root, 'tsconfig.json'));
  // Read once: the checkout may be edited while this goes on.
  const sources = new Map<string, string>();
  const plans = new Map<string, Plan>();
  const reach = openReach(root);
  for (const file of new Set(mutants.map((mutant) => mutant.file))) {
    sources.set(file, readFileSync(path.join(root, file), 'utf8'));
    const plan = narrow(file, planOf(root, file), reach);
    const suites = plan.suites.filter((step) => !noChain || !step.some((each) => CHAIN.test(each)));
    plans.set(file, { ...plan, suites });
  }
  const tookMs = new Map<string, number>();
  const took = (step: Step): number => tookMs.get(nameOf(step)) ?? 0;
  const stepsFor = ({ file }: Mutant): readonly Step[] => {
    const { groups, suites } = plans.get(file) ?? { groups: [], suites: [] };
    const steps = stepsOf({ groups, suites: quick ? [] : suites }, took);
    return hasTypes ? steps : steps.filter((step) => step !== TYPES);
  };

  /** Only tests that start no server are quick enough to go first. */
  const plannedFor = ({ file }: Mutant): ReadonlySet<string> =>
    new Set(plans.get(file)?.groups.flat());

  async function measure(): Promise<string | null> {
    const steps = new Map<string, Step>();
    for (const mutant of mutants) {
      const { groups, suites } = plans.get(mutant.file) ?? { groups: [], suites: [] };
      if ([...groups, ...suites].flat().length === 0) {
        return `no test faces ${mutant.file}: see plan.ts`;
      }
      for (const step of stepsFor(mutant)) steps.set(nameOf(step), step);
    }
    const failures: string[] = [];
    await share(places, [...steps], async (place, [name, step]) => {
      const { passed, late, tookMs: took, output } = await run(place, step, BASELINE_LIMIT_MS);
      tookMs.set(name, took);
      if (!passed) failures.push(`${name} ${late ? 'takes too long' : 'fails'}:\n${output}`);
    });
    return failures[0] ?? null;
  }

  const killers = rememberKillers();
  const typingsOf = createTypings(mutants, sources, hasTypes);
  const context = { sources, took, stepsFor, plannedFor, killers, typingsOf };

  async function judgeAll(tell: (verdict: Verdict) => void): Promise<void> {
    await share(places, mutants, async (place, mutant) =>
      tell(await judge(context, place, mutant)),
    );
  }

  return {
    measure,
    judgeAll,
    close: () => {
      for (const place of places) place.close();
    },
  };
}

type Typings = (place: Workplace, file: string) => Promise<ReadonlyMap<Mutant, Typing>>;

type Context = {
  readonly sources: ReadonlyMap<string, string>;
  readonly took: (step: Step) => number;
  readonly stepsFor: (mutant: Mutant) => readonly Step[];
  readonly plannedFor: (mutant: Mutant) => ReadonlySet<string>;
  readonly killers: ReturnType<typeof rememberKillers>;
  readonly typingsOf: Typings;
};

/** The tests that killed most mutants of a file before: they are the likeliest to do it again. */
function rememberKillers() {
  const killers = new Map<string, Map<string, number>>();
  return {
    of: ({ file }: Mutant): Step =>
      [...(killers.get(file) ?? [])]
        .toSorted(([, one], [, other]) => other - one)
        .slice(0, FAVOURITES)
        .map(([test]) => test),
    note: ({ file }: Mutant, test: string): void => {
      const own = killers.get(file) ?? new Map<string, number>();
      killers.set(file, own.set(test, (own.get(test) ?? 0) + 1));
    },
  };
}

/** The types of all mutants of a file, found in one check. */
function createTypings(
  mutants: readonly Mutant[],
  sources: ReadonlyMap<string, string>,
  hasTypes: boolean,
): Typings {
  const typings = new Map<string, Promise<ReadonlyMap<Mutant, Typing>>>();
  return (place, file) => {
    const known = typings.get(file);
    if (known !== undefined || !hasTypes) return known ?? Promise.resolve(new Map());
    const own = mutants.filter((each) => each.file === file);
    const texts = own.map((mutant) => applyMutant(sources.get(file) ?? '', mutant));
    // The last one is no mutant: what is said of it would be said of all.
    const found = place
      .compare(file, [...texts, sources.get(file) ?? ''], BASELINE_LIMIT_MS)
      .then((all) => {
        if (all.at(-1) !== 'same') throw new Error(`the types of ${file} cannot be told`);
        return new Map(own.map((each, at) => [each, all[at] ?? 'other']));
      });
    typings.set(file, found);
    return found;
  };
}

async function judge(context: Context, place: Workplace, mutant: Mutant): Promise<Verdict> {
  const { sources, took, stepsFor, plannedFor, killers, typingsOf } = context;
  const typing = (await typingsOf(place, mutant.file)).get(mutant);
  if (typing === 'wrong') return { mutant, ending: 'types', by: nameOf(TYPES) };
  const source = sources.get(mutant.file) ?? '';
  place.write(mutant.file, applyMutant(source, mutant));
  try {
    const likely = killers.of(mutant);
    const steps = [...(likely.length > 0 ? [likely] : []), ...stepsFor(mutant)];
    for (const [index, step] of steps.entries()) {
      // Nobody who imports the file sees another type than before.
      if (step === TYPES && typing === 'same') continue;
      const limitMs = took(step) * SLOWER + GRACE_MS;
      const { passed, late, failedIn } = await run(place, step, limitMs);
      if (passed) continue;
      const isLater = step !== TYPES && index > steps.length - stepsFor(mutant).length;
      // A suite that fails once only has told of the machine, not of the mutant.
      if (isLater && !late && (await run(place, step, limitMs)).passed) continue;
      const ending = late ? 'late' : step === TYPES ? 'types' : 'killed';
      if (failedIn !== null && plannedFor(mutant).has(failedIn)) killers.note(mutant, failedIn);
      const many = step.length > 1 ? 'tests without a server' : nameOf(step);
      return { mutant, ending, by: failedIn ?? many };
    }
    return { mutant, ending: 'survived', by: '' };
  } finally {
    place.write(mutant.file, source);
  }
}

/** Each place takes the next piece of work when it is free. */
async function share<T>(
  places: readonly Workplace[],
  work: readonly T[],
  act: (place: Workplace, piece: T) => Promise<void>,
): Promise<void> {
  const waiting = work.values();
  await Promise.all(
    places.map(async (place) => {
      for (const piece of waiting) await act(place, piece);
    }),
  );
}

// One run: a few orders under way at once while the wire fails and the first server is killed; then
// the faults end, everything settles, and the two databases are compared.
import { setTimeout } from 'node:timers/promises';
import { withoutPostgres } from '../support/postgres.ts';
import { openChance } from './chance.ts';
import { type Course, planCourses, runCourse } from './course.ts';
import { settleThere } from './far.ts';
import { judge, type Verdict } from './judge.ts';
import { decideReviews } from './operator.ts';
import { Unsettled } from './settle.ts';
import { openWorld, PROCESSORS, type World } from './world.ts';

export type Trial = Verdict & {
  readonly seed: string;
  readonly courses: readonly Course[];
  readonly requests: number;
  readonly faults: ReadonlyMap<string, number>;
  readonly ends: ReadonlyMap<string, number>;
  /** Whether the first server was two processes. */
  readonly isShared: boolean;
  readonly isStrict: boolean;
  /** Reviews that the operator has decided. */
  readonly decided: number;
  readonly tookMs: number;
  readonly trace: readonly string[];
};

export type TrialSettings = {
  readonly payments: number;
  readonly endsMax: number;
  /** Two processes on one database: once in so many runs, where there is a PostgreSQL. */
  readonly sharedOnceIn: number;
  readonly onLine?: (line: string) => void;
};

/** Ended between two requests: once in so many ticks, while it may be. */
const END_ONCE_IN = 12;
const STAGGER_MS = 150;
const TICK_MS = 250;
const TICK_JUMP_MAX_MS = 40_000;
/** Of the machine's time; it takes ten seconds, on a full machine some twenty. */
const RUN_MAX_MS = 200_000;
/** Of a trace, where it came to no judgement. */
const TOLD_MAX = 80;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Of the time that passes once the faults are over. */
const SETTLING: readonly number[] = [
  ...[2, 2, 6, 31, 31, 31].map((minutes) => minutes * MINUTE_MS),
  DAY_MS + MINUTE_MS,
  31 * MINUTE_MS,
];
/** Then, what else is there is found by what is still asked about. */
const ONCE_DECIDED: readonly number[] = [31 * MINUTE_MS, DAY_MS + MINUTE_MS, 31 * MINUTE_MS];

/** One that does not end is told with what it did last: somebody waits for what never comes. */
export async function runTrial(seed: string, settings: TrialSettings): Promise<Trial> {
  const trace: string[] = [];
  const onLine = (line: string): void => {
    trace.push(line);
    settings.onLine?.(line);
  };
  const over = new AbortController();
  const late = setTimeout(RUN_MAX_MS, null, { signal: over.signal, ref: false });
  late.catch(() => undefined);
  const tell = (why: string): string => {
    const told = trace.filter((line, at) => / #\d/.test(line) || at >= trace.length - TOLD_MAX);
    return [`${seed}: ${why}`, ...told].join('\n');
  };
  try {
    const trial = await Promise.race([runToTheEnd(seed, { ...settings, onLine }), late]);
    if (trial !== null) return trial;
    throw new Unsettled(`it did not end within ${RUN_MAX_MS} ms`);
  } catch (error) {
    if (error instanceof Error) error.message = tell(error.message);
    throw error;
  } finally {
    over.abort();
  }
}

async function runToTheEnd(seed: string, settings: TrialSettings): Promise<Trial> {
  const began = performance.now();
  const chance = openChance(seed);
  const endsMax = chance.below(settings.endsMax + 1);
  const isShared = chance.once(settings.sharedOnceIn) && withoutPostgres === undefined;
  const { onLine } = settings;
  const isStrict = chance.once(2);
  // Runs of few orders have others each.
  const first = chance.below(PROCESSORS.length);
  const turned = [...PROCESSORS.slice(first), ...PROCESSORS.slice(0, first)];
  const processors = turned.slice(0, settings.payments);
  const own = { chance: openChance(`${seed} wire`), endsMax, isShared, isStrict, processors };
  const world = await openWorld(onLine === undefined ? own : { ...own, onLine });
  try {
    const courses = planCourses(world.lanes, settings.payments, chance);
    world.faults.begin();
    await underFaults(world, courses, seed);
    await world.calm();
    world.note('the faults are over');
    await settleAll(world, SETTLING);
    const decided = await decideReviews(world);
    if (decided > 0) await settleAll(world, ONCE_DECIDED);
    // What was lost and what was only not waited for are told apart by it.
    for (const row of await world.tellRows()) world.note(row);
    for (const line of world.tellLog()) world.note(line);
    await world.halt();
    const verdict = await judge(world.books, world.far, world.lanes);
    return {
      ...verdict,
      violations: [...courses.flatMap(({ wrongs }) => wrongs), ...verdict.violations],
      ...{ seed, courses, isShared, isStrict, decided },
      requests: world.faults.requests(),
      faults: world.faults.counts,
      ends: world.ends,
      tookMs: performance.now() - began,
      trace: world.trace,
    };
  } catch (error) {
    for (const line of world.tellLog()) world.note(line);
    throw error;
  } finally {
    await world.stop();
  }
}

async function settleAll(world: World, passes: readonly number[]): Promise<void> {
  for (const passesMs of passes) {
    await settleThere(world.far, world.lanes);
    world.jump(passesMs);
    await world.rest();
  }
}

async function underFaults(world: World, courses: readonly Course[], seed: string): Promise<void> {
  let isOver = false;
  const clock = openChance(`${seed} clock`);
  const ticking = (async () => {
    while (!isOver) {
      await setTimeout(TICK_MS);
      world.jump(clock.below(TICK_JUMP_MAX_MS));
      if (clock.once(END_ONCE_IN)) world.end(clock.pick(['killed', 'restarted']));
    }
  })();
  await Promise.all(
    courses.map(async (course, index) => {
      const own = openChance(`${seed} ${index}`);
      await setTimeout(own.below(STAGGER_MS * courses.length));
      await runCourse(world, course, own);
    }),
  );
  isOver = true;
  await ticking;
}

// Drives every sample of every family on one server, many at a time, each for its own merchant.
import type { Family } from '../../src/gateways/dialect.ts';
import type { Sample } from '../../src/gateways/fixture.ts';
import { type Served, SERVED } from '../support/fixture.ts';
import { type Driven, openShop, prepare, send } from '../support/sample.ts';
import type { TestServer } from '../support/server.ts';

/** A sample for one family, and at which of its bases it is sent. */
export type Plan = {
  readonly served: Served;
  readonly family: Family;
  readonly sample: Sample;
  readonly base: string;
};

/** What came of it; `problem` when the sample could not even be sent. */
export type Result = Plan & { readonly driven: Driven | null; readonly problem: string | null };

const AT_ONCE = 32;

/** Every sample that fits a family and one of its rows. */
export function listPlans(): readonly Plan[] {
  return SERVED.flatMap((served) => served.families.flatMap((family) => plansOf(served, family)));
}

/** The samples take the bases in turn; the first of them is sent at every one. */
function plansOf(served: Served, family: Family): readonly Plan[] {
  const rows = new Set(family.operations.map(({ method, path }) => `${method} ${path}`));
  const fits = served.fixture.samples.filter(
    ({ families, row }) => families.test(family.name) && rows.has(row),
  );
  const { bases } = family;
  return fits.flatMap((sample, at) => {
    const chosen = at === 0 ? bases : [bases[at % bases.length] ?? ''];
    return chosen.map((base) => ({ served, family, sample, base }));
  });
}

export async function driveAll(
  server: TestServer,
  plans: readonly Plan[],
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = plans.values();
  const work = async (): Promise<void> => {
    for (const plan of waiting) results.push(await driveOne(server, plan));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

async function driveOne(server: TestServer, plan: Plan): Promise<Result> {
  const { served, family, sample, base } = plan;
  try {
    const shop = await openShop(server, sample.settings);
    const { given } = await prepare(server, served, family, sample, shop);
    const driven = await send(server, served, family, sample, given, base);
    return { ...plan, driven, problem: null };
  } catch (error) {
    return { ...plan, driven: null, problem: String(error) };
  }
}

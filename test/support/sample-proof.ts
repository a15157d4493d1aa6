// Proves a sample's request as the clients of its family do.
import type { Credentials } from '../../src/core/account.ts';
import type { Family } from '../../src/gateways/dialect.ts';
import type { Prover, Sample, SampleRequest, Spelt } from '../../src/gateways/fixture.ts';
import type { Served } from './fixture.ts';
import { spell } from './sample-wire.ts';

export function proverOf({ fixture }: Served, { name }: Family): Prover | undefined {
  return fixture.provers.find(({ families }) => families.test(name));
}

/** How a request is spelt before it is proved. */
export function speltOf(
  family: Family,
  sample: Pick<Sample, 'row' | 'form'>,
  plain: SampleRequest,
  base = family.bases[0] ?? '',
): Spelt {
  const { method, path, body } = spell(family, sample, plain, {}, base);
  return { method, base, path: path.slice(base.length) || '/', body: body ?? '' };
}

/** Proved as the family's clients do; as it is where none is needed. */
export function proveSample(
  served: Served,
  family: Family,
  sample: Pick<Sample, 'row' | 'form'>,
  plain: SampleRequest,
  { credentials, now, base }: Who,
): SampleRequest {
  const spelt = speltOf(family, sample, plain, base);
  return proverOf(served, family)?.prove(plain, credentials, now, spelt) ?? plain;
}

type Who = { readonly credentials: Credentials; readonly now: number; readonly base?: string };

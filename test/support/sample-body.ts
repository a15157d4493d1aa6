// The bodies of a row's samples, about entities that were never made, and its proof's headers.
import type { Credentials } from '../../src/core/account.ts';
import type { Family, Operation } from '../../src/gateways/dialect.ts';
import type { Sample, SampleRequest, Texts, Values } from '../../src/gateways/fixture.ts';
import { ANYWHERE } from '../../src/gateways/kit/fixtures/prover.ts';
import { ADDRESSES, buildOrder, buildPayment, buildRefund, CREDENTIALS, NOW } from './call.ts';
import { type Served, SERVED } from './fixture.ts';
import { givenOf } from './sample.ts';
import { proverOf } from './sample-proof.ts';

/** The same each time: whoever asks twice is told the same. */
const FRESH = 'S00000000001';

function servedBy(owner: string): Served {
  const served = SERVED.find((each) => each.owner === owner);
  if (served === undefined) throw new Error(`nobody is called ${owner}`);
  return served;
}

/** Samples that go on from an earlier answer have nothing to go on from: they are left out. */
export function bodiesOf(owner: string, family: Family, row: Operation): readonly Values[] {
  const served = servedBy(owner);
  const name = `${row.method} ${row.path}`;
  const fits = served.fixture.samples.filter(
    (sample) => sample.row === name && sample.families.test(family.name) && !sample.after,
  );
  return fits.map((sample) => requestOf(served, family, sample).fields ?? {});
}

/** A sample's request about entities that were never made. */
export function requestOf(
  served: Served,
  family: Family,
  sample: Sample,
  credentials: Credentials = CREDENTIALS,
): SampleRequest {
  const [order, payment, refund] = [buildOrder(), buildPayment(), buildRefund()];
  const aggregate = { order, payments: [payment], refunds: [refund] };
  const outcome = { aggregate, payment, refund };
  const page = ADDRESSES.pageToken(aggregate);
  const about = { credentials, now: NOW, outcome, answer: null, page, fresh: FRESH };
  return sample.request(givenOf({ served, family, ...about }));
}

/** The headers that prove a family's requests, whatever else they hold. */
export function proofHeaders(owner: string, family: Family, who: Credentials): Texts {
  return proverOf(servedBy(owner), family)?.prove({}, who, NOW, ANYWHERE).headers ?? {};
}

/** All the headers that a family's requests have. */
export function headersOf(owner: string, family: Family): Texts {
  const own = servedBy(owner).fixture.headersOf?.(family.name) ?? {};
  return { ...own, ...proofHeaders(owner, family, CREDENTIALS) };
}

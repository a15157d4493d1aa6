// A proof that is made of the request covers it: each field of each sample is changed behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Family } from '../../src/gateways/dialect.ts';
import type { Prover, Sample, SampleRequest, Values } from '../../src/gateways/fixture.ts';
import { hmacSha256, sameText } from '../../src/gateways/kit/proof.ts';
import { NOW } from '../support/call.ts';
import { fixtureOf, type Served, SERVED } from '../support/fixture.ts';
import { proverOf, speltOf } from '../support/sample-proof.ts';
import { requestOf } from '../support/sample-body.ts';
import {
  MERCHANT,
  MERCHANT_ACCOUNT,
  type FoundCall,
  openProved,
} from '../support/sample-command.ts';
import { assertAllUsed, findException } from './exceptions.ts';

const ASKER = { account: MERCHANT_ACCOUNT, credentials: MERCHANT, now: NOW };

/** Where a value stands: in the query or the body, and below which names. */
type Place = { readonly part: 'query' | 'fields'; readonly path: readonly string[] };

/** Fields that no sample has; one is spelt as the dialect spells its own. */
function strangersOf(values: unknown): readonly (readonly string[])[] {
  const [first = ''] = Object.keys(Object(values));
  return [[MORE], [first + MORE]];
}

const MORE = '_more';

/** Every value that is no list and no object, wherever it stands. */
function placesOf(request: SampleRequest, listPlaces = leavesOf): readonly Place[] {
  return (['query', 'fields'] as const).flatMap((part) => {
    const values = request[part];
    return values === undefined ? [] : listPlaces(values).map((path) => ({ part, path }));
  });
}

function leavesOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, each]) => leavesOf(each, [...path, name]));
}

function changeAt(request: SampleRequest, { part, path }: Place): SampleRequest {
  return { ...request, [part]: changeLeaf(request[part], path) };
}

function changeLeaf(value: unknown, [name, ...below]: readonly string[]): unknown {
  if (name === undefined) return another(value);
  const inner = (value as Values)[name];
  if (Array.isArray(value)) return value.with(Number(name), changeLeaf(inner, below));
  return { ...(value as Values), [name]: changeLeaf(inner, below) };
}

function another(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string' || value === '') return 'other';
  return value.slice(0, -1) + (value.endsWith('1') ? '2' : '1');
}

const DAY_MS = 86_400_000;

/** The requests that succeed, and those of lists that are asked for by times. */
function samplesOf({ owner, fixture }: Served, family: Family): readonly Sample[] {
  const rows = new Set(family.operations.map(({ method, path }) => `${method} ${path}`));
  const { ranges = [] } = fixtureOf(owner);
  const asked = ranges.map(({ families, row, request, form }): Sample => {
    const isForm = form === true ? { form } : {};
    return { families, row, ...isForm, request: (given) => request(given, DAY_MS, 2 * DAY_MS) };
  });
  return [...fixture.samples, ...asked].filter(
    ({ families, row, after }) => families.test(family.name) && rows.has(row) && !after,
  );
}

/** What the prover put beside the request, by where it stands. */
function proofOf(prover: Prover, family: Family, sample: Sample, plain: SampleRequest): string {
  const spelt = speltOf(family, sample, plain);
  const { headers, fields } = prover.prove(plain, MERCHANT, NOW, spelt);
  const own = new Set(leavesOf(plain.fields ?? {}).map((path) => path.join('.')));
  const added = leavesOf(fields ?? {})
    .filter((path) => !own.has(path.join('.')))
    .map((path) => path.reduce<unknown>((value, name) => (value as Values)[name], fields));
  return JSON.stringify([headers, added]);
}

/**
 * Whether it is made of the request: a secret or a bearer's token is the same for every one. A
 * digest is one for all rows, also for those of which it covers nothing.
 */
function isDigest(prover: Prover, served: Served, family: Family, sample: Sample): boolean {
  const plain = requestOf(served, family, sample, MERCHANT);
  const proof = proofOf(prover, family, sample, plain);
  return placesOf(plain).some(
    (place) => proofOf(prover, family, sample, changeAt(plain, place)) !== proof,
  );
}

/** The names of what may be changed behind a digest, which is taken all the same. */
function listUncovered(served: Served, family: Family, prover: Prover, sample: Sample) {
  const plain = requestOf(served, family, sample, MERCHANT);
  const proved = prover.prove(plain, MERCHANT, NOW, speltOf(family, sample, plain));
  const open = (place?: Place): FoundCall | null => {
    const request = place === undefined ? proved : changeAt(proved, place);
    return openProved(served, family, sample, request, ASKER);
  };
  assert.ok(open() !== null, `${served.owner}, ${family.name}: ${sample.row} is not opened`);
  // What came beside the signed fields must break the proof, or be kept from the rows.
  const added = placesOf(proved, strangersOf).filter(({ part, path: [name = ''] }) => {
    const call = open({ part, path: [name] })?.call;
    return (
      call !== undefined && name in (part === 'query' ? call.request.query : call.fields.values)
    );
  });
  const changed = placesOf(proved).filter((place) => open(place) !== null);
  return [...changed, ...added].map(({ path }) => path.join('.'));
}

for (const served of SERVED) {
  for (const family of served.families) {
    const prover = proverOf(served, family);
    if (prover === undefined) continue;
    const title = `${served.owner}, ${family.name}`;
    test(`${title}: a digest covers what is sent, or is an exception`, () => {
      const samples = samplesOf(served, family);
      if (!samples.some((sample) => isDigest(prover, served, family, sample))) return;
      const bare = samples.flatMap((sample) =>
        listUncovered(served, family, prover, sample)
          .filter((name) => !findException('cover', served.owner, family.name, name))
          .map((name) => `${sample.row}: ${name} may be changed behind the proof`),
      );
      assert.deepEqual([...new Set(bare)], []);
    });
  }
}

/** A gateway that signs its whole request; `read` is what its signature is made of. */
function madeUp(read: (body: string) => string): Served {
  const signed = (method: string, path: string, body: string, secret: string): string =>
    hmacSha256(secret, [method, path, read(body)].join('\n')).toString('hex');
  const family: Family = {
    name: 'made-up',
    bases: ['/made-up'],
    proof: 'secret',
    identify: ({ headers }) => ({ key: MERCHANT.key, proof: headers['x-signature'] ?? null }),
    open: ({ method, path, bytes, fields }, { proof }, _account, { secret }) =>
      sameText(proof ?? '', signed(method, path, Buffer.from(bytes).toString(), secret))
        ? fields()
        : { failure: 'credentials_wrong' },
    operations: [
      { method: 'POST', path: '/pay', rate: 'create', answer: () => ({ failure: 'internal' }) },
    ],
    renderFailure: () => ({ kind: 'json', status: 500, body: {} }),
  };
  const prover: Prover = {
    families: /^made-up$/,
    prove: (request, { secret }, _now, { method, path, body }) => {
      return { ...request, headers: { 'x-signature': signed(method, path, body, secret) } };
    },
    damage: (proved) => proved,
    strip: (proved) => proved,
  };
  const request = () => ({ fields: { amount: 5, name: 'A' } });
  const sample: Sample = { families: /^made-up$/, row: 'POST /pay', request };
  const fixture = { samples: [sample], provers: [prover] };
  return { owner: 'made up', dialect: 'made-up', families: [family], fixture };
}

test('a signature over a whole request can be proved, and one that leaves a field is found', () => {
  const uncovered = (read: (body: string) => string): readonly string[] => {
    const served = madeUp(read);
    const [family = assert.fail()] = served.families;
    const [sample = assert.fail()] = served.fixture.samples;
    const [prover = assert.fail()] = served.fixture.provers;
    assert.ok(isDigest(prover, served, family, sample));
    return listUncovered(served, family, prover, sample);
  };
  assert.deepEqual(
    uncovered((body) => body),
    [],
  );
  assert.deepEqual(
    uncovered((body) => /"name":"(.*?)"/.exec(body)?.[1] ?? ''),
    ['amount', '_more', 'amount_more'],
  );
});

test('every exception about what a digest covers is one', () => assertAllUsed('cover'));

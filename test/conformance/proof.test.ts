// The proof of every family holds, and nothing else is taken for it: over http, with every sample.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Family } from '../../src/gateways/dialect.ts';
import type { Given, Prover, Sample, SampleRequest, Spelt } from '../../src/gateways/fixture.ts';
import { fixturePath, type Served, SERVED } from '../support/fixture.ts';
import { isSuccess, listNames, locate, openShop, post, prepare } from '../support/sample.ts';
import { proverOf, speltOf } from '../support/sample-proof.ts';
import { spell } from '../support/sample-wire.ts';
import { type Answered, startServer, type TestServer } from '../support/server.ts';
import { assertAllUsed, findException } from './exceptions.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** How a proof is made wrong: its own secret is another's, or it is another merchant's. */
type Wound = 'damaged' | 'stripped' | 'another secret';
const WOUNDS: readonly Wound[] = ['damaged', 'stripped', 'another secret'];

/** A sample's request, and how its prover finds it spelt. */
type Plain = { readonly plain: SampleRequest; readonly spelt: Spelt };

function wound(prover: Prover, { plain, spelt }: Plain, given: Given, how: Wound): SampleRequest {
  const proved = prover.prove(plain, given, given.now, spelt);
  if (how === 'damaged') return prover.damage(proved);
  if (how === 'stripped') return prover.strip(proved);
  // In hex, as the account's own is.
  const theirs = { key: given.key, secret: Buffer.from('another secret').toString('hex') };
  return prover.prove(plain, theirs, given.now, spelt);
}

for (const served of SERVED) {
  for (const family of served.families) {
    if (family.operations.length > 0) testFamily(served, family);
    else testEmpty(served, family);
  }
}

/** The samples of rows that succeed; all, where none does. */
function samplesOf({ owner, fixture }: Served, family: Family): readonly Sample[] {
  const rows = family.operations.map(({ method, path }) => `${method} ${path}`);
  const all = fixture.samples.filter(
    ({ families, row }) => families.test(family.name) && rows.includes(row),
  );
  const good = all.filter(({ row }) => findException('row', owner, family.name, row) === undefined);
  return good.length > 0 ? good : all;
}

function testFamily(served: Served, family: Family): void {
  const title = `${served.owner}, ${family.name}`;
  const unproved = findException('proof', served.owner, family.name, 'any');
  if (unproved !== undefined) {
    test(`${title}: needs no proof, as ${unproved.reason}`, () => {
      assert.equal(proverOf(served, family), undefined, 'it has a prover, and is no exception');
    });
    return;
  }
  test(`${title}: the proof holds, and no other does`, async () => {
    const where = served.owner === 'our own' ? 'src/api/fixtures' : fixturePath(served.owner);
    const prover = proverOf(served, family);
    assert.ok(prover !== undefined, `${title} has no prover in ${where}`);
    // Whoever proved nothing is counted apart, and keeps no idempotency key.
    const isOpen = findException('proof', served.owner, family.name, 'another secret');
    assert.ok(
      isOpen ?? family.proof !== 'none',
      `${title} verifies a secret, and says it does not`,
    );
    const samples = samplesOf(served, family);
    assert.ok(samples.length > 0, `${title} has no sample in ${where}`);
    const opened = await Promise.all(
      samples.map((sample) => checkProof(served, family, prover, sample)),
    );
    assert.ok(opened.includes(true), `${title}: no sample was opened`);
  });
}

/** Whether the sample was opened and its wrong proofs were not. */
async function checkProof(
  served: Served,
  family: Family,
  prover: Prover,
  sample: Sample,
): Promise<boolean> {
  const shop = await openShop(server, sample.settings);
  const { given } = await prepare(server, served, family, sample, shop);
  const plain = sample.request(given);
  const spelt = speltOf(family, sample, plain);
  const headers = served.fixture.headersOf?.(family.name) ?? {};
  const wireOf = (request: SampleRequest) => spell(family, sample, request, headers);
  const ask = (request: SampleRequest) => post(server, wireOf(request));
  const title = `${served.owner}, ${family.name}: ${sample.row}`;
  for (const how of WOUNDS) {
    if (findException('proof', served.owner, family.name, how) !== undefined) continue;
    const answered = await ask(wound(prover, { plain, spelt }, given, how));
    assertRefused(`${title}, ${how}`, served, answered);
  }
  const proved = prover.prove(plain, given, given.now, spelt);
  await checkStranger(served, family, prover, sample, given);
  const { call } = await locate(server, family, wireOf(proved));
  assert.ok(call !== null, `${title}: the right proof is not taken`);
  return true;
}

function assertRefused(title: string, served: Served, answered: Answered): void {
  const seen = `${title}: ${answered.status} ${answered.text.slice(0, 300)}`;
  assert.ok(!isSuccess(served, answered), seen);
  assert.ok(answered.status < 500, seen);
}

/** Another merchant's proof is as good as this one's, and shows nothing of this one's. */
async function checkStranger(
  served: Served,
  family: Family,
  prover: Prover,
  sample: Sample,
  given: Given,
): Promise<void> {
  if (sample.order === undefined) return;
  const { owner } = served;
  if (findException('proof', owner, family.name, 'another merchant') !== undefined) return;
  const { credentials } = await openShop(server, sample.settings);
  const plain = sample.request(given);
  const spelt = speltOf(family, sample, plain);
  const request = prover.prove(plain, credentials, given.now, spelt);
  const headers = served.fixture.headersOf?.(family.name) ?? {};
  const { text } = await post(server, spell(family, sample, request, headers));
  // The names that came with the request may be repeated; those that only an answer knows may not.
  const sent = JSON.stringify(request);
  for (const name of listNames(sample, given).filter((each) => !sent.includes(each))) {
    assert.ok(!text.includes(name), `${owner}, ${family.name}: ${sample.row} shows ${name}`);
  }
}

/** Where nothing is served there is nothing to prove oneself for. */
function testEmpty(served: Served, family: Family): void {
  test(`${served.owner}, ${family.name}: has no row, and answers nothing`, async () => {
    for (const base of family.bases) {
      const path = `${base}/nothing/is/here`;
      const headers = served.fixture.headersOf?.(family.name) ?? {};
      const wire = { method: 'POST', path, query: {}, headers, body: '{}' };
      assertRefused(`${path}`, served, await post(server, wire));
    }
  });
}

test('nothing of it was a bug', () => {
  assert.deepEqual(
    server.logged.filter((line) => /"text":"[^"]*(?:bug|could not)/.test(line)),
    [],
  );
});

test('every exception about proofs is one', () => assertAllUsed('proof'));

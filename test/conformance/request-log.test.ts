// Whatever a program of any dialect sends, no secret, proof or card of it is in the request log; of
// a live account nobody who pays is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { LoggedRequest } from '../../src/core/request-log.ts';
import { hiddenNamesOfAll, scrubRequest } from '../../src/engine/requests/request-scrub.ts';
import type { SampleRequest } from '../../src/gateways/fixture.ts';
import { PROCESSORS } from '../../src/connections.ts';
import { openSqliteRequests } from '../../src/store/request-sqlite.ts';
import { DIALECTS, SERVED } from '../support/fixture.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { driveAll, listPlans, type Result } from './drive.ts';

let server: TestServer;
let results: readonly Result[] = [];
let lines: readonly LoggedRequest[] = [];
let file = Buffer.alloc(0);

before(async () => {
  server = await startServer({ REQUEST_LOG: 'reads=1' });
  results = await driveAll(server, listPlans());
  await server.app.parts.requestList.list({ account: null, limit: 1 });
  const place = path.join(server.app.summary.dataDir, 'requests.db');
  const requests = openSqliteRequests(place, false);
  const found = await requests.listRequests({}, 1_000_000);
  const whole = await Promise.all(found.map(({ id }) => requests.findRequest(id.key)));
  lines = whole.flatMap((each) => each ?? []);
  await requests.close();
  file = Buffer.concat(['', '-wal'].map((end) => readFileSync(place + end)));
});
after(() => server.stop());

/** Every text of a request. */
function textsOf({ headers = {}, query = {}, fields = {} }: SampleRequest): ReadonlySet<string> {
  const texts = new Set([...Object.values(headers), ...Object.values(query)]);
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(fields);
  return texts;
}

/** What the prover added: a header, a digest, a token. */
function proofsOf({ served, family, driven }: Result): readonly string[] {
  if (driven === null) return [];
  const { request, given } = driven;
  const prover = served.fixture.provers.find(({ families }) => families.test(family.name));
  const bare = prover === undefined ? textsOf(request) : textsOf(prover.strip(request));
  const added = [...textsOf(request)].filter((text) => !bare.has(text));
  // Who it is may be known; so is what is shorter than any proof.
  const { account } = driven.call ?? {};
  const known = new Set([
    given.key,
    given.fresh,
    account?.aliases.clientId,
    account?.aliases.merchantId,
  ]);
  return [given.secret, ...added].filter((text) => text.length >= 8 && !known.has(text));
}

test('all that was asked is in the log', () => {
  const asked = results.filter(({ driven }) => driven !== null).length;
  assert.ok(asked > 500, `${asked} samples`);
  assert.ok(lines.length >= asked, `${lines.length} lines of ${asked} requests`);
  const dialects = new Set(lines.map(({ dialect }) => dialect));
  for (const { name } of DIALECTS) assert.ok(dialects.has(name), `nothing of ${name}`);
});

for (const { owner } of new Map(SERVED.map((served) => [served.owner, served])).values()) {
  test(`${owner}: no secret and no proof of its fixtures is in the log`, () => {
    const text = JSON.stringify(lines);
    const own = results.filter(({ served }) => served.owner === owner);
    const proofs = new Map(own.flatMap((each) => proofsOf(each).map((proof) => [proof, each])));
    assert.ok(proofs.size > 5, `${proofs.size} proofs`);
    for (const [proof, { family, sample }] of proofs) {
      const spelt = [proof, JSON.stringify(proof).slice(1, -1), encodeURIComponent(proof)];
      for (const each of spelt) {
        const isThere = text.includes(each) || file.includes(each);
        assert.ok(!isThere, `${family.name}, ${sample.row}: ${each} is in the log`);
      }
    }
  });
}

const PROOF_FIELD =
  /"(?:cvv|ccvv|card_cvv|cvc|card_number|ccnum|cardnumber|webhook-signature)\\*":\s*(?:\\*"(?!…|\\*")|\d)/i;

test('no card and no signature is in the log, by its digits or by its field', () => {
  const numbers = DIALECTS.flatMap(({ instruments }) =>
    instruments.flatMap(({ method, value }) => (method === 'card' ? [value] : [])),
  );
  assert.ok(numbers.length > 5);
  for (const line of lines) {
    const text = JSON.stringify({ ...line, id: null });
    for (const number of numbers) {
      assert.ok(!text.includes(number), `${number} in ${line.method} ${line.path}: ${text}`);
    }
    const found = PROOF_FIELD.exec(text);
    assert.equal(found, null, `${line.dialect} ${line.path}: ${text.slice(found?.index ?? 0)}`);
  }
});

test('of a live account no address of a person is kept, nor a number', () => {
  const names = hiddenNamesOfAll(DIALECTS, PROCESSORS);
  const owner = { key: 'live_1', secret: 'a-secret-of-it', isLive: true, customer: null };
  let people = 0;
  for (const line of lines) {
    const own = names.get(line.dialect);
    if (own === undefined) continue;
    const scrub = scrubRequest(own, owner, () => undefined);
    for (const given of [line.query, line.body ?? '', line.reply ?? '']) {
      people += PERSON.test(given) ? 1 : 0;
      const kept = scrub.text(given);
      const found = PERSON.exec(kept);
      assert.equal(found, null, `${line.dialect} ${line.path}: ${found?.[0]} in ${kept}`);
    }
  }
  assert.ok(people > 100, `${people} texts had somebody in them`);
});

const PERSON = /[\w.+-]+(?:@|%40)[\w-]+(?:\.\w+)?|(?<![\w.-])(?:\+?91)?[6-9]\d{9}(?![\w.])/;

// `/docs`: the manual of every dialect, for this machine, or whoever has the admin token.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { listRefusals } from '../../src/http/manual-refusal.ts';
import { readManual } from '../../src/http/manual-view.ts';
import { DIALECTS } from '../support/fixture.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

test('the first page of it leads to every dialect and to our own APIs', async () => {
  const { status, headers, text } = await ask(`${server.url}/docs`);
  assert.equal(status, 200);
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'; style-src 'sha/);
  for (const { name, title } of DIALECTS) {
    assert.ok(text.includes(`<a href="/docs/${name}">${title}</a>`), name);
  }
  assert.ok(text.includes('href="/docs/openapi.json"'));
  assert.equal((await ask(`${server.url}/docs/`)).text, text);
});

for (const dialect of DIALECTS) {
  test(`${dialect.name}: every row, its families, its fields and what refuses it`, async () => {
    const { status, text } = await ask(`${server.url}/docs/${dialect.name}`);
    assert.equal(status, 200);
    const view = readManual(dialect);
    const served = dialect.families.filter(({ operations }) => operations.length > 0);
    for (const { name, bases, operations } of served) {
      for (const base of bases) assert.ok(text.includes(`<code>${base}</code>`), `${name} ${base}`);
      for (const { method, path } of operations) {
        assert.ok(text.includes(`<code>${method} ${path}</code>`), `${method} ${path}`);
      }
    }
    const fields = view.rows.flatMap((row) => row.fields ?? []);
    assert.ok(fields.length > 10 && view.families.every(({ proof }) => proof !== ''));
    for (const { name } of fields) assert.ok(text.includes(`<code>${name}</code>`), name);
    assert.ok(new Set(fields.map(({ treatment }) => treatment)).has('refused'));
  });
}

test('a refusal is told as the road tells it', async () => {
  for (const { families } of DIALECTS) {
    const family = families.find(({ name }) => name === 'documented-v2');
    if (family === undefined) continue;
    const told = listRefusals(family).find(({ when }) => when === 'there is no proof');
    const { status, text } = await ask(`${server.url}${family.bases[0]}/fetch`, { body: {} });
    assert.deepEqual([told?.status, told?.answer], [String(status), text]);
  }
});

test('behind a proxy, or on another host, it needs the admin token', async () => {
  for (const headers of [{ 'x-forwarded-for': '203.0.113.7' }, { via: '1.1 proxy' }]) {
    assert.equal((await ask(`${server.url}/docs`, { headers })).status, 401);
    assert.equal((await ask(`${server.url}/docs/openapi.json`, { headers })).status, 401);
    const wrong = await ask(`${server.url}/docs`, { headers: { ...headers, ...bearer('no') } });
    assert.equal(wrong.status, 401);
    const merchant = { ...headers, authorization: BASIC };
    assert.equal((await ask(`${server.url}/docs`, { headers: merchant })).status, 401);
    const right = { ...headers, ...bearer(TEST_ADMIN_TOKEN) };
    assert.equal((await ask(`${server.url}/docs`, { headers: right })).status, 200);
  }
  const open = await startServer({ PUBLIC_URL: 'https://pay.example' });
  try {
    assert.equal((await ask(`${open.url}/docs`)).status, 401);
    const headers = bearer(TEST_ADMIN_TOKEN);
    assert.equal((await ask(`${open.url}/docs`, { headers })).status, 200);
  } finally {
    await open.stop();
  }
});

test('what is not there is not found, and it is only looked at', async () => {
  assert.equal((await ask(`${server.url}/docs/nobody`)).status, 404);
  assert.equal((await ask(`${server.url}/docs`, { body: {} })).status, 405);
  const { headers } = await ask(`${server.url}/docs`);
  const again = { 'if-none-match': headers.get('etag') ?? '' };
  assert.equal((await ask(`${server.url}/docs`, { headers: again })).status, 304);
});

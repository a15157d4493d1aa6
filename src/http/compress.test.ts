// What is compressed for whom, and that it comes back byte for byte.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { chooseCoding, createCompress } from './compress.ts';
import type { HttpReply } from './reply.ts';

const LONG = '<p>Masala chai ₹</p>'.repeat(100);
const page = (headers = {}, body: HttpReply['body'] = LONG): HttpReply => {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body };
};
const OPEN = { br: brotliDecompressSync, gzip: gunzipSync } as const;

test('the coding is the one that is rather accepted, else ours', () => {
  const rows = [
    [undefined, null],
    ['', null],
    ['gzip', 'gzip'],
    ['GZIP, deflate, br', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['gzip;q=0, br;q=0', null],
    ['*', 'br'],
    ['br;q=0, *', 'gzip'],
    ['identity', null],
    ['gzip;q=nonsense', null],
    ['x-gzip', 'gzip'],
  ] as const;
  for (const [accepted, coding] of rows)
    assert.equal(chooseCoding(accepted, 'br'), coding, accepted);
  assert.equal(chooseCoding('br, gzip', 'gzip'), 'gzip');
  assert.equal(chooseCoding('br', 'gzip'), 'br');
  assert.equal(chooseCoding('*;q=0.1', 'gzip'), 'gzip');
});

test('a page comes back byte for byte, and says what it depends on', async () => {
  const compress = createCompress();
  for (const coding of ['br', 'gzip'] as const) {
    const { headers, body } = await compress(page(), coding);
    assert.equal(headers['content-encoding'], coding);
    assert.equal(headers['vary'], 'accept-encoding');
    assert.ok(body instanceof Uint8Array && body.length < LONG.length / 4);
    assert.equal(OPEN[coding](body).toString(), LONG);
  }
  const plain = await compress(page(), undefined);
  assert.deepEqual(plain, page({ vary: 'accept-encoding' }));
});

test('answers of APIs, small ones and those that say no-transform go as they are', async () => {
  const compress = createCompress();
  for (const reply of [
    page({ 'content-type': 'application/json' }),
    page({ 'content-type': 'image/png' }, Buffer.alloc(5000)),
    page({ 'cache-control': 'no-store, no-transform' }),
    page({}, 'short'),
  ]) {
    assert.equal(await compress(reply, 'gzip, br'), reply);
  }
});

test('a tagged reply is compressed once for each coding, and never taken for another', async () => {
  const compress = createCompress();
  const one = page({ etag: 'W/"1"' });
  const first = await compress(one, 'gzip');
  assert.equal((await compress(one, 'gzip')).body, first.body);
  const other = await compress(page({ etag: 'W/"2"' }, `${LONG}!`), 'gzip');
  assert.equal(gunzipSync(other.body as Uint8Array).toString(), `${LONG}!`);
  const smaller = await compress(one, 'br');
  assert.equal(brotliDecompressSync(smaller.body as Uint8Array).toString(), LONG);
});

test('whatever a client accepts, nothing is thrown', () => {
  fc.assert(
    fc.property(fc.string(), (accepted) => {
      assert.ok(['br', 'gzip', null].includes(chooseCoding(accepted, 'br')));
    }),
  );
});

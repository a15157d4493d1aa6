// What customers see of an account: its name and its picture, and who may set them.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Said, typeCommand } from '../support/typed-command.ts';
import { accountApiOf, addAccount, type Json } from '../support/account-api.ts';
import { databases } from '../support/database.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let place: Readonly<Record<string, string>> = {};
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const accountApi = accountApiOf(() => server);
const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(600, 7)]);
const JPEG = Buffer.concat([Buffer.from([255, 216, 255, 224]), Buffer.alloc(600, 7)]);
const WEBP = Buffer.from(`RIFF\x00\x01\x00\x00WEBPVP8 ${'7'.repeat(600)}`, 'latin1');
const dataUrl = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`;

/** The address of a new order's page, opened as a shop's page does it. */
async function openOrder(brought: Readonly<Record<string, string>> = {}): Promise<string> {
  const order = await ask(`${server.url}/v1/orders`, {
    headers: { authorization: BASIC },
    body: { amount: 50050, currency: 'INR' },
  });
  const { id } = order.json as Json;
  const form = new URLSearchParams({ key_id: KEY, order_id: String(id), ...brought });
  const opened = await ask(`${server.url}/v1/checkout/embedded`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(form),
  });
  assert.equal(opened.status, 303, opened.text);
  return String(opened.headers.get('location'));
}

type Raw = { readonly status: number; readonly headers: Json; readonly bytes: Buffer };

/** As a browser asks: nothing is unpacked on the way. */
function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode = 0, headers: told } = response;
        resolve({ status: statusCode, headers: told as Json, bytes: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });
}

/** A page without the moment at which it was shown. */
const timeless = (bytes: Buffer) => bytes.toString().replace(/data-checked="\d+"/, '');

/** Types a command beside the server. */
function dubash(...words: readonly string[]): Promise<Said> {
  return typeCommand({ ...place, DATA_DIR: server.app.summary.dataDir }, words);
}

test('an account is renamed through its settings, and its pages say so at once', async () => {
  const page = await openOrder();
  const before = (await accountApi('GET', '/settings')).json;
  assert.equal(before['name'], 'Sandbox shop');
  const changed = await accountApi('PATCH', '/settings', { name: '  Chai \n Point ' });
  assert.deepEqual(changed.json, { ...before, name: 'Chai Point' });
  assert.deepEqual((await accountApi('GET', '/settings')).json, changed.json);
  const shown = (await get(page)).bytes.toString();
  assert.match(shown, /<bdi>Chai Point<\/bdi>/);
  assert.doesNotMatch(shown, /Sandbox shop/);
  for (const name of ['', '   ', 7, null, 'a\u202eb', 'x'.repeat(101), '\u0000', '…', ['a']]) {
    const refused = await accountApi('PATCH', '/settings', { name });
    assert.equal(refused.status, 400, JSON.stringify(name));
    assert.ok(Object.hasOwn(refused.json['errors'] as Json, 'name'));
  }
  assert.equal((await accountApi('GET', '/settings')).json['name'], 'Chai Point');
});

test('dubash accounts rename does the same beside a running server', async () => {
  const said = await dubash('accounts', 'rename', 'Filter Coffee & Co');
  assert.deepEqual([said.code, said.wrong], [0, '']);
  assert.match(said.out, /^test_123 is "Filter Coffee & Co" on its payment pages within 2 seconds/);
  const json = await dubash('accounts', 'rename', 'Tea', '--account', 'test_123', '--json');
  const told = { account: 'test_123', name: 'Tea', was: 'Filter Coffee & Co' };
  assert.deepEqual(JSON.parse(json.out), told);
  assert.equal((await accountApi('GET', '/settings')).json['name'], 'Tea');
  assert.equal((await dubash('accounts', 'rename', '  ')).code, 1);
  assert.equal((await dubash('accounts', 'rename', 'A', '--account', 'nobody')).code, 1);
  assert.equal((await dubash('accounts', 'remove', 'A')).code, 2);
  assert.equal((await dubash('accounts', 'rename')).code, 2);
});

test('the owner’s picture is on its pages, as a picture and nothing else', async () => {
  const page = await openOrder();
  for (const [type, bytes] of [
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['image/webp', WEBP],
  ] as const) {
    const set = await accountApi('PATCH', '/settings', { picture: dataUrl(type, bytes) });
    assert.equal(set.status, 200, JSON.stringify(set.json));
    assert.equal((set.json['picture'] as Json)['type'], type);
    const shown = (await get(page)).bytes.toString();
    const [, source = ''] = /<img class="initial" src="([^"]+)"/.exec(shown) ?? [];
    const picture = await get(new URL(source, page).href, { 'accept-encoding': 'gzip, br' });
    assert.equal(picture.status, 200);
    assert.deepEqual(picture.bytes, bytes);
    const { headers } = picture;
    assert.equal(headers['content-type'], type);
    assert.equal(headers['content-encoding'], undefined);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['content-security-policy']), /^default-src 'none'/);
    const again = await get(new URL(source, page).href, {
      'if-none-match': String(headers['etag']),
    });
    assert.deepEqual([again.status, again.bytes.length], [304, 0]);
  }
  const gone = await accountApi('PATCH', '/settings', { picture: null });
  assert.equal(gone.json['picture'], null);
  assert.doesNotMatch((await get(page)).bytes.toString(), /<img/);
  assert.equal((await get(`${page}/picture`)).status, 404);
});

test('what is no such picture is refused, and another account’s stays its own', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>');
  const large = Buffer.concat([PNG, Buffer.alloc(100_001 - PNG.length)]);
  for (const picture of [
    'https://shop.example/logo.png',
    dataUrl('image/svg+xml', svg),
    dataUrl('image/png', svg),
    dataUrl('image/png', JPEG),
    dataUrl('image/png', large),
    dataUrl('text/html', PNG),
    '',
    7,
    {},
  ]) {
    const refused = await accountApi('PATCH', '/settings', { picture });
    assert.equal(refused.status, 400);
    assert.ok(Object.hasOwn(refused.json['errors'] as Json, 'picture'));
  }
  const fits = Buffer.concat([PNG, Buffer.alloc(100_000 - PNG.length)]);
  const other = await addAccount(server, 'other_picture', 'sandbox');
  const set = await accountApi(
    'PATCH',
    '/settings',
    { picture: dataUrl('image/png', fits) },
    other,
  );
  assert.equal(set.status, 200);
  assert.equal((await accountApi('GET', '/settings')).json['picture'], null);
});

test('a checkout’s own image is shown nowhere', async () => {
  const image = 'https://shop.example/logo.png';
  const page = await openOrder({ image, callback_url: 'https://shop.example/back' });
  const shown = await get(page);
  assert.equal(shown.status, 200);
  assert.doesNotMatch(shown.bytes.toString(), /<img|logo\.png/);
});

test('the pay page is at most 14 kB as it is sent, and the same in every coding', async () => {
  const page = await openOrder();
  const plain = await get(page);
  assert.equal(plain.headers['content-encoding'], undefined);
  for (const [coding, open] of [
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const) {
    const sent = await get(page, { 'accept-encoding': coding });
    assert.equal(sent.headers['content-encoding'], coding);
    assert.equal(sent.headers['content-length'], String(sent.bytes.length));
    assert.ok(sent.bytes.length <= 14_000, `${coding}: ${sent.bytes.length} bytes`);
    assert.equal(timeless(open(sent.bytes)), timeless(plain.bytes));
  }
});

test('a script is not sent again to a browser that has it', async () => {
  const url = `${server.url}/v1/checkout.js`;
  const first = await get(url, { 'accept-encoding': 'gzip' });
  assert.deepEqual([first.status, first.headers['content-encoding']], [200, 'gzip']);
  const etag = String(first.headers['etag']);
  for (const known of [etag, `"other", ${etag}`, etag.replace('W/', ''), '*']) {
    const again = await get(url, { 'if-none-match': known });
    assert.deepEqual([again.status, again.bytes.length], [304, 0], known);
    assert.equal(again.headers['etag'], etag);
    assert.equal(again.headers['content-length'], undefined);
    assert.match(String(again.headers['cache-control']), /max-age/);
  }
  const other = await get(url, { 'if-none-match': '"other"' });
  assert.equal(other.status, 200);
  assert.deepEqual(gunzipSync(first.bytes), other.bytes);
});

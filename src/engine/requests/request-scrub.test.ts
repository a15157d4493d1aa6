// What of a request may be kept, header by header and name by name: what proves somebody is hidden
// of everybody, who pays of whoever is not an account's sandbox.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOBODY } from '../../core/order.ts';
import {
  hiddenNamesOf,
  hiddenNamesOfAll,
  hidePages,
  type Owner,
  READ_MAX,
  scrubBody,
  scrubRequest,
} from './request-scrub.ts';

const SECRET = 'a-secret/of+it';
const NAMES = { proofs: new Set(['own_proof']), people: new Set(['nickname']) };
const SANDBOX: Owner = { key: 'key_1', secret: SECRET, isLive: false, customer: null };
const LIVE: Owner = { ...SANDBOX, isLive: true };
const FIELDS = [
  { name: 'Key', label: '', secret: false, required: true },
  { name: 'apiSalt', label: '', secret: true, required: true },
];

function scrub(owner: Owner | null = SANDBOX, note: (text: string) => void = () => undefined) {
  return scrubRequest(NAMES, owner, note);
}

test('a gateway’s names: what the dialect hides, the secrets of its processor, and people', () => {
  const full = { hides: ['Sign'], credentialFields: FIELDS, redact: ['Payer'] };
  assert.deepEqual(hiddenNamesOf(full), {
    proofs: new Set(['sign', 'apisalt']),
    people: new Set(['payer']),
  });
  const none = { proofs: new Set(['sign']), people: new Set() };
  assert.deepEqual(hiddenNamesOf({ hides: ['Sign'] }), none);
});

test('each dialect has its own names, and the APIs of this server those of commands', () => {
  const processors = new Map([['one', { credentialFields: FIELDS, redact: ['Payer'] }]]);
  const dialects = [
    { name: 'one', hides: ['a'] },
    { name: 'two', hides: ['b'] },
  ];
  const own = {
    proofs: new Set(['credentials', 'words', 'input', 'output', 'complaints']),
    people: new Set(),
  };
  assert.deepEqual(
    hiddenNamesOfAll(dialects, processors),
    new Map([
      ...(['account', 'admin', 'sandbox'] as const).map((name) => [name, own] as const),
      ['one', { proofs: new Set(['a', 'apisalt']), people: new Set(['payer']) }] as const,
      ['two', { proofs: new Set(['b']), people: new Set() }] as const,
    ]),
  );
});

test('headers that say what a request means are kept, secret ones told, others left out', () => {
  const kept = [
    ...['accept', 'content-type', 'content-length', 'user-agent', 'location', 'retry-after'],
    ...['allow', 'x-api-version', 'x-client-id', 'x-request-id', 'x-dubash-play'],
    ...['idempotency-key', 'x-idempotency-key', 'x-idempotency-replayed', 'x-refund-idempotency'],
    ...['x-ratelimit-limit', 'ratelimit', 'ratelimit-policy'],
  ];
  const hidden = [
    ...['authorization', 'proxy-authorization', 'x-razorpay-signature', 'x-client-secret'],
    ...['x-access-token', 'cookie', 'set-cookie', 'x-password', 'x-api-key', 'x-checksum'],
    ...['x-hash', 'own_proof', 'x-verify-signature', 'X-Signature', 'X-API-KEY'],
  ];
  const left = [
    ...['host', 'x-forwarded-for', 'origin', 'referer', 'nickname', 'x-accept', 'accept-x'],
    ...['x-user-agent', 'my-idempotency-key', 'x-ratelimit', 'allow-x', 'x-request-id2', 'via'],
  ];
  for (const owner of [SANDBOX, LIVE, null]) {
    const { headers } = scrub(owner);
    for (const name of kept) assert.deepEqual(headers({ [name]: 'x 1' }), { [name]: 'x 1' });
    for (const name of hidden) assert.deepEqual(headers({ [name]: 'x 1' }), { [name]: '…' });
    for (const name of left) {
      // Who pays is hidden of live accounts, also where a header is called so.
      const isPerson = name === 'nickname' && owner !== SANDBOX;
      assert.deepEqual(headers({ [name]: 'x 1' }), isPerson ? { [name]: '…' } : {}, name);
    }
  }
});

test('headers are bounded, and scrubbed but where they can only be a type or a number', () => {
  const { headers } = scrub(LIVE);
  const long = 'secret'.repeat(200);
  assert.deepEqual(headers({ [long]: 'x' }), { [long.slice(0, 500)]: '…' });
  const words = 'a b '.repeat(200);
  assert.deepEqual(headers({ 'user-agent': words }), { 'user-agent': words.slice(0, 500) });
  const plain = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    ...{ accept: '*/*', 'content-length': '4111', 'x-ratelimit-limit': '100' },
  };
  assert.deepEqual(headers(plain), plain);
  for (const [name, value, clean] of [
    ['content-type', `text/plain; x=${SECRET}`, 'text/plain; x=…'],
    ['content-type', 'asha@example.com', '…'],
    ['content-length', '9876543210', '…'],
    ['x-client-id', SECRET, '…'],
    ['location', 'https://x.example/?own_proof=1&a=2', 'https://x.example/?own_proof=…&a=2'],
  ] as const) {
    assert.deepEqual(headers({ [name]: value }), { [name]: clean }, value);
  }
});

test('a header that only looks like a type or a number is scrubbed', () => {
  for (const [name, secret] of [
    ['accept', 'q'.repeat(42)],
    ['content-type', `text/plain; charset=${'q'.repeat(21)}`],
    ['content-length', '98765'],
    ['x-idempotency-accept', 'queueing'],
  ] as const) {
    const own = secret.replace('text/plain; charset=', '');
    const { headers } = scrub({ ...LIVE, secret: own });
    assert.deepEqual(headers({ [name]: secret }), { [name]: secret.replace(own, '…') }, name);
  }
});

test('a secret, a card, a digest and the name of a page are hidden wherever they stand', () => {
  const page = `${'aB3_'.repeat(10)}.session`;
  for (const owner of [SANDBOX, LIVE]) {
    const { text } = scrub(owner);
    const digests = ['ab'.repeat(32), 'AB'.repeat(64)];
    for (const hidden of [SECRET, '4111 1111 1111 1111', ...digests, page]) {
      assert.equal(text(`see ${hidden} there`), 'see … there', hidden);
    }
    // By whichever key it is written in a Basic header.
    const basic = Buffer.from(`key_1:${SECRET}`).toString('base64');
    assert.equal(text(`see ${basic} there`), 'see … there');
  }
  assert.equal(scrub({ ...LIVE, secret: null }).text(`see ${SECRET}`), `see ${SECRET}`);
});

test('a digest is hidden where it could be read as a text in base64, too', () => {
  const { text } = scrub();
  // These digits are base64 of `{G4{G4…` and of `{A4{A4…`.
  for (const hidden of ['e0c0'.repeat(16), 'e0c0'.repeat(32), 'e0E0'.repeat(16)]) {
    assert.equal(text(`see ${hidden} there`), 'see … there', hidden);
  }
  for (const shown of [`${'e0c0'.repeat(15)}e0c`, `${'e0c0'.repeat(32)}e`]) {
    assert.equal(text(`see ${shown} there`), `see ${shown} there`);
  }
});

test('the secrets of two accounts are not taken for one another', () => {
  const one = scrub({ ...SANDBOX, key: 'k1', secret: 'secret-one' });
  const other = scrub({ ...SANDBOX, key: 'k2', secret: 'secret-two' });
  for (let round = 0; round < 2; round += 1) {
    assert.equal(one.text('a secret-one secret-two'), 'a … secret-two');
    assert.equal(other.text('a secret-one secret-two'), 'a secret-one …');
  }
  // However many there are meanwhile.
  for (let at = 0; at < 250; at += 1) {
    const own = { ...SANDBOX, key: `many${at}`, secret: `secret-${at}-of-many` };
    assert.equal(scrub(own).text(`a secret-${at}-of-many`), 'a …');
  }
});

test('who pays is shown of a sandbox alone', () => {
  const customer = { ...NOBODY, name: 'Asha Rao' };
  const said = '{"email":"x","nickname":"y","note":"Asha Rao asha@example.com +919876543210"}';
  assert.equal(scrub({ ...SANDBOX, customer }).text(said), said);
  const clean = '{"email":"…","nickname":"…","note":"… … …"}';
  assert.equal(scrub({ ...LIVE, customer }).text(said), clean);
  assert.equal(scrub(null).text(said), clean.replace('… … …', 'Asha Rao … …'));
  // What is paid with, or proves somebody, is nobody's to see.
  for (const owner of [SANDBOX, LIVE, null]) {
    assert.equal(scrub(owner).text('own_proof=1&cvv=2&a=3'), 'own_proof=…&cvv=…&a=3');
  }
});

test('texts are heard as they read once they are decoded, before anything is taken out', () => {
  const heard: string[] = [];
  scrub(LIVE, (text) => heard.push(text)).text('a=asha%40example.com&b=%7B%22c%22%3A%22x%22%7D');
  assert.deepEqual(heard, ['a=asha%40example.com&b=%7B%22c%22%3A%22x%22%7D', '{"c":"x"}']);
});

test('the name of a page is thirty-seven characters or more, with what follows its dot', () => {
  const name = 'x'.repeat(36);
  assert.equal(hidePages(`/pay/${name}/back`), `/pay/${name}/back`);
  assert.equal(hidePages(`/pay/${name}-/back`), '/pay/…/back');
  assert.equal(hidePages(`/pay/${name}y.AB-1.c/in/${name}z`), '/pay/…/in/…');
});

test('in a text a page’s name is as long, and what is in base64 is none', () => {
  const { text } = scrub();
  const name = 'x'.repeat(36);
  assert.equal(text(`see ${name} there`), `see ${name} there`);
  assert.equal(text(`see ${name}y there`), 'see … there');
  const codedOf = (receipt: string) =>
    Buffer.from(JSON.stringify({ amount: 500, receipt })).toString('base64');
  // With each number of signs that fill it up.
  for (const receipt of ['INV-1', 'INV-17', 'INV-17 of']) {
    assert.equal(text(`see ${codedOf(receipt)} there`), `see ${codedOf(receipt)} there`);
  }
  // A sign of base64 that no name has does not part it, filled up or not.
  for (const more of ['', 'y', 'yy']) {
    const parted = codedOf(`??x, a receipt of today for whoever asks about it${more}`);
    assert.match(parted, /[+/]\w{37,}=*$/);
    assert.equal(text(`see ${parted} there`), `see ${parted} there`);
  }
  const coded = codedOf('INV-17 of today');
  assert.equal(text(`q=${coded}`), `q=${coded}`);
  assert.equal(text(`q=1${coded}`), 'q=…');
  // What only begins so is no text.
  assert.equal(text(`q=eyJ${'_'.repeat(40)}`), 'q=…');
});

test('a body is text, or told by its size', () => {
  const body = (given: string | Uint8Array, size = given.length, type = 'text/plain') =>
    scrubBody(given, size, type, (text) => text.replaceAll('s', '…'));
  assert.equal(body(''), null);
  assert.equal(body('x', 0), null);
  assert.equal(body('yes', 3), 'ye…');
  assert.equal(body(Buffer.from('yes'), 3), 'ye…');
  for (const type of ['text/html', 'text/html; charset=utf-8', 'application/HTML']) {
    assert.equal(body('<p>s</p>', 8, type), '(a page of 8 characters)');
  }
  assert.equal(body('s', 1, 'application/xhtmlx'), '…');
  for (const bytes of [Buffer.from([0, 65]), Buffer.from([65, 255])]) {
    assert.equal(body(bytes), '(2 bytes that are no text)');
  }
});

const same = (text: string): string => text;

test('of a long body the beginning is kept, and how long it was', () => {
  const body = (given: string | Uint8Array, size: number) => scrubBody(given, size, '', same);
  const whole = 'a b '.repeat(2048);
  assert.equal(body(whole, whole.length), whole);
  assert.equal(body(`${whole}c`, whole.length + 1), `${whole}…`);
  assert.equal(body(`${whole}c`, READ_MAX), `${whole}…`);
  // All of it was read, so that what is at its end is no half of anything.
  assert.ok(body('a'.repeat(READ_MAX), READ_MAX) === `${'a'.repeat(8192)}…`);
  const cut = 'a'.repeat(READ_MAX - 4 - 16_384);
  const told = `… (of ${READ_MAX + 1} bytes)`;
  assert.ok(body('a'.repeat(READ_MAX), READ_MAX + 1) === cut + told);
});

test('half a letter where it was cut makes it no less a text, and one anywhere else does', () => {
  const body = (given: Uint8Array, size: number) => scrubBody(given, size, '', same);
  const cut = Buffer.from(`${'a'.repeat(READ_MAX - 1)}अ`).subarray(0, READ_MAX);
  const kept = `${'a'.repeat(READ_MAX - 4 - 16_384)}… (of 90000 bytes)`;
  assert.ok(body(cut, 90_000) === kept);
  for (const [at, isText] of [
    [0, false],
    [READ_MAX - 5, false],
    [READ_MAX - 4, true],
  ] as const) {
    const broken = Buffer.from(cut);
    broken[at] = 255;
    assert.ok(body(broken, 90_000) === (isText ? kept : '(90000 bytes that are no text)'), `${at}`);
  }
  assert.equal(body(Buffer.from('अ').subarray(0, 2), 2), '(2 bytes that are no text)');
});

test('a long body in another script is text, and half a secret at its end is not kept', () => {
  // Three bytes a letter: far fewer letters are read than bytes.
  const secret = 'canary-secret-of-sixty-characters'.padEnd(60, '-x');
  const hide = (text: string): string => text.replaceAll(secret, '…');
  for (const [letter, count] of [
    ['अ', 8175],
    ['é', 12_260],
    ['a', 24_540],
  ] as const) {
    for (let more = 0; more < 8; more += 1) {
      const all = Buffer.from(`${letter.repeat(count)}${'b'.repeat(more)}${secret}`);
      assert.ok(all.length > READ_MAX);
      const given = all.subarray(0, READ_MAX);
      const kept = String(scrubBody(given, all.length, '', hide));
      assert.ok(!kept.includes('canary'), `${letter} ${more}: ${kept.slice(-80)}`);
      assert.match(kept, /… \(of \d+ bytes\)$/);
    }
  }
});

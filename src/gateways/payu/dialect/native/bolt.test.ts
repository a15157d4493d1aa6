// The form that bolt.launch posts: into our frame, never past its hash, refused where it shows.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  ACCOUNT,
  buildCall,
  buildOrder,
  buildOutcome,
  buildRequest,
  CREDENTIALS,
  parseBy,
  renderBy,
} from '../../../../../test/support/call.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import { sha512Hex } from '../../../kit/proof.ts';
import { EXAMPLE } from '../fixtures/example.ts';
import { payu } from '../index.ts';

const { key, secret } = CREDENTIALS;
const HEAD = `${key}|TXN123456|500.00|Product Description|John|john@example.com`;
const SIGNED = { ...EXAMPLE, key, hash: sha512Hex(`${HEAD}|||||||||||${secret}`) };
const ORIGIN = 'https://shop.example';

const family = payu.families.find(({ name }) => name === 'native-payment');
assert.ok(family);
const { identify, open, operations, renderFailure } = family;

function requestOf(body: Readonly<Record<string, string>>) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const text = new URLSearchParams(body).toString();
  return buildRequest({ base: '/_payment', path: '/', headers, body: text });
}

function fieldsOf(body: Readonly<Record<string, string>>) {
  const request = requestOf(body);
  const identification = identify(request);
  assert.ok(!isFailure(identification));
  const fields = open(request, identification, ACCOUNT, CREDENTIALS);
  assert.ok(!isFailure(fields), JSON.stringify(fields));
  return fields;
}

const callOf = (body: Readonly<Record<string, string>>) => ({
  ...buildCall({ path: '/', body: {} }),
  fields: fieldsOf(body),
});

function refuse(parsed: object): Failure {
  assert.ok(isFailure(parsed));
  return parsed;
}

const plain = operations.at(-1);

function answer(body: Readonly<Record<string, string>>) {
  const outcome = buildOutcome({ order: buildOrder({ dialect: 'payu' }) });
  return renderBy(plain, outcome, callOf(body));
}

test('the page goes into the frame that its origin opened; without one it stands alone', () => {
  const page = 'http://127.0.0.1:8080/pay/ABC123def456GHPAGE';
  assert.deepEqual(answer(SIGNED), { kind: 'redirect', url: page });
  const origins = [ORIGIN, 'http://localhost:3000', 'http://[::1]:8080', 'http://10.0.0.1'];
  for (const origin of origins) {
    const framed = answer({ ...SIGNED, bolt_origin: origin });
    assert.deepEqual(framed, { kind: 'redirect', url: `${page}/in/${origin}` });
  }
});

test('what is no origin of a page is refused', () => {
  const wrong = ['*', 'null', 'shop.example', `${ORIGIN}/`, `${ORIGIN}/path`, 'https://a;b'];
  for (const origin of [...wrong, 'HTTPS://shop.example', 'https://u@a', `${ORIGIN}:443`, '<b>']) {
    const refused = refuse(parseBy(plain, callOf({ ...SIGNED, bolt_origin: origin })));
    assert.equal(refused.issues?.[0]?.field, 'bolt_origin', origin);
    const page = renderFailure(refused, requestOf({ ...SIGNED, bolt_origin: origin }));
    assert.equal(page.kind, 'page');
  }
});

test('a refusal in the frame is told to the page around it, and to no other', () => {
  const hostile = { ...SIGNED, bolt_origin: ORIGIN, productinfo: '"><script>alert(1)</script>' };
  const request = requestOf(hostile);
  const identification = identify(request);
  assert.ok(!isFailure(identification));
  const failure = open(request, identification, ACCOUNT, CREDENTIALS);
  assert.ok(isFailure(failure));
  const reply = renderFailure(failure, request);
  assert.ok(reply.kind === 'text');
  assert.equal(reply.status, 401);
  assert.match(reply.body, /data-to="https:\/\/shop\.example"/);
  assert.match(reply.body, /data-message="Transaction failed due to incorrectly calculated hash/);
  assert.equal(reply.body.match(/<script>/g)?.length, 1);
  const script = /<script>([\s\S]*?)<\/script>/.exec(reply.body)?.[1] ?? '';
  const digest = createHash('sha256').update(script).digest('base64');
  const policy = reply.headers?.['content-security-policy'] ?? '';
  const head = `default-src 'none'; script-src 'sha256-${digest}'; frame-ancestors`;
  assert.equal(policy, `${head} ${ORIGIN}`);
  assert.ok(!reply.body.includes(secret));
  const numbered = renderFailure(
    failure,
    requestOf({ ...hostile, bolt_origin: 'http://[::1]:80' }),
  );
  assert.equal(numbered.kind, 'page');
  const local = renderFailure(failure, requestOf({ ...hostile, bolt_origin: 'http://[::1]:8080' }));
  assert.ok(local.kind === 'text');
  assert.equal(local.headers?.['content-security-policy'], `${head} http:`);
});

test('what a refusal repeats of the form is text in its page', () => {
  const request = requestOf({ ...SIGNED, bolt_origin: ORIGIN });
  const detail = '"<b>" & more';
  const reply = renderFailure({ failure: 'credentials_wrong', detail }, request);
  assert.ok(reply.kind === 'text');
  const escaped = '&quot;&lt;b&gt;&quot; &amp; more';
  assert.match(reply.body, new RegExp(`data-message="[^"]*\n${escaped}"><p>[^<]*\n${escaped}</p>`));
});

test('the script is ES5, names this server, and is served where PayU and old kits have it', () => {
  const [asset, ...more] = payu.assets ?? [];
  assert.ok(asset !== undefined && more.length === 0);
  for (const path of ['/bolt/bolt.min.js', '/bolt/run/bolt.min.js', '/payu/bolt/bolt.min.js']) {
    assert.ok(asset.paths.includes(path), path);
  }
  const script = asset.body('https://pay.example');
  assert.doesNotThrow(() => new Function(script));
  assert.doesNotMatch(script, /=>|\b(let|const|class)\b|`/);
  assert.match(script, /"https:\/\/pay\.example"/);
});

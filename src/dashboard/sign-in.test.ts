// Who is let in by the form of the dashboard, what a wrong token is told, and where it leads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Failure } from '../core/failure.ts';
import { html } from '../web/html.ts';
import type { ProvedOperator } from './operators.ts';
import type { Asked } from './request.ts';
import { renderSignIn, safePath, signIn } from './sign-in.ts';
import type { Site } from './site.ts';

const ASHA: ProvedOperator = { name: 'asha', role: 'read', proof: 'p' };
const SITE: Site = { home: 'https://pay.example', cookie: '__Host-dubash', isSecure: true };
const ASKED = { address: '10.0.0.9' } as Asked;
const HEAD = html``;

type Rig = { readonly told?: Failure; readonly site?: Site; readonly token?: string };

async function enter(fields: Readonly<Record<string, string>>, rig: Rig = {}) {
  const { told = { failure: 'credentials_wrong' }, site = SITE, token = 'right' } = rig;
  const happened: unknown[] = [];
  const answered = await signIn(
    {
      operators: {
        prove: async (given) => {
          happened.push(['proved', given]);
          return given === token ? ASHA : null;
        },
        find: assert.fail,
      },
      sessions: {
        begin: async ({ name }) => {
          happened.push(['session', name]);
          return 'cookie-1';
        },
        ...{ find: assert.fail, end: assert.fail },
      },
      refuse: (...refused) => {
        happened.push(refused);
        return told;
      },
    },
    ASKED,
    fields,
    site,
    HEAD,
    async ({ name }) => void happened.push(['begun', name]),
  );
  return { answered, happened };
}

test('a right token begins a session, of which the audit hears, and leads on', async () => {
  const { answered, happened } = await enter({ token: ' right\n', next: '/dashboard/orders?a=1' });
  assert.deepEqual(happened, [
    ['proved', 'right'],
    ['session', 'asha'],
    ['begun', 'asha'],
  ]);
  assert.equal(answered.status, 303);
  assert.equal(answered.headers['location'], '/dashboard/orders?a=1');
  assert.match(String(answered.headers['set-cookie']), /^__Host-dubash=cookie-1; /);
  assert.equal((await enter({ token: 'right' })).answered.headers['location'], '/dashboard');
});

test('a wrong one begins none and is counted by its address', async () => {
  const counted = ['operator', '10.0.0.9', { failure: 'credentials_wrong' }];
  const { answered, happened } = await enter({ token: 'wrong', next: '/dashboard/orders' });
  assert.deepEqual(happened, [['proved', 'wrong'], counted]);
  assert.equal(answered.status, 422);
  assert.ok(!('set-cookie' in answered.headers));
  const says = 'This is no operator’s token, nor the admin token.';
  const body = String(answered.body);
  assert.ok(body.includes(`<p class="note bad" role="alert" id="wrong">${says}</p>\n<form `));
  assert.match(body, /type="password"[^>]* aria-invalid="true" aria-describedby="wrong">/);
  assert.match(String(answered.body), /name="next" value="\/dashboard\/orders"/);
  // Nothing, and more than a token can be, is looked up nowhere.
  for (const fields of [{}, { token: '' }, { token: ' ' }, { token: 'x'.repeat(201) }]) {
    const other = await enter(fields);
    assert.deepEqual([other.answered.status, other.happened], [422, [counted]]);
  }
  const token = 'x'.repeat(200);
  assert.equal((await enter({ token }, { token })).answered.status, 303);
});

test('whoever guesses often is told to wait, and for how long', async () => {
  const told = { failure: 'rate_limited', retryAfterSeconds: 42 } as const;
  const { answered } = await enter({ token: 'wrong' }, { told });
  assert.deepEqual([answered.status, answered.headers['retry-after']], [429, '42']);
  assert.match(String(answered.body), /try again in 42 seconds/);
});

test('where others could listen nobody is let in, and the form is not there', async () => {
  const site = { ...SITE, home: 'http://pay.example', cookie: null, isSecure: false };
  const { answered, happened } = await enter({ token: 'right' }, { site });
  assert.equal(answered.status, 403);
  assert.ok(!happened.some((each) => (each as readonly string[])[0] === 'session'));
  assert.ok(!('set-cookie' in answered.headers));
  const page = renderSignIn(HEAD, site, { status: 200, wrong: null, next: '' });
  assert.equal(page.status, 403);
  assert.doesNotMatch(String(page.body), /<form|type="password"/);
  assert.match(String(page.body), /http:\/\/pay\.example/);
  const form = renderSignIn(HEAD, SITE, { status: 200, wrong: null, next: '"><script>' });
  assert.equal(form.status, 200);
  assert.match(String(form.body), /<form method="post" action="\/dashboard\/sign-in"/);
  assert.doesNotMatch(String(form.body), /role="alert"|aria-invalid|<script>/);
});

test('only a page of the dashboard is gone on to', () => {
  const pages = ['/dashboard', '/dashboard/', '/dashboard/orders', '/dashboard?a=1'];
  for (const path of [...pages, `/dashboard/${'x'.repeat(989)}`]) {
    assert.equal(safePath(path), path, path);
  }
  for (const path of [
    ...['', '/', '//evil.example', 'https://evil.example/dashboard', '/dashboardx', 'x/dashboard'],
    ...['/dashboard/\\evil', '/dashboard/a b', '/dashboard/\n', '/dashboard/ä', ' /dashboard'],
    ...['/dashboard/sign-in', '/dashboard/sign-in?next=x', `/dashboard/${'x'.repeat(990)}`],
  ]) {
    assert.equal(safePath(path), '/dashboard', path);
  }
});

// Opening a merchant's link: nobody is signed in by looking at it, only by the form that it shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT } from '../../test/support/call.ts';
import { html } from '../web/html.ts';
import { holderOf } from './merchant-view.ts';
import { openLink } from './opened-link.ts';
import type { Asked } from './request.ts';
import type { Site } from './site.ts';

const SITE: Site = { home: 'https://pay.example', cookie: '__Host-dubash', isSecure: true };
const LINK = { id: 'abc', expiresAt: 1_800_000_000_000 };

async function ask(method: string, named: { query?: string; field?: string }, site = SITE) {
  const happened: unknown[] = [];
  type Parts = Parameters<typeof openLink>[0];
  const parts = {
    links: {
      open: async (name: string) => (name === 'right' ? { link: LINK, account: ACCOUNT } : null),
    },
    sessions: {
      begin: async (holder: unknown) => {
        happened.push(['session', holder]);
        return 'cookie-1';
      },
    },
    ...{ head: html``, site },
    begun: async (who: { readonly name: string }, account: string) =>
      void happened.push(['begun', who.name, account]),
  } as unknown as Parts;
  const query = named.query === undefined ? {} : { link: named.query };
  const fields = named.field === undefined ? {} : { link: named.field };
  const answered = await openLink(parts, { method, query } as unknown as Asked, fields);
  return { answered, happened };
}

test('whatever looks at a link begins no session', async () => {
  for (const method of ['GET', 'HEAD']) {
    const { answered, happened } = await ask(method, { query: 'right' });
    assert.deepEqual([answered.status, happened], [200, []]);
    assert.ok(!('set-cookie' in answered.headers));
    const body = String(answered.body);
    assert.ok(body.includes(`<h1>${ACCOUNT.name} (${ACCOUNT.key})</h1>`), body);
    assert.match(body, /<form method="post" action="\/dashboard\/open"/);
    assert.match(body, /name="link" value="right"/);
  }
});

test('its form begins one, of which the audit hears', async () => {
  const { answered, happened } = await ask('POST', { field: 'right' });
  assert.deepEqual(happened, [
    ['session', holderOf('abc')],
    ['begun', 'link:abc', ACCOUNT.key],
  ]);
  assert.deepEqual([answered.status, answered.headers['location']], [303, '/dashboard/orders']);
  assert.match(String(answered.headers['set-cookie']), /^__Host-dubash=cookie-1; /);
});

test('one that does not hold shows nothing; in a form its own field alone counts', async () => {
  for (const [method, named] of [
    ['GET', { query: 'wrong' }],
    ['GET', {}],
    ['GET', { field: 'right' }],
    ['POST', { field: 'wrong' }],
    ['POST', {}],
    ['POST', { query: 'right' }],
  ] as const) {
    const { answered, happened } = await ask(method, named);
    assert.deepEqual([answered.status, happened], [404, []], `${method} ${JSON.stringify(named)}`);
    assert.doesNotMatch(String(answered.body), new RegExp(ACCOUNT.name));
  }
});

test('where others could listen it is not opened', async () => {
  const site = { ...SITE, cookie: null, isSecure: false };
  for (const [method, named] of [
    ['GET', { query: 'right' }],
    ['POST', { field: 'right' }],
  ] as const) {
    const { answered, happened } = await ask(method, named, site);
    assert.deepEqual([answered.status, happened], [403, []]);
  }
});

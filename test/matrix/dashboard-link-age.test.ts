// Links of merchants that were over long ago are forgotten, and the audit remembers them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  deleteOldMerchantLink,
  MERCHANT_LINK_KEPT_MS,
} from '../../src/engine/identity/merchant-link.ts';
import { browserOf, send, type Session, signIn } from '../support/dashboard.ts';
import { KEY, startServer, type TestServer } from '../support/server.ts';

const LINKS = `/dashboard/accounts/${KEY}/links`;
const DAY_MS = 24 * 3600 * 1000;
let server: TestServer;
let admin: Session;
before(async () => {
  server = await startServer();
  admin = await signIn(server.url);
});
after(() => server.stop());

/** What opens it. */
async function makeLink(days: string): Promise<string> {
  const { text } = await admin.post(LINKS, { days });
  return /\/dashboard\/open\?link=([\w.-]+)/.exec(text)?.[1] ?? assert.fail(text);
}

const nameOf = (link: string): string => link.slice(0, 16);
const listed = async (): Promise<readonly string[]> => {
  const { text } = await admin.get(`/dashboard/accounts/${KEY}`);
  return [...text.matchAll(/<td>link:([0-9a-f]{16})<\/td>/g)].map(([, name = '']) => name);
};

test('thirty days after its end a link is gone, and what was done with it is not', async () => {
  const { store } = server.app.parts;
  const [revoked, short, long] = [await makeLink('90'), await makeLink('1'), await makeLink('90')];
  await admin.post(`${LINKS}/${nameOf(revoked)}/revoke`, {});
  assert.deepEqual((await listed()).toSorted(), [revoked, short, long].map(nameOf).toSorted());
  const now = Date.now();
  const purgeAt = (at: number): Promise<number> => deleteOldMerchantLink(store, at);
  assert.equal(await purgeAt(now + MERCHANT_LINK_KEPT_MS - 60_000), 0);
  assert.equal(await purgeAt(now + MERCHANT_LINK_KEPT_MS + 60_000), 1, 'the revoked one');
  assert.equal(
    await purgeAt(now + MERCHANT_LINK_KEPT_MS + 2 * DAY_MS),
    1,
    'and the one that ended',
  );
  assert.deepEqual(await listed(), [nameOf(long)]);
  const open = (link: string) =>
    send(`${server.url}/dashboard/open`, 'POST', browserOf(server.url), { link });
  assert.notEqual((await open(revoked)).status, 303);
  assert.equal((await open(long)).status, 303);
  const { text } = await admin.get('/dashboard/audit');
  assert.equal(text.split(`POST /dashboard/accounts/:account/links<`).length - 1, 3, 'made');
  assert.ok(text.includes('POST /dashboard/accounts/:account/links/:link/revoke'));
  assert.ok(text.includes(nameOf(revoked)), 'which one was revoked');
});

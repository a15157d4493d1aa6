// What a page that embeds ours is told: the merchant's the signed fields; one of any origin none,
// nor the opener of a window without a session.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { insideOf } from '../../src/engine/identity/embedder.ts';
import type { Merchant } from '../../src/gateways/fixture.ts';
import { readCheckoutPage } from '../../src/http/checkout-page.ts';
import { OPENER } from '../../src/web/origin.ts';
import { DIALECTS, driverOf } from '../support/fixture.ts';
import { merchantOf } from '../support/merchant.ts';
import { ask, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

const SHOP = 'https://merchant.example';
/** Shorter texts, such as a state, stand in every page. */
const TELLING = 9;

let server: TestServer;
let merchant: Merchant;
before(async () => {
  server = await startServer();
  merchant = merchantOf(server, { key: KEY, secret: SECRET }, SHOP);
});
after(() => server.stop());

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** A page as its browser reads it, messages and all. */
async function readPage(url: string): Promise<string> {
  const { status, text } = await ask(url);
  assert.equal(status, 200, url);
  return text
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
}

async function payBy(page: string, vpa: string): Promise<string> {
  const body = new URLSearchParams({ method: 'upi', vpa }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, headers: answered } = await ask(page, { method: 'POST', headers, body });
  assert.equal(status, 303);
  return new URL(answered.get('location') ?? '', page).href;
}

/** Everything that the way back carries, but what the customer is shown anyway. */
async function signedTexts(page: string): Promise<readonly string[]> {
  const name = new URL(page).pathname.split('/')[2] ?? '';
  const checkout = await readCheckoutPage(server.app.parts, name, '');
  assert.ok(checkout !== null);
  const back = checkout.dialect?.handback({ ...checkout.context, embedded: true }) ?? null;
  assert.ok(back !== null, 'no way back');
  const { order, payments } = checkout.aggregate;
  const shown = [order.reference ?? '', checkout.account.name, order.description ?? ''].concat(
    payments.map(({ id }) => `pay_${id.token}`),
  );
  const fields = back.kind === 'browserPost' ? back.fields.map(([, value]) => value) : [];
  return [back.url, ...fields].filter(
    (text) => text.length >= TELLING && !shown.some((each) => each.includes(text)),
  );
}

for (const [name, who] of DIALECTS.flatMap(({ name }) => [
  [name, '*'] as const,
  [name, OPENER] as const,
])) {
  test(`${name}: for ${who} a page is told how it went, and no signed field`, async () => {
    const { page } = await driverOf(name).create(merchant, `ANY_${name}_${who.length}`);
    const inside = `${page}/in/${insideOf(who)}`;
    const tried = await payBy(inside, 'failure@upi');
    await assertTold(inside, tried, 'failed');
    const ended = await payBy(inside, 'success@upi');
    await assertTold(inside, ended, 'ended');
    await assertTold(inside, inside, 'ended');
  });
}

async function assertTold(page: string, url: string, event: string): Promise<void> {
  const any = await readPage(url);
  assert.ok(any.includes(`"event":"${event}"`), any);
  assert.ok(any.includes('"return":null'), any);
  const texts = await signedTexts(page);
  assert.ok(texts.length > 0);
  for (const text of texts) assert.ok(!any.includes(text), `${event}: ${text} is told`);
}

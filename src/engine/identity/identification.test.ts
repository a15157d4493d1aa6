// Whose request it is: by each kind of name, by no other, and never whoever is switched off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CREDENTIALS, orderCommand } from '../../../test/support/call.ts';
import { expectOutcome, MASTER_KEY, openRig } from '../../../test/support/engine.ts';
import type { Account } from '../../core/account.ts';
import type { Identification } from '../../gateways/dialect.ts';
import { createAccounts } from './account.ts';
import { FIRST_ACCOUNT, findAccountBy } from './identification.ts';
import { digestOf, ensureAdminToken } from './operator.ts';
import { createPageTokens } from './page-token.ts';
import { createVault } from './vault.ts';

const OURS = CREDENTIALS.key;
const LIVE = 'live_456';

/** A sandbox account and a live one, each with an order that has a payment. */
async function openShops() {
  const rig = await openRig();
  const { engine, accounts, account: ours } = rig;
  const shop = { key: LIVE, secret: 'secret', name: 'Live', processor: 'sandbox' } as const;
  const { account: live } = await accounts.add({ ...shop, mode: 'live' });
  const sell = async (account: Account) => {
    const { order } = expectOutcome(await engine.execute(account, orderCommand())).aggregate;
    const named = [{ by: 'token', token: order.id.token } as const];
    const instrument = { method: 'upi', vpa: 'success@upi' } as const;
    const command = { kind: 'startPayment', order: named, instrument } as const;
    const { payment } = expectOutcome(await engine.execute(account, command));
    return { order, payment: payment ?? assert.fail() };
  };
  const parts = { ...rig, pages: createPageTokens(rig.vault) };
  const find = async (asked: Omit<Identification, 'proof'>, isFresh = false) =>
    (await findAccountBy(parts, { ...asked, proof: null }, isFresh))?.account.key ?? null;
  return { ...parts, ours, live, sold: await sell(ours), soldLive: await sell(live), find };
}

type Shops = Awaited<ReturnType<typeof openShops>>;
type Row = readonly [string, (shops: Shops) => Omit<Identification, 'proof'>, string | null];

const number = ({ id }: { readonly id: { readonly number: number } }): string => String(id.number);

const ROWS: readonly Row[] = [
  ['a key', () => ({ key: OURS }), OURS],
  ['a key that nobody has', () => ({ key: 'nobody' }), null],
  ['an alias', ({ live }) => ({ key: 'nobody', alias: live.aliases.clientId }), LIVE],
  ['an alias beside a key', ({ live }) => ({ key: OURS, alias: live.key }), OURS],
  ['an alias that nobody has', () => ({ key: 'nobody', alias: 'nobody' }), null],
  [
    'an alias beside the name of an example',
    ({ ours }) => ({ key: 'EXAMPLE', alias: ours.aliases.merchantId, isSample: true }),
    OURS,
  ],
  ['a page', ({ pages, live, soldLive }) => pageOf(pages.nameOf(live, soldLive.order)), LIVE],
  [
    'a session’s page',
    ({ pages, ours, sold }) => pageOf(pages.nameOf(ours, sold.order, 'S')),
    null,
  ],
  ['a key as a page', () => pageOf(OURS), null],
  ['an order’s number as a page', ({ sold }) => pageOf(number(sold.order)), null],
  ['a page as a key', ({ pages, ours, sold }) => ({ key: pages.nameOf(ours, sold.order) }), null],
  ['an order', ({ sold }) => ({ by: 'order', key: number(sold.order) }), OURS],
  ['a live order', ({ soldLive }) => ({ by: 'order', key: number(soldLive.order) }), LIVE],
  ['a payment as an order', ({ sold }) => ({ by: 'order', key: number(sold.payment) }), null],
  ['a payment', ({ sold }) => ({ by: 'payment', key: number(sold.payment) }), OURS],
  ['a live payment', ({ soldLive }) => ({ by: 'payment', key: number(soldLive.payment) }), null],
  ['an order as a payment', ({ sold }) => ({ by: 'payment', key: number(sold.order) }), null],
  ['a key as an order', () => ({ by: 'order', key: OURS }), null],
  ['a key as a payment', () => ({ by: 'payment', key: OURS }), null],
];

const pageOf = (key: string) => ({ by: 'page', key }) as const;

test('each kind of name finds its account, and is no other kind', async () => {
  const shops = await openShops();
  // Whatever was looked for by a key is remembered by it.
  for (const key of [OURS, LIVE]) await shops.find({ key });
  for (const [name, asked, expected] of ROWS) {
    for (const isFresh of [false, true]) {
      assert.equal(await shops.find(asked(shops), isFresh), expected, name);
    }
  }
  await shops.store.close();
});

test('an account that is switched off is found by none of them', async () => {
  const shops = await openShops();
  for (const account of [shops.ours, shops.live]) {
    await shops.accounts.changeSettings(account, { changes: { disabled: true } });
  }
  for (const [name, asked] of ROWS) {
    // The second time it is remembered.
    for (const time of [1, 2])
      assert.equal(await shops.find(asked(shops)), null, `${name} ${time}`);
  }
  await shops.store.close();
});

test('one that is remembered is answered at once, a fresh one as it is now', async () => {
  const shops = await openShops();
  const asked = { key: OURS, proof: null };
  const { secrets } = (await findAccountBy(shops, asked, false)) ?? assert.fail();
  const elsewhere = createAccounts(shops.store, createVault(MASTER_KEY), () => shops.clock.now);
  await elsewhere.addSecret(shops.ours, 'a new secret', null);
  const remembered = findAccountBy(shops, asked, false);
  assert.ok(remembered !== null && !(remembered instanceof Promise));
  assert.equal(remembered.secrets, secrets);
  const fresh = await findAccountBy(shops, asked, true);
  assert.deepEqual(fresh?.secrets, [{ id: 2, secret: 'a new secret' }, ...secrets]);
  await shops.store.close();
});

test('the operator is found once there is an admin token, whatever name is asked for', async () => {
  const shops = await openShops();
  const asked = { by: 'operator', key: OURS, proof: null } as const;
  assert.equal(await findAccountBy(shops, asked, false), null);
  const token = (await ensureAdminToken(shops.store, null)) ?? assert.fail();
  const found = await findAccountBy(shops, asked, false);
  assert.deepEqual(found?.credentials, { key: 'operator', secret: digestOf(token) });
  await shops.store.close();
});

// Databases have this name.
test('the setting that names the first account is called as ever', () => {
  assert.equal(FIRST_ACCOUNT, 'first_account');
});

for (const mode of ['sandbox', 'live'] as const) {
  test(`the name of an example, where the first account is a ${mode} one`, async () => {
    const rig = await openRig({ account: { mode } });
    const parts = { ...rig, pages: createPageTokens(rig.vault) };
    const asked = { key: 'EXAMPLE', proof: null, isSample: true } as const;
    assert.equal(await findAccountBy(parts, asked, false), null, 'no first start is known');
    await rig.store.putSetting(FIRST_ACCOUNT, CREDENTIALS.key);
    const meant = await findAccountBy(parts, asked, false);
    assert.equal(meant?.account.key, mode === 'sandbox' ? CREDENTIALS.key : undefined);
    const { isSample, ...plain } = asked;
    assert.equal(await findAccountBy(parts, plain, false), null);
    assert.equal(isSample, true);
    await rig.store.close();
  });
}

// Two server processes on one database, whose payments a second server carries: pages, webhooks,
// budgets, hints and connections are the same at either.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { withoutPostgres } from '../support/postgres.ts';
import { admin, goOn, pressButton } from '../support/chain.ts';
import { driverOf } from '../support/fixture.ts';
import { ask } from '../support/server.ts';
import { openChance } from '../prove/chance.ts';
import { findThere, payThere } from '../prove/far.ts';
import { shopOf } from '../prove/shop.ts';
import { type Lane, openWorld, type World } from '../prove/world.ts';
import { signText } from '../../src/gateways/cashfree/signature.ts';

const skip = withoutPostgres ?? false;
/** A change elsewhere is seen within this time. */
const SEEN_MS = 1600;
/** How often Cashfree is asked by one connection (src/gateways/cashfree/processor/index.ts). */
const PER_MINUTE = 30;
const MINUTE_MS = 60_000;
let world: World;
let lane: Lane;

before(async () => {
  if (skip !== false) return;
  const plan = { chance: openChance('two'), endsMax: 0, isStrict: false };
  world = await openWorld({ ...plan, isShared: true });
  lane = world.lanes.find(({ processor }) => processor === 'cashfree') ?? assert.fail();
});
after(() => world?.stop());

const asks = (name: string): number =>
  world.trace.filter((line) => line.includes(`GET /pg/orders/${name} `)).length;

/** Begins at the first, presses the button at the second; our name of the payment. */
async function begin(reference: string): Promise<{ page: string; name: string }> {
  const [one, two] = world.urls();
  assert.ok(one !== undefined && two !== undefined);
  const { page } = await driverOf('razorpay').create(shopOf(world, lane), reference);
  const bridge = await goOn(page.replace(world.url, two));
  assert.match(bridge, /paymentSessionId/);
  const made = world.trace.findLast((line) => / POST \/pg\/orders .*"order_id"/.test(line)) ?? '';
  const [, name] = /"order_id":"(\w+)"/.exec(made) ?? assert.fail(made);
  return { page, name: name ?? assert.fail() };
}

function hookOf(name: string) {
  const data = { order: { order_id: name }, payment: { cf_payment_id: 1 } };
  const body = JSON.stringify({ type: 'PAYMENT_SUCCESS_WEBHOOK', data });
  const at = String(Date.now());
  const signature = signText(`${at}${body}`, lane.far.secret);
  const signed = { 'x-webhook-timestamp': at, 'x-webhook-signature': signature };
  return { method: 'POST', headers: signed, body };
}

async function hookPath(): Promise<string> {
  const { connections } = (await admin(
    world,
    'GET',
    `/accounts/${lane.near.key}/connections`,
    undefined,
  )) as {
    readonly connections: readonly { readonly webhook_url: string }[];
  };
  return new URL(connections[0]?.webhook_url ?? '').pathname;
}

test('begun at one, pressed at the other, told to either, refunded once', { skip }, async () => {
  const { name } = await begin('TWO_1');
  await payThere(world.far, lane, name, 'success');
  const path = await hookPath();
  for (const url of world.urls()) {
    assert.equal((await ask(`${url}${path}`, hookOf(name))).status, 200);
  }
  const shop = shopOf(world, lane);
  const { read, words, refund } = driverOf('razorpay');
  for (let tries = 0; tries < 600; tries += 1) {
    if ((await read(shop, 'TWO_1'))[0] === words.paid) break;
    await setTimeout(50);
  }
  for (const url of world.urls()) {
    const own = shopOf({ ...world, url }, lane);
    assert.equal((await read(own, 'TWO_1'))[0], words.paid, url);
  }
  await refund(shop, 'TWO_1', 1000);
  await world.rest();
  const there = await findThere(world.far, lane, name);
  assert.deepEqual(
    there?.refunds.map(({ amountMinor }) => amountMinor),
    [1000],
  );
});

test('who proves nothing has a payment asked about once, wherever he comes', { skip }, async () => {
  const { page, name } = await begin('TWO_2');
  // Not across the end of ten seconds of the clock.
  const left = 10_000 - (Date.now() % 10_000);
  if (left < 3000) await setTimeout(left + 50);
  const before = asks(name);
  for (let times = 0; times < 3; times += 1) {
    for (const url of world.urls()) await ask(`${page.replace(world.url, url)}/back`);
  }
  assert.equal(asks(name) - before, 1);
});

test('a connection is asked so often a minute by both together', { skip }, async () => {
  const { name } = await begin('TWO_3');
  const path = await hookPath();
  // A minute of the first server's clock, which is the machine's here, that has just begun.
  const left = MINUTE_MS - (Date.now() % MINUTE_MS);
  if (left < 20_000) world.jump(left + 100);
  const before = asks(name);
  const enough = PER_MINUTE * 2 + 10;
  for (let times = 0; times < enough; times += 1) {
    const url = world.urls()[times % 2];
    assert.equal((await ask(`${url}${path}`, hookOf(name))).status, 200);
    await setTimeout(25);
  }
  await world.rest();
  const asked = asks(name) - before;
  assert.ok(asked > PER_MINUTE / 2, `asked ${asked} times`);
  assert.ok(asked <= PER_MINUTE, `asked ${asked} times`);
});

test('what is changed of a connection at one holds at the other', { skip }, async () => {
  const [one, two] = world.urls();
  const own = { url: one ?? '' };
  const at = `/accounts/${lane.near.key}/connections`;
  const { connections } = (await admin(own, 'GET', at, undefined)) as {
    readonly connections: readonly { readonly id: string }[];
  };
  const shop = shopOf(world, lane);
  const { page } = await driverOf('razorpay').create(shop, 'TWO_4');
  const press = () => pressButton(page.replace(world.url, two ?? ''));
  const change = (secret: string) =>
    admin(own, 'PATCH', `${at}/${connections[0]?.id}`, { credentials: { client_secret: secret } });
  await change('another_secret_1');
  await setTimeout(SEEN_MS);
  assert.equal((await press()).status, 303, 'begun with the former secret');
  await change(lane.far.secret);
  await setTimeout(SEEN_MS);
  const pressed = await press();
  assert.match(pressed.text, /paymentSessionId/);
});

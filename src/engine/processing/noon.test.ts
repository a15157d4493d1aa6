// A gateway that goes down at noon, told minute by minute: what is carried elsewhere, what waits,
// and what the customer reads. First nobody listens, then it is broken, then silent, then back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTwoGateways, type Stage } from '../../../test/support/two-gateways.ts';
import type { Weather } from '../../../test/support/wire-gateway.ts';

const NOON = Date.parse('2026-05-04T06:30:00Z');
const MINUTE_MS = 60_000;

/** Where a press of the button led: the gateway's name, or what the page says. */
async function pressNew(stage: Stage): Promise<readonly [where: string, key: number]> {
  const key = await stage.order();
  const read = await stage.press(key);
  const { payments } = await stage.read(key);
  const last = payments.at(-1);
  const isBegun = read === '/go' && last?.status === 'pending';
  return [isBegun ? (last.processor ?? '') : read, key];
}

function at(stage: Stage, minute: number): void {
  assert.ok(stage.clock.now <= NOON + minute * MINUTE_MS, `it is later than minute ${minute}`);
  stage.clock.now = NOON + minute * MINUTE_MS;
}

/** How often somebody tried to begin a payment there since it was asked last. */
function startsAt({ heard }: Stage['north']): number {
  return heard.splice(0).filter((each) => each === 'POST /orders').length;
}

async function openNoon(): Promise<Stage> {
  const stage = await openTwoGateways({ now: NOON - 10 * MINUTE_MS });
  const [north = '', south = ''] = stage.names;
  await stage.setRoutes([], [north, south]);
  return stage;
}

test('noon: what is carried elsewhere, what waits, what the customer reads', async () => {
  const stage = await openNoon();
  const { north, south } = stage;
  // 11:59. All is well, and one customer stands on the first gateway's page.
  at(stage, -1);
  const [before, waiting] = await pressNew(stage);
  assert.equal(before, 'north');
  assert.match((await stage.reasons(waiting)).join(), /^default → North Pay \(conn_\w+\)$/);
  startsAt(north);

  // 12:00. Nobody listens there. Each press is carried elsewhere at once, by one click.
  at(stage, 0);
  north.weather = 'refused';
  for (let customer = 1; customer <= 3; customer += 1) {
    const [where, key] = await pressNew(stage);
    assert.equal(where, 'south', `customer ${customer}`);
    const { payments } = await stage.read(key);
    assert.deepEqual(
      payments.map(({ processor, status }) => `${processor} ${status}`),
      ['north failed', 'south pending'],
    );
    // One name is never told to both.
    const names = payments.map(({ id }) => id.token);
    assert.deepEqual(
      [north.book.has(names[0] ?? ''), south.book.has(names[1] ?? '')],
      [false, true],
    );
    const [first = '', gone = '', second = ''] = await stage.reasons(key);
    assert.match(first, /^default → North Pay/);
    assert.match(gone, /^not taken, so another connection can be asked: connect/);
    assert.match(second, /^default → South Pay .*; North Pay .* was left out: did not take it/);
  }
  assert.equal(startsAt(north), 3);
  // Three in a row: from now on nobody waits for it.
  const [fourth, fourthKey] = await pressNew(stage);
  assert.deepEqual([fourth, startsAt(north)], ['south', 0]);
  assert.match(
    (await stage.reasons(fourthKey)).join(),
    /South Pay .*; North Pay .* was left out: circuit open since 06:30 UTC \(connect: connection/,
  );
  // The merchant is told of no failure: nobody was turned away.
  const events = await stage.store.listEvents(stage.account.id, {}, 200);
  assert.equal(events.filter(({ kind }) => kind === 'payment.failed').length, 0);

  // The customer of 11:59 is not charged elsewhere: the first page may still be paid.
  assert.match(await stage.look(waiting), /Continue to payment/);
  assert.equal(await stage.press(waiting), '/go');
  const held = await stage.read(waiting);
  assert.deepEqual(
    held.payments.map(({ processor }) => processor),
    ['north'],
  );

  // 12:01. Its time is over: one customer tries it, and is carried elsewhere; the others do not.
  at(stage, 1);
  for (let customer = 1; customer <= 3; customer += 1) {
    assert.equal((await pressNew(stage))[0], 'south');
  }
  assert.equal(startsAt(north), 1);

  // 12:03. Something listens again, and is broken. The same: one tries, and nobody is turned away.
  at(stage, 3);
  north.weather = 'broken';
  const [broken, brokenKey] = await pressNew(stage);
  assert.deepEqual([broken, startsAt(north)], ['south', 1]);
  assert.match((await stage.reasons(brokenKey)).join('\n'), /not taken, .*: 500 Internal/);
  assert.equal((await pressNew(stage))[0], 'south');
  assert.equal(startsAt(north), 0);

  // 12:06. Silence: the one that tries waits ten seconds, and goes on elsewhere.
  at(stage, 6);
  north.weather = 'silent';
  const began = stage.clock.now;
  assert.equal((await pressNew(stage))[0], 'south');
  assert.equal(stage.clock.now - began, 10_000);
  assert.equal((await pressNew(stage))[0], 'south');
  assert.equal(stage.clock.now - began, 10_000, 'the next one does not wait');
  assert.equal(startsAt(north), 1);

  // What was begun at 11:59 is asked about all the while, and is neither failed nor paid.
  await stage.pass(2 * MINUTE_MS, 5000);
  assert.equal((await stage.read(waiting)).payments[0]?.status, 'pending');
  north.heard.splice(0);

  // 12:15. It is back: one customer finds that out, and all others follow.
  at(stage, 15);
  north.weather = 'up';
  assert.equal((await pressNew(stage))[0], 'north');
  for (let customer = 1; customer <= 2; customer += 1) {
    const [where, key] = await pressNew(stage);
    assert.equal(where, 'north');
    assert.match((await stage.reasons(key)).join(), /^default → North Pay \(conn_\w+\)$/);
  }
  // The customer of 11:59 has paid meanwhile, and no other gateway ever heard of it.
  const book = north.book.get(held.payments[0]?.id.token ?? '');
  assert.ok(book !== undefined);
  book.order = 'closed';
  book.paidMinor = 50050;
  await stage.pass(6 * MINUTE_MS, 5000);
  assert.equal((await stage.read(waiting)).order.status, 'paid');
  assert.equal(south.book.has(held.payments[0]?.id.token ?? ''), false);
  await stage.close();
});

test('both are down: the customer reads that it could not be made, and may try again', async () => {
  const stage = await openNoon();
  const { north, south } = stage;
  at(stage, 0);
  for (const weather of ['refused', 'broken', 'silent'] as const satisfies readonly Weather[]) {
    north.weather = weather;
    south.weather = weather;
    const began = stage.clock.now;
    const [read, key] = await pressNew(stage);
    assert.equal(read, '?tried', weather);
    // Two that say nothing keep nobody longer than one does.
    assert.equal(stage.clock.now - began, weather === 'silent' ? 20_000 : 0);
    const page = await stage.look(key);
    assert.match(page, /Payment failed The payment could not be made\. Try again/);
    assert.match(page, /Pay ₹500\.50/);
    // The last attempt is told to the merchant as a failure; the one before it is not.
    const events = await stage.store.listEvents(stage.account.id, { orderKey: key }, 50);
    assert.equal(events.filter(({ kind }) => kind === 'payment.failed').length, 1, weather);
  }
  // An open circuit turns nobody away: where nothing else is left, it is tried all the same.
  north.weather = 'up';
  const [where, key] = await pressNew(stage);
  assert.equal(where, 'north');
  assert.match((await stage.reasons(key)).join('\n'), /nothing else can take it, though: circuit/);
  await stage.close();
});

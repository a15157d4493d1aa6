// Cashfree as a processor against our own server, which speaks its API: every request is taken, and
// every answer is understood. Where both read one table wrongly this sees nothing: the fixtures do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Choice } from '../../src/core/command.ts';
import {
  type Ask,
  askOf,
  CONNECTION,
} from '../../src/gateways/cashfree/processor/fixtures/asked.ts';
import { cashfree } from '../../src/gateways/cashfree/processor/index.ts';
import type { Attempted, Exchange, Found, Side } from '../../src/gateways/processor.ts';
import { CARD, callProcessor, payAt } from '../support/processor-ask.ts';
import { KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

function sideOf(secret = SECRET): Side {
  const credentials = { client_id: KEY, client_secret: secret };
  const connection = { ...CONNECTION, baseUrl: server.url, credentials: [credentials] };
  return { connection, credentials, now: Date.now() };
}

/** As the engine calls. */
function call<Asked, Result extends { readonly kind: string }>(
  exchange: Exchange<Asked, Result>,
  asked: Asked,
  side = sideOf(),
) {
  return callProcessor(exchange, asked, side);
}

async function begin(name: string, more: Partial<Ask> = {}): Promise<Ask> {
  const ask = askOf({ name, refundName: `${name}R`, attempt: null, ...more });
  const started = await call(cashfree.start, ask);
  assert.ok(started.kind === 'started', JSON.stringify(started));
  return { ...ask, theirOrder: started.theirOrder };
}

/** The customer at the server's own page. */
function pay(ask: Ask, choice: Choice): Promise<void> {
  return payAt(server, { by: 'reference', reference: ask.name }, ask, choice);
}

async function find(ask: Ask): Promise<Found> {
  const found = await call(cashfree.inquire, ask);
  assert.ok(found.kind === 'found', JSON.stringify(found));
  return found;
}

function say({ order, attempts }: Found): string {
  const told = attempts.map(({ state, amountMinor }) => `${state}:${amountMinor}`);
  return [order, ...told].join(' ');
}

async function paidBy(ask: Ask): Promise<Ask> {
  const { attempts } = await find(ask);
  return { ...ask, attempt: attempts.at(-1)?.theirs ?? assert.fail() };
}

test('an order that failed once and is paid then; started again it is the same', async () => {
  const ask = await begin('aaaaaaaaaaaa01');
  const again = await call(cashfree.start, ask);
  assert.equal(again.kind === 'started' && again.theirOrder, ask.theirOrder);
  assert.equal(say(await find(ask)), 'open');
  await pay(ask, 'failure');
  assert.equal(say(await find(ask)), 'open failed:50000');
  await pay(ask, 'success');
  const { attempts } = await find(ask);
  // Payments of one second are in no order: their times have no fractions.
  assert.deepEqual(attempts.map(({ state }) => state).toSorted(), ['captured', 'failed']);
  const captured = attempts.find(({ state }) => state === 'captured');
  assert.deepEqual(captured?.instrument, { ...CARD });
  const failed = attempts.find(({ state }) => state === 'failed');
  assert.equal(failed?.decline, 'declined');
});

test('a name that was never sent is absent', async () => {
  assert.equal(say(await find(askOf({ name: 'neverSentName1' }))), 'absent');
});

test('an order that is withdrawn is closed, and withdrawing a paid one leaves it', async () => {
  const { withdraw } = cashfree;
  assert.ok(withdraw);
  const unpaid = await begin('aaaaaaaaaaaa05');
  assert.equal((await call(withdraw, unpaid)).kind, 'withdrawn');
  assert.equal(say(await find(unpaid)), 'closed');
  const paid = await begin('aaaaaaaaaaaa06');
  await pay(paid, 'success');
  assert.equal((await call(withdraw, paid)).kind, 'left');
});

test('a refund, the same again, and what the inquiries tell of it', async () => {
  const begun = await begin('aaaaaaaaaaaa02');
  await pay(begun, 'success');
  const whole = await paidBy(begun);
  const ask = { ...whole, refund: { ...whole.refund, amountMinor: 2005 } };
  assert.equal((await call(cashfree.inquireRefund, ask)).kind, 'absent');
  const first = await call(cashfree.refund, ask);
  assert.ok(first.kind === 'refunded');
  assert.equal(first.refund.amountMinor, 2005);
  assert.equal(first.refund.attempt, ask.attempt);
  // Another ten minutes, another key: its name alone keeps it single.
  const later = { ...sideOf(), now: Date.now() + 600_000 };
  const again = await call(cashfree.refund, ask, later);
  assert.equal(again.kind === 'refunded' && again.refund.theirs, first.refund.theirs);
  const found = await call(cashfree.inquireRefund, ask);
  assert.equal(found.kind === 'refunded' && found.refund.theirs, first.refund.theirs);
  const { refunds } = await find(ask);
  assert.deepEqual(
    refunds.map(({ theirs, ours }) => [theirs, ours]),
    [[first.refund.theirs, ask.refundName]],
  );
  const amountMinor = 50_000;
  const greater = { ...ask, refundName: 'aaaaaaaaaaaaR3', refund: { ...ask.refund, amountMinor } };
  const no = await call(cashfree.refund, greater);
  assert.ok(no.kind === 'refused' && no.why === 'input' && no.again === 'never');
});

// Our server takes captures of the whole alone.
test('held money is captured, and captured again comes to the same', async () => {
  const { order } = askOf();
  const begun = await begin('aaaaaaaaaaaa03', { order: { ...order, capture: 'manual' } });
  await pay(begun, 'authorize');
  assert.equal(say(await find(begun)), 'open authorized:50000');
  const ask = await paidBy(begun);
  const { capture } = cashfree;
  assert.ok(capture);
  for (const side of [sideOf(), { ...sideOf(), now: Date.now() + 600_000 }]) {
    const told: { readonly kind: string } = await call(capture, ask, side);
    const { attempt } = told as Attempted;
    assert.deepEqual([told.kind, attempt?.state], ['attempted', 'captured']);
    assert.equal(attempt?.amountMinor, 50_000);
  }
});

test('held money is released', async () => {
  const { order } = askOf();
  const begun = await begin('aaaaaaaaaaaa07', { order: { ...order, capture: 'manual' } });
  await pay(begun, 'authorize');
  const { release } = cashfree;
  assert.ok(release);
  const released = await call(release, await paidBy(begun));
  assert.equal(released.kind === 'attempted' && released.attempt.state, 'voided');
});

test('right credentials are accepted, wrong ones are not', async () => {
  assert.equal((await call(cashfree.probe, null)).kind, 'accepted');
  const wrong = await call(cashfree.probe, null, sideOf('wrong'));
  assert.equal(wrong.kind === 'refused' && wrong.why, 'credentials');
});

test('its script is served where the page looks for it', async () => {
  const started = await call(cashfree.start, askOf({ name: 'aaaaaaaaaaaa04' }));
  assert.ok(started.kind === 'started' && started.step.kind === 'script');
  const script = await fetch(started.step.source);
  assert.equal(script.status, 200);
  assert.match(await script.text(), /window\.Cashfree = /);
});

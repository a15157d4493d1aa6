// Paytring as a processor against our own server, which speaks its API: every request is taken, and
// every answer is understood. Where both read one table wrongly this sees nothing: the fixtures do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Choice } from '../../src/core/command.ts';
import {
  askHeld,
  askOf,
  AMOUNT,
  CONNECTION,
} from '../../src/gateways/paytring/processor/fixtures/question.ts';
import { say } from '../../src/gateways/paytring/processor/fixtures/read.ts';
import { paytring } from '../../src/gateways/paytring/processor/index.ts';
import type { Exchange, Found, Given, RefundFinding, Side } from '../../src/gateways/processor.ts';
import { type Ask, callProcessor, payAt } from '../support/processor-ask.ts';
import { ask as askServer, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

assert.ok(paytring.identifies === 'difference' && paytring.capture && paytring.release);
const { inquireGiven, capture, release } = paytring;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

function sideOf(secret = SECRET): Side {
  const credentials = { key: KEY, secret };
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

/** Begins it under this name; where its page is. */
async function begin(name: string, base: Ask): Promise<{ readonly ask: Ask; page: string }> {
  const payment = { ...base.payment, createdAt: Date.now() };
  const ask: Ask = { ...base, name, theirOrder: null, attempt: null, payment };
  const started = await call(paytring.start, ask);
  assert.ok(started.kind === 'started', JSON.stringify(started));
  const { theirOrder, step } = started;
  assert.ok(step.kind === 'redirect');
  return { ask: { ...ask, theirOrder }, page: step.url };
}

function pay(ask: Ask, choice: Choice): Promise<void> {
  return payAt(server, { by: 'reference', reference: ask.name }, ask, choice);
}

async function find(ask: Ask): Promise<string> {
  const found = await call(paytring.inquire, ask);
  if (found.kind !== 'found') return say(found);
  const { order, attempts, refunds }: Found = found;
  const told = attempts.map(({ state, amountMinor, currency }) => [state, amountMinor, currency]);
  return [order, ...told.map((each) => each.join(':')), ...refunds.map(show)].join(' ');
}

function show({ theirs, state, amountMinor }: RefundFinding): string {
  return `${theirs}:${state}:${amountMinor}`;
}

/** Of an order that is paid, with what had gone back of it before. */
async function paid(ask: Ask, minor: number, beforeMinor = 0): Promise<Ask> {
  const found = await call(paytring.inquire, ask);
  const attempt = found.kind === 'found' ? found.attempts.at(-1)?.theirs : null;
  assert.ok(attempt);
  const payment = { ...ask.payment, status: 'captured', capturedMinor: AMOUNT } as const;
  const sending = { count: 1, at: 0, beforeMinor, before: [] };
  return { ...ask, attempt, payment, refund: { ...ask.refund, amountMinor: minor, sending } };
}

async function given(ask: Ask): Promise<Given> {
  const said = await call(inquireGiven, ask);
  assert.ok(said.kind === 'given', JSON.stringify(said));
  return said;
}

test('an order that failed once and is paid then; its page is there', async () => {
  const { ask, page } = await begin('aaaaaaaaaaaa01', askOf());
  assert.match(page, new RegExp(`^${server.url}/pay/`));
  assert.equal((await askServer(page)).status, 200);
  assert.equal(await find(ask), 'open');
  await pay(ask, 'failure');
  assert.equal(await find(ask), `open failed:${AMOUNT}:INR`);
  await pay(ask, 'success');
  assert.equal(await find(ask), `closed captured:${AMOUNT}:INR`);
  assert.equal(await find({ ...ask, theirOrder: null }), `closed captured:${AMOUNT}:INR`);
  const again = await call(paytring.start, ask);
  assert.equal(say(again), 'refused input never', 'a receipt is taken once');
});

test('a name that was never sent is absent, and so is an order of another account', async () => {
  assert.equal(await find(askOf({ name: 'neverSentName1', theirOrder: null })), 'absent');
  assert.equal(await find(askOf({ theirOrder: '4896511492221833' })), 'absent');
});

test('parts and then all: each has its name there, and the sum is of what went back', async () => {
  const begun = await begin('aaaaaaaaaaaa02', askOf());
  await pay(begun.ask, 'success');
  const part = await paid(begun.ask, 50);
  assert.deepEqual((await given(part)).refunds, []);
  const first = await call(paytring.refund, part);
  assert.ok(first.kind === 'refunded' && first.refund.theirs !== null);
  const second = await call(paytring.refund, { ...part });
  assert.ok(second.kind === 'refunded');
  assert.notEqual(second.refund.theirs, first.refund.theirs, 'nobody keeps our name: it is two');
  const told = await given(part);
  assert.equal(told.totalMinor, 100);
  assert.deepEqual(
    told.refunds?.map(({ theirs, amountMinor }) => [theirs, amountMinor]),
    [
      [first.refund.theirs, 50],
      [second.refund.theirs, 50],
    ],
  );
  const named = { ...part.refund, processorReference: first.refund.theirs };
  const one = await call(paytring.inquireRefund, { ...part, refund: named });
  assert.ok(one.kind === 'refunded');
  assert.match(show(one.refund), new RegExp(`^${first.refund.theirs}:(pending|processed):50$`));
  assert.match(await find(part), /^closed captured:118:INR \d+:\w+:50 \d+:\w+:50$/);
  assert.equal(say(await call(paytring.refund, part)), 'refused input never', 'too much');
  const whole = await begin('aaaaaaaaaaaa03', askOf());
  await pay(whole.ask, 'success');
  const all = await paid(whole.ask, AMOUNT);
  assert.equal((await call(paytring.refund, all)).kind, 'refunded');
  assert.equal((await given(all)).totalMinor, AMOUNT);
});

test('held money is captured, or let go', async () => {
  const taken = await begin('aaaaaaaaaaaa04', askHeld());
  await pay(taken.ask, 'authorize');
  assert.equal(await find(taken.ask), `closed authorized:${AMOUNT}:INR`);
  const payment = { ...taken.ask.payment, status: 'authorized', requested: 'capture' } as const;
  const ask = { ...taken.ask, payment, attempt: taken.ask.theirOrder };
  for (let times = 0; times < 2; times += 1) {
    const captured = await call(capture, ask);
    assert.ok(captured.kind === 'attempted', JSON.stringify(captured));
    assert.deepEqual([captured.attempt.state, captured.attempt.amountMinor], ['captured', AMOUNT]);
  }
  const freed = await begin('aaaaaaaaaaaa05', askHeld());
  await pay(freed.ask, 'authorize');
  const released = await call(release, { ...freed.ask, attempt: freed.ask.theirOrder });
  assert.ok(released.kind === 'attempted', JSON.stringify(released));
  assert.equal(released.attempt.state, 'voided');
});

test('right credentials are accepted, wrong ones are not', async () => {
  assert.equal((await call(paytring.probe, null)).kind, 'accepted');
  const wrong = await call(paytring.probe, null, sideOf('wrong'));
  assert.equal(say(wrong), 'refused credentials later');
});

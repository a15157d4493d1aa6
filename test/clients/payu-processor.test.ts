// PayU as we speak it, over HTTP, to PayU as we serve it: what the one asks the other answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { payu } from '../../src/gateways/payu/processor/index.ts';
import {
  askRefund,
  askStart,
  CREDENTIALS,
  connect,
} from '../../src/gateways/payu/processor/fixtures/question.ts';
import type {
  CaptureAsk,
  Connection,
  Exchange,
  Found,
  PaymentAsk,
  RefundAsk,
  Side,
  StartAsk,
} from '../../src/gateways/processor.ts';
import { callProcessor } from '../support/processor-ask.ts';
import { control, openStage, pay, postForm, type Stage } from './payu-stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.stop());

function sideOf(changes: Partial<Connection> = {}): Side {
  const connection = connect({ baseUrl: `${stage.server.url}/payu`, ...changes });
  return { connection, credentials: connection.credentials[0] ?? {}, now: Date.now() };
}

/** As the engine calls. */
function exchange<Asked, Result extends { readonly kind: string }>(
  asking: Exchange<Asked, Result>,
  given: Asked,
  by = sideOf(),
) {
  return callProcessor(asking, given, by);
}

async function start(name: string, order: Parameters<typeof askStart>[0] = {}): Promise<StartAsk> {
  const given = { ...askStart(order), name };
  const started = await exchange(payu.start, given);
  assert.ok(started.kind === 'started' && started.step.kind === 'post');
  const { url: action, fields } = started.step;
  const sent = await postForm({ action, fields });
  assert.equal(sent.status, 303, sent.text);
  return given;
}

async function inquire(name: string): Promise<Found> {
  const found = await exchange(payu.inquire, paymentOf(name));
  assert.ok(found.kind === 'found', JSON.stringify(found));
  return found;
}

function paymentOf(name: string, attempt: string | null = null): RefundAsk {
  return { ...askRefund({ name, attempt }), refundName: `${name}R1` };
}

async function attemptOf(name: string) {
  const { order, attempts } = await inquire(name);
  return `${order} ${attempts.map(({ state, amountMinor }) => `${state} ${amountMinor}`)}`;
}

test('the check of a connection: the right salt, and a wrong one', async () => {
  assert.equal((await exchange(payu.probe, null)).kind, 'accepted');
  const { key } = CREDENTIALS;
  const wrong = [{ key, salt: 'wrong-salt' }];
  const refused = await exchange(payu.probe, null, sideOf({ credentials: wrong }));
  assert.ok(refused.kind === 'refused' && refused.why === 'credentials', JSON.stringify(refused));
});

test('a payment from the form to a refund that is told by its token', async () => {
  const name = 'procname000001';
  assert.equal((await inquire(name)).order, 'absent');
  await start(name);
  assert.equal(await attemptOf(name), 'open ');
  const number = await pay(stage.server, name);
  const { order, attempts, refunds } = await inquire(name);
  assert.deepEqual([order, refunds], ['closed', []]);
  assert.deepEqual(
    attempts.map(({ theirs, state, amountMinor, currency }) => [
      theirs,
      state,
      amountMinor,
      currency,
    ]),
    [[number, 'captured', 50000, 'INR']],
  );
  const given = paymentOf(name, number);
  assert.equal((await exchange(payu.inquireRefund, given)).kind, 'absent');
  const queued = await exchange(payu.refund, given);
  assert.ok(queued.kind === 'refunded', JSON.stringify(queued));
  // The same once more is the same refund, not a second one.
  const again = await exchange(payu.refund, given);
  assert.ok(again.kind === 'refunded', JSON.stringify(again));
  assert.deepEqual([again.refund.theirs, again.refund.amountMinor], [queued.refund.theirs, 400]);
  const after = await inquire(name);
  assert.deepEqual(
    after.refunds.map(({ theirs, ours, amountMinor }) => [theirs, ours, amountMinor]),
    [[queued.refund.theirs, given.refundName, 400]],
  );
  const much = { ...given, refundName: 'another0000001' };
  const over = { ...much, refund: { ...much.refund, amountMinor: 60000 } };
  const refused = await exchange(payu.refund, over);
  assert.ok(refused.kind === 'refused' && refused.why === 'input', JSON.stringify(refused));
});

test('a decline leaves the page open, and its next attempt pays', async () => {
  const name = 'procname000002';
  await start(name);
  await control(stage.server, '/pay', {
    order: name,
    method: 'card',
    outcome: 'failure',
  });
  const { order, attempts } = await inquire(name);
  assert.equal(order, 'open');
  assert.deepEqual(
    attempts.map(({ state, decline }) => [state, decline]),
    [['failed', 'declined']],
  );
  await pay(stage.server, name);
  assert.equal(await attemptOf(name), 'closed captured 50000');
});

async function settle(name: string, isDone: (told: string) => boolean): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const told = await attemptOf(name);
    if (isDone(told) || tries > 100) return told;
    await setTimeout(20);
  }
}

function take(given: CaptureAsk) {
  assert.ok(payu.capture);
  return exchange(payu.capture, given);
}

function letGo(given: PaymentAsk) {
  assert.ok(payu.release);
  return exchange(payu.release, given);
}

test('what is held is captured, or let go by the command that only releases', async () => {
  for (const [name, action, end] of [
    ['procname000003', 'capture', 'closed captured 50000'],
    ['procname000004', 'release', /voided/],
  ] as const) {
    await start(name, { capture: 'manual' });
    const number = await pay(stage.server, name);
    assert.equal(await attemptOf(name), 'closed authorized 50000');
    const given = { ...paymentOf(name, number), amountMinor: 50000 };
    const said = await (action === 'capture' ? take(given) : letGo(given));
    assert.ok(said.kind === 'attempted', JSON.stringify(said));
    assert.match(said.attempt.state, /pending|captured|voided/);
    const told = await settle(name, (text) => !/pending|authorized/.test(text));
    if (typeof end === 'string') assert.equal(told, end);
    else assert.match(told, end);
    // What is over cannot be released: it is told as it is, and nothing is given back.
    const late = await letGo(given);
    assert.ok(late.kind === 'attempted', JSON.stringify(late));
    assert.equal(late.attempt.state, action === 'capture' ? 'captured' : 'voided');
    assert.deepEqual((await inquire(name)).refunds, []);
  }
});

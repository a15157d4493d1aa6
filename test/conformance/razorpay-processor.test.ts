// Razorpay as a processor against our own server, which speaks its API: every request is taken, and
// every answer is understood. Where both read one table wrongly this sees nothing: the fixtures do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Choice } from '../../src/core/command.ts';
import type { Exchange, Side } from '../../src/gateways/processor.ts';
import {
  type Ask,
  askOf,
  CONNECTION,
} from '../../src/gateways/razorpay/processor/fixtures/question.ts';
import { attemptsIn, refundsIn, say } from '../../src/gateways/razorpay/processor/fixtures/read.ts';
import { razorpay } from '../../src/gateways/razorpay/processor/index.ts';
import { callProcessor, payAt } from '../support/processor-ask.ts';
import { KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

function sideOf(secret = SECRET): Side {
  const credentials = { key_id: KEY, key_secret: secret };
  const baseUrl = `${server.url}/razorpay`;
  const connection = { ...CONNECTION, baseUrl, credentials: [credentials] };
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
  const ask = askOf(5000, { name, refundName: `${name}R`, ...more });
  const started = await call(razorpay.start, ask);
  assert.ok(started.kind === 'started', JSON.stringify(started));
  return { ...ask, theirOrder: started.theirOrder };
}

/** The customer at the server's own page. */
function pay(ask: Ask, choice: Choice): Promise<void> {
  return payAt(
    server,
    { by: 'token', token: ask.theirOrder?.replace('order_', '') ?? '' },
    ask,
    choice,
  );
}

async function paidBy(ask: Ask): Promise<Ask> {
  const attempts = attemptsIn(await call(razorpay.inquire, ask));
  return { ...ask, attempt: attempts.at(-1)?.theirs ?? assert.fail() };
}

test('an order that failed once and is paid then', async () => {
  const ask = await begin('aaaaaaaaaaaa01');
  assert.equal(say(await call(razorpay.inquire, ask)), 'open');
  await pay(ask, 'failure');
  assert.equal(say(await call(razorpay.inquire, ask)), 'open failed:5000:declined');
  await pay(ask, 'success');
  const paid = 'closed failed:5000:declined captured:5000:visa';
  assert.equal(say(await call(razorpay.inquire, ask)), paid);
  assert.equal(say(await call(razorpay.inquire, { ...ask, theirOrder: null })), paid);
});

test('a name that was never sent is absent', async () => {
  assert.equal(
    say(await call(razorpay.inquire, askOf(5000, { name: 'neverSentName1' }))),
    'absent',
  );
});

test('a refund, the same again, and what the inquiries tell of it', async () => {
  const begun = await begin('aaaaaaaaaaaa02');
  await pay(begun, 'success');
  const whole = await paidBy(begun);
  const ask = { ...whole, refund: { ...whole.refund, amountMinor: 2000 } };
  assert.equal((await call(razorpay.inquireRefund, ask)).kind, 'absent');
  const [first] = refundsIn(await call(razorpay.refund, ask));
  assert.equal(first?.amountMinor, 2000);
  assert.equal(first?.ours, ask.refundName);
  const [again] = refundsIn(await call(razorpay.refund, ask));
  assert.equal(again?.theirs, first?.theirs);
  const [found] = refundsIn(await call(razorpay.inquireRefund, ask));
  assert.equal(found?.theirs, first?.theirs);
  const all = refundsIn(await call(razorpay.inquire, ask));
  assert.deepEqual(
    all.map(({ theirs, ours }) => [theirs, ours]),
    [[first?.theirs, ask.refundName]],
  );
  const greater = { ...ask, refundName: 'aaaaaaaaaaaaR3', refund: whole.refund };
  assert.equal(say(await call(razorpay.refund, greater)), 'refused input never');
});

test('an authorized payment is captured, and captured again comes to the same', async () => {
  const { order } = askOf(5000);
  const begun = await begin('aaaaaaaaaaaa03', { order: { ...order, capture: 'manual' } });
  await pay(begun, 'authorize');
  const ask = await paidBy(begun);
  assert.equal(say(await call(razorpay.inquire, ask)), 'open authorized:5000:visa');
  const { capture } = razorpay;
  assert.ok(capture);
  assert.equal(say(await call(capture, ask)), 'captured:5000');
  assert.equal(say(await call(capture, ask)), 'captured:5000');
});

test('right credentials are accepted, wrong ones are not', async () => {
  assert.equal((await call(razorpay.probe, null)).kind, 'accepted');
  const wrong = await call(razorpay.probe, null, sideOf('wrong'));
  assert.equal(wrong.kind === 'refused' && wrong.why, 'credentials');
});

test('its script is served where the page looks for it', async () => {
  const ask = askOf(5000, { name: 'aaaaaaaaaaaa04' });
  const started = await call(razorpay.start, ask);
  assert.ok(started.kind === 'started' && started.step.kind === 'script');
  const script = await fetch(started.step.source);
  assert.equal(script.status, 200);
  assert.match(await script.text(), /window\.Razorpay = /);
});

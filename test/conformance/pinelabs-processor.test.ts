// Pine Labs as a processor against our own server, which speaks its API: every request is taken,
// every answer understood. Where both read one table wrongly this sees nothing: the fixtures do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Choice } from '../../src/core/command.ts';
import {
  type Ask,
  askOf,
  CONNECTION,
} from '../../src/gateways/pinelabs/processor/fixtures/asked.ts';
import { pinelabs } from '../../src/gateways/pinelabs/processor/index.ts';
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
  const baseUrl = `${server.url}/pinelabs`;
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
  const ask = askOf({ name, refundName: `${name}R`, attempt: null, theirOrder: null, ...more });
  const started = await call(pinelabs.start, ask);
  assert.ok(started.kind === 'started', JSON.stringify(started));
  assert.ok(started.step.kind === 'redirect');
  assert.equal((await fetch(started.step.url)).status, 200, 'the page is there');
  return { ...ask, theirOrder: started.theirOrder };
}

/** The customer at the server's own page. */
function pay(ask: Ask, choice: Choice): Promise<void> {
  return payAt(server, { by: 'reference', reference: ask.name }, ask, choice);
}

async function find(ask: Ask): Promise<Found> {
  const found = await call(pinelabs.inquire, ask);
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

test('an order that failed once and is paid then', async () => {
  const ask = await begin('aaaaaaaaaaaa01');
  assert.equal(say(await find(ask)), 'open');
  await pay(ask, 'failure');
  assert.equal(say(await find(ask)), 'open failed:50000');
  await pay(ask, 'success');
  assert.equal(say(await find(ask)), 'closed failed:50000 captured:50000');
  const [failed, captured] = (await find(ask)).attempts;
  assert.equal(failed?.decline, 'declined');
  assert.deepEqual(captured?.instrument, { ...CARD });
});

test('a name that was never sent is absent', async () => {
  assert.equal(say(await find(askOf({ name: 'neverSentName1' }))), 'absent');
});

test('a refund, the same again, and what the inquiries tell of it', async () => {
  const begun = await begin('aaaaaaaaaaaa02');
  await pay(begun, 'success');
  const whole = await paidBy(begun);
  const ask = { ...whole, refund: { ...whole.refund, amountMinor: 2005 } };
  assert.equal((await call(pinelabs.inquireRefund, ask)).kind, 'absent');
  const first = await call(pinelabs.refund, ask);
  assert.ok(first.kind === 'refunded', JSON.stringify(first));
  assert.equal(first.refund.amountMinor, 2005);
  assert.equal(first.refund.ours, ask.refundName);
  const again = await call(pinelabs.refund, ask);
  assert.equal(again.kind === 'refunded' && again.refund.theirs, first.refund.theirs);
  const found = await call(pinelabs.inquireRefund, ask);
  assert.ok(found.kind === 'refunded');
  assert.deepEqual([found.refund.theirs, found.refund.state], [first.refund.theirs, 'processed']);
  const amountMinor = 50_000;
  const greater = { ...ask, refundName: 'aaaaaaaaaaaaR3', refund: { ...ask.refund, amountMinor } };
  const no = await call(pinelabs.refund, greater);
  assert.ok(no.kind === 'refused' && no.why === 'input' && no.again === 'never');
});

const HELD = { ...askOf().order, capture: 'manual' } as const;

for (const [name, amountMinor] of [
  ['aaaaaaaaaaaa03', 50_000],
  ['aaaaaaaaaaaa04', 20_000],
] as const) {
  test(`held money is captured, ${amountMinor} of it, and again comes to the same`, async () => {
    const begun = await begin(name, { order: HELD });
    await pay(begun, 'authorize');
    assert.equal(say(await find(begun)), 'closed authorized:50000');
    const ask = { ...(await paidBy(begun)), amountMinor };
    const { capture } = pinelabs;
    assert.ok(capture);
    for (let times = 0; times < 2; times += 1) {
      const told: { readonly kind: string } = await call(capture, ask);
      const { attempt } = told as Attempted;
      assert.deepEqual([told.kind, attempt?.state], ['attempted', 'captured']);
      assert.equal(attempt?.amountMinor, amountMinor);
    }
  });
}

test('held money is released', async () => {
  const begun = await begin('aaaaaaaaaaaa07', { order: HELD });
  await pay(begun, 'authorize');
  const { release } = pinelabs;
  assert.ok(release);
  const released = await call(release, await paidBy(begun));
  assert.equal(released.kind === 'attempted' && released.attempt.state, 'voided');
});

test('right credentials are accepted, wrong ones are not', async () => {
  assert.equal((await call(pinelabs.probe, null)).kind, 'accepted');
  const wrong = await call(pinelabs.probe, null, sideOf('wrong'));
  assert.equal(wrong.kind === 'refused' && wrong.why, 'credentials');
});

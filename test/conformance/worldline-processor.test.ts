// Worldline as a processor against our own server, which speaks its API: every request is taken,
// and every answer is understood. Where both read one table wrongly this sees nothing: the fixtures
// do.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Choice } from '../../src/core/command.ts';
import type { Exchange, Found, Side } from '../../src/gateways/processor.ts';
import {
  type Ask,
  askOf,
  CONNECTION,
} from '../../src/gateways/worldline/processor/fixtures/asked.ts';
import { worldline } from '../../src/gateways/worldline/processor/index.ts';
import { inquireGiven } from '../../src/gateways/worldline/processor/refund.ts';
import { callProcessor, payAt } from '../support/processor-ask.ts';
import { ask, KEY, SECRET, startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

function sideOf(code = KEY, salt = SECRET): Side {
  const credentials = { merchant_code: code, scheme_code: 'first', salt };
  const baseUrl = `${server.url}/worldline`;
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

type Step = { readonly script: string; readonly config: Readonly<Record<string, unknown>> };

/** What its page sends on is taken by the server's own script, as a form. */
async function send(asked: Ask, side = sideOf()) {
  const started = await call(worldline.start, asked, side);
  assert.ok(started.kind === 'started' && started.step.kind === 'script', JSON.stringify(started));
  const { script, config } = started.step.options as Step;
  const fields = Object.entries(config).map(([name, value]) => [name, JSON.stringify(value)]);
  const sent = await ask(
    script.replace('/paynimocheckout/server/lib/checkout.js', '/api/pnCheckout'),
    {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields as [string, string][]).toString(),
    },
  );
  return { sent, begun: { ...asked, theirOrder: started.theirOrder } };
}

async function begin(name: string, minor = 50_050): Promise<Ask> {
  const now = Date.now();
  const { order, payment, ...rest } = askOf({ name, attempt: null }, now);
  const money = { amountMinor: minor };
  const asked = { ...rest, order: { ...order, ...money }, payment: { ...payment, ...money } };
  const { sent, begun } = await send(asked);
  assert.equal(sent.status, 303, sent.text);
  return begun;
}

/** The customer at the server's own page. */
function pay(asked: Ask, choice: Choice): Promise<void> {
  return payAt(server, { by: 'reference', reference: asked.name }, asked, choice);
}

async function find(asked: Ask): Promise<Found> {
  const found = await call(worldline.inquire, asked);
  assert.ok(found.kind === 'found', JSON.stringify(found));
  return found;
}

function say({ order, attempts }: Found): string {
  return [order, ...attempts.map((each) => `${each.state}:${each.amountMinor}`)].join(' ');
}

test('an order that failed once and is paid then', async () => {
  const asked = await begin('wwwwwwwwwwww01');
  assert.equal(say(await find(asked)), 'absent');
  await pay(asked, 'failure');
  const failed = await find(asked);
  assert.equal(say(failed), 'open failed:50050');
  assert.equal(failed.attempts[0]?.decline, 'declined');
  await pay(asked, 'success');
  const paid = await find(asked);
  assert.equal(say(paid), 'closed captured:50050');
  assert.match(paid.attempts[0]?.theirs ?? '', /^\d+$/);
});

test('a name that was never sent is absent', async () => {
  assert.equal(say(await find(askOf({ name: 'neverSentName1' }))), 'absent');
});

test('refunds, one after the other, each told by its number as the latest', async () => {
  const begun = await begin('wwwwwwwwwwww02');
  await pay(begun, 'success');
  const [paid] = (await find(begun)).attempts;
  const whole = { ...begun, attempt: paid?.theirs ?? assert.fail() };
  const given = async (): Promise<string | null> => {
    const told = await call(inquireGiven, whole);
    assert.ok(told.kind === 'given', JSON.stringify(told));
    return told.refunds?.[0]?.theirs ?? null;
  };
  assert.equal(await given(), null);
  const give = async (amountMinor: number) => {
    const asked = { ...whole, refund: { ...whole.refund, amountMinor } };
    return { asked, made: await call(worldline.refund, asked) };
  };
  const { asked, made } = await give(2005);
  assert.ok(made.kind === 'refunded', JSON.stringify(made));
  const { theirs, amountMinor, state } = made.refund;
  assert.deepEqual([amountMinor, state], [2005, 'pending']);
  assert.equal(await given(), theirs);
  const known = { ...asked, refund: { ...asked.refund, processorReference: theirs } };
  const told = await call(worldline.inquireRefund, known);
  assert.ok(told.kind === 'refunded');
  assert.deepEqual([told.refund.theirs, told.refund.amountMinor], [theirs, 2005]);
  const second = (await give(1000)).made;
  assert.ok(second.kind === 'refunded');
  assert.notEqual(second.refund.theirs, theirs);
  assert.equal(await given(), second.refund.theirs);
  const greater = (await give(50_050)).made;
  assert.ok(greater.kind === 'refused' && greater.why === 'input' && greater.again === 'never');
  assert.equal(say(await find(whole)), 'closed captured:50050');
});

test('what was signed with another salt is not taken, nor other money', async () => {
  const { sent } = await send(askOf({ name: 'wwwwwwwwwwww03' }), sideOf(KEY, 'another_salt'));
  assert.equal(sent.status, 401);
  const { order, payment } = askOf();
  for (const currency of ['KWD', 'JPY']) {
    const money = { order: { ...order, currency }, payment: { ...payment, currency } };
    const refused = await call(worldline.start, askOf(money));
    assert.ok(refused.kind === 'refused' && refused.why === 'input' && refused.again === 'never');
  }
});

test('a merchant code that is known is accepted, another is not', async () => {
  assert.equal((await call(worldline.probe, null)).kind, 'accepted');
  const wrong = await call(worldline.probe, null, sideOf('nobody'));
  assert.equal(wrong.kind === 'refused' && wrong.why, 'credentials');
});

test('both scripts are served where the page looks for them', async () => {
  const started = await call(worldline.start, askOf());
  assert.ok(started.kind === 'started' && started.step.kind === 'script');
  const { source, options } = started.step;
  const jquery = await fetch(source);
  assert.equal(jquery.status, 200);
  assert.match(await jquery.text(), /jQuery/);
  const script = await fetch((options as Step).script);
  assert.equal(script.status, 200);
  assert.match(await script.text(), /pnCheckout = pnCheckout/);
});

// `dubash orders` beside a running server: the whole story by any name, and lists that fit.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isFailure } from '../../src/core/failure.ts';
import { addAccount, type Json, openStage, type Stage } from '../support/account-api.ts';
import { orderCommand } from '../support/call.ts';
import { databases } from '../support/database.ts';
import { ask, BASIC, KEY, SECRET } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

let stage: Stage;
let place: Readonly<Record<string, string>>;
before(async () => {
  place = await databases.settings();
  stage = await openStage(place);
});
after(() => stage.stop());

const dubash = (...words: readonly string[]): Promise<Said> =>
  typeCommand({ ...place, DATA_DIR: stage.server.app.summary.dataDir }, ['orders', ...words]);
const storyOf = async (name: string): Promise<Json> => {
  const { code, out, wrong } = await dubash('show', name, '--json');
  assert.equal(code, 0, wrong);
  return JSON.parse(out) as Json;
};
const all = (story: Json, name: string): readonly Json[] => story[name] as readonly Json[];

/** An order as the engine takes it, of a name that no dialect would let pass. */
async function createOrder(reference: string, key = KEY): Promise<void> {
  const { accounts, engine } = stage.server.app.parts;
  const { account } = (await accounts.find(key)) ?? assert.fail();
  const made = await engine.execute(account, orderCommand({ reference, dialect: 'razorpay' }));
  assert.ok(!isFailure(made));
}

test('the story has payment, refund, events and webhooks with attempts, by any name', async () => {
  const { hook, listen, payOrder, settle, server } = stage;
  await listen();
  hook.answers = 500;
  const { id, receipt } = await payOrder();
  hook.answers = 200;
  const first = await storyOf(receipt);
  const payment = String(all(first, 'payments')[0]?.['id']);
  const headers = { authorization: BASIC };
  const refund = { method: 'POST', headers, body: { amount: 100, receipt: 'back-1' } };
  const refunded = await ask(`${server.url}/v1/payments/${payment}/refund`, refund);
  assert.equal(refunded.status, 200, refunded.text);
  await settle();
  const story = await storyOf(receipt);
  const order = story['order'] as Json;
  assert.deepEqual(
    [story['account'], order['id'], order['reference'], order['status'], order['dialect']],
    [KEY, id, receipt, 'paid', 'razorpay'],
  );
  assert.deepEqual(
    all(story, 'payments').map((each) => [each['id'], each['status'], each['refunded']]),
    [[payment, 'captured', 100]],
  );
  assert.deepEqual(
    all(story, 'refunds').map((each) => [each['payment'], each['reference'], each['status']]),
    [[payment, 'back-1', 'processed']],
  );
  const kinds = all(story, 'events').map(({ event }) => event);
  const wanted = ['order.created', 'payment.captured', 'refund.created', 'refund.processed'];
  assert.deepEqual(
    wanted.filter((each) => kinds.includes(each)),
    wanted,
  );
  const places = wanted.map((each) => kinds.indexOf(each));
  assert.deepEqual(
    places,
    places.toSorted((one, other) => one - other),
    'from top to bottom',
  );
  assert.deepEqual([story['reviews'], story['cut']], [[], []]);
  const [webhook = assert.fail()] = all(story, 'webhooks');
  assert.equal(webhook['event'], 'order.paid');
  const [attempt] = all(webhook, 'attempts');
  assert.deepEqual([attempt?.['status'], attempt?.['error']], [500, 'answered 500']);
  const names = [
    ...[id, id.replace('order_', 'CF_'), String(order['number']), payment],
    ...['back-1', String(all(story, 'refunds')[0]?.['id'])],
  ];
  for (const name of names) {
    assert.equal(((await storyOf(name))['order'] as Json)['id'], id, name);
  }
  const { out } = await dubash('show', receipt);
  for (const each of [id, receipt, payment, 'back-1', 'answered 500', ...wanted]) {
    assert.ok(out.includes(each), `${each} in ${out}`);
  }
  assert.match(out, /payment\.captured +pay_\w{14} captured: INR/);
  assert.match(out, /Reviews: none/);
  for (const secret of [SECRET, 'whsec_']) assert.ok(!out.includes(secret));
});

test('a name that would obey itself is printed as plain text, in one row', async () => {
  const hostile = 'red\u001b[31m\u009b2J\n\u202epaid\u2028order_0 paid';
  await createOrder(hostile);
  for (const words of [
    ['show', hostile],
    ['list', '--count', '1'],
  ]) {
    const { code, out } = await dubash(...words);
    assert.equal(code, 0);
    assert.match(out, /red\?\[31m\?2J\?\?paid\?order_0 paid/);
    const json = await dubash(...words, '--json');
    for (const text of [out, json.out]) assert.doesNotMatch(text.replaceAll('\n', ''), /\p{C}/u);
    assert.ok(JSON.stringify(JSON.parse(json.out)).includes(JSON.stringify(hostile).slice(1, -1)));
  }
});

test('a reference of two accounts is asked back, and each has its own', async () => {
  await addAccount(stage.server, 'second_1', 'sandbox');
  for (const key of [KEY, 'second_1']) await createOrder('shared-name', key);
  const both = await dubash('show', 'shared-name');
  assert.deepEqual([both.code, both.out], [1, '']);
  assert.match(both.wrong, /several accounts have it: name one of (\w+, )*\w+ by --account/);
  const one = await dubash('show', 'shared-name', '--account', 'second_1', '--json');
  assert.equal((JSON.parse(one.out) as Json)['account'], 'second_1');
});

test('orders are listed by status, dialect and time, of one account', async () => {
  await addAccount(stage.server, 'third_1', 'sandbox');
  await createOrder('mine-1', 'third_1');
  await createOrder('mine-2', 'third_1');
  const list = async (...words: readonly string[]) => {
    const { code, out, wrong } = await dubash('list', '--account', 'third_1', '--json', ...words);
    assert.equal(code, 0, wrong);
    const { orders } = JSON.parse(out) as { readonly orders: readonly Json[] };
    return orders.map(({ reference }) => reference);
  };
  assert.deepEqual(await list(), ['mine-2', 'mine-1']);
  assert.deepEqual(await list('--count', '1'), ['mine-2']);
  assert.deepEqual(await list('--status', 'created', '--dialect', 'razorpay'), [
    'mine-2',
    'mine-1',
  ]);
  for (const words of [
    ['--status', 'paid'],
    ['--dialect', 'payu'],
    ['--until', '1h'],
    ['--since', '2999-01-01T00:00:00Z'],
  ]) {
    assert.deepEqual(await list(...words), [], words.join(' '));
  }
});

test('orders are listed of all accounts unless one is named, each with its account', async () => {
  const shops = ['fourth_1', 'fifth_1'];
  for (const key of shops) {
    await addAccount(stage.server, key, 'sandbox');
    await createOrder(`of-${key}`, key);
  }
  const { out } = await dubash('list', '--json', '--since', '1h', '--dialect', 'razorpay');
  const { account, orders } = JSON.parse(out) as {
    readonly account: unknown;
    readonly orders: readonly Json[];
  };
  assert.equal(account, null);
  const newest = orders.slice(0, 2).map((each) => [each['account'], each['reference']]);
  assert.deepEqual(newest, [
    ['fifth_1', 'of-fifth_1'],
    ['fourth_1', 'of-fourth_1'],
  ]);
  const text = (await dubash('list', '--count', '2')).out;
  assert.match(text, /^order +account +reference /);
  assert.match(text, /^order_\w{14} +fifth_1 +of-fifth_1 +razorpay +created /m);
  const none = await dubash('list', '--until', '2026-01-01T00:00:00Z');
  assert.equal(none.out, 'There is no such order.\n');
});

test('what is not there ends with 1, what was mistyped with 2', async () => {
  for (const words of [
    ['show', 'nothing-of-this-name'],
    ['show', 'x', '--account', 'nobody'],
  ]) {
    const { code, out, wrong } = await dubash(...words);
    assert.deepEqual([code, out], [1, ''], words.join(' '));
    assert.match(wrong, /^dubash: [^\n]+\n$/);
  }
  for (const words of [
    ...[['show'], ['list', 'x'], ['guess', 'x'], ['list', '--status', 'guessed']],
    ...[
      ['list', '--since', 'yesterday-ish'],
      ['list', '--count', '0'],
    ],
  ]) {
    assert.equal((await dubash(...words)).code, 2, words.join(' '));
  }
});

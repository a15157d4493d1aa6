// `dubash webhooks` beside a running server: a failing webhook is found by its order and replayed.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { addAccount, type Json, openStage, type Stage } from '../support/account-api.ts';
import { databases } from '../support/database.ts';
import { KEY, SECRET } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

let stage: Stage;
let place: Readonly<Record<string, string>>;
before(async () => {
  place = await databases.settings();
  stage = await openStage(place);
  await addAccount(stage.server, 'other_1', 'sandbox');
});
afterEach(() => stage.clear());
after(() => stage.stop());

const dubash = (words: readonly string[], isWatched = false): Promise<Said> => {
  const settings = { ...place, DATA_DIR: stage.server.app.summary.dataDir };
  return typeCommand(settings, ['webhooks', ...words], { isWatched });
};
const listed = async (...words: readonly string[]): Promise<readonly Json[]> => {
  const { code, out, wrong } = await dubash(['list', '--json', ...words]);
  assert.equal(code, 0, wrong);
  return (JSON.parse(out) as { readonly webhooks: readonly Json[] }).webhooks;
};

const resume = (id: unknown) => stage.accountApi('PATCH', `/endpoints/${id}`, { active: true });

/** An endpoint that gives up at once, and orders of which it took no webhook. */
async function failAt(count: number) {
  const { hook, listen, payOrder } = stage;
  const endpoint = await listen({ retry_seconds: [] });
  hook.answers = 500;
  const orders: Awaited<ReturnType<Stage['payOrder']>>[] = [];
  for (let at = 0; at < count; at += 1) {
    orders.push(await payOrder());
    // It is paused once it gave one up.
    await resume(endpoint['id']);
  }
  hook.answers = 200;
  hook.told.length = 0;
  return { id: String(endpoint['id']), orders };
}

test('a failing webhook is found by its order, shown, and replayed with one command', async () => {
  const { orders, id } = await failAt(1);
  const { receipt } = orders[0] ?? assert.fail();
  const [webhook = assert.fail()] = await listed('--order', receipt);
  assert.deepEqual(
    [webhook['account'], webhook['state'], webhook['endpoint'], webhook['attempts_made']],
    [KEY, 'failed', id, 1],
  );
  const name = String(webhook['id']);
  const table = (await dubash(['list', '--order', receipt])).out;
  for (const each of [name, KEY, receipt, 'order.paid', 'failed']) assert.ok(table.includes(each));
  const shown = await dubash(['show', name]);
  assert.match(shown.out, /attempt 1, \S+, \d+ ms: answered 500/);
  assert.match(shown.out, /"event":"order\.paid"/);
  for (const secret of [SECRET, 'whsec_']) assert.ok(!shown.out.includes(secret));
  const replayed = await dubash(['replay', '--order', receipt]);
  assert.deepEqual([replayed.code, replayed.out], [0, '1 webhook is sent once more.\n']);
  await stage.settle();
  assert.equal(stage.hook.told.length, 1);
  assert.equal(stage.hook.told[0]?.headers['webhook-id'], name);
  assert.equal((await listed('--order', receipt))[0]?.['state'], 'delivered');
  const again = await dubash(['replay', '--order', receipt]);
  assert.deepEqual([again.code, again.out], [0, 'Nothing is sent once more.\n']);
  await dubash(['replay', name, name]);
  await stage.settle();
  assert.ok(stage.hook.told.length > 1, 'a name is meant whatever its state');
});

test('of one that is still tried it is said how it is sent now', async () => {
  const { hook, listen, payOrder } = stage;
  await listen({ retry_seconds: [3600] });
  hook.answers = 500;
  const { receipt } = await payOrder();
  await stage.settle();
  const none = await dubash(['replay', '--order', receipt]);
  const says = 'Still waiting for their next try: 1. With --state waiting they are sent now.';
  assert.deepEqual([none.code, none.out], [0, `Nothing is sent once more.\n${says}\n`]);
  hook.answers = 200;
  const sent = await dubash(['replay', '--order', receipt, '--state', 'waiting']);
  assert.equal(sent.out, '1 webhook is sent once more.\n');
  await stage.settle();
  assert.equal((await listed('--order', receipt))[0]?.['state'], 'delivered');
});

test('a bulk says how many, tells how far it is, and can be repeated half done', async () => {
  const { id } = await failAt(4);
  const [first] = await listed('--endpoint', id, '--state', 'failed');
  // As if the one before had been interrupted after it.
  await dubash(['replay', String(first?.['id'])]);
  const words = ['replay', '--endpoint', id, '--state', 'failed', '--since', '1h'];
  const bulk = await dubash([...words, '--json'], true);
  assert.deepEqual(JSON.parse(bulk.out), { replayed: 3, left_out: 0, paused: [] });
  assert.deepEqual(bulk.progress, ['3 of 3 webhooks', '']);
  await stage.settle();
  const names = stage.hook.told.map(({ headers }) => headers['webhook-id']);
  assert.deepEqual([names.length, new Set(names).size], [4, 4], 'each is sent once');
  const all = await dubash(['replay', '--endpoint', id, '--state', 'delivered']);
  assert.equal(all.out, '4 webhooks are sent once more.\n');
  for (const span of [
    ['--since', '2999-01-01T00:00:00Z'],
    ['--since', '2h', '--until', '1h'],
  ]) {
    const none = await dubash(['replay', '--endpoint', id, '--state', 'all', ...span]);
    assert.equal(none.out, 'Nothing is sent once more.\n');
  }
});

test('of a paused endpoint it is said that it takes nothing yet', async () => {
  const { id, orders } = await failAt(1);
  await stage.accountApi('PATCH', `/endpoints/${id}`, { active: false });
  const said = await dubash(['replay', '--order', String(orders[0]?.receipt)]);
  const [first, second] = said.out.split('\n');
  assert.equal(first, '1 webhook is sent once more.');
  assert.equal(second, `${id} is paused: what goes there is held until it is resumed.`);
  await stage.settle();
  assert.equal((await listed('--endpoint', id))[0]?.['state'], 'held');
  await resume(id);
  await stage.settle();
  assert.equal((await listed('--endpoint', id))[0]?.['state'], 'delivered');
});

test('what went to an endpoint that was removed is left out, and it says so', async () => {
  const { id } = await failAt(1);
  await stage.accountApi('DELETE', `/endpoints/${id}`);
  const said = await dubash(['replay', '--endpoint', id]);
  assert.equal(said.code, 0);
  assert.match(said.out, /^Nothing is sent .*\nLeft out, as their endpoint was removed: 1\.\n$/);
  const [webhook] = await listed('--endpoint', id);
  const one = await dubash(['replay', String(webhook?.['id'])]);
  assert.deepEqual([one.code, one.out], [1, '']);
  assert.match(one.wrong, /The endpoint of this webhook was removed/);
});

test('nobody replays the webhooks of all accounts at once, or what cannot be meant', async () => {
  const everywhere = await dubash(['replay', '--state', 'failed']);
  assert.deepEqual([everywhere.code, everywhere.out], [1, '']);
  assert.match(everywhere.wrong, /several accounts have such: name one by --account/);
  const mine = await dubash(['replay', '--state', 'failed', '--account', 'other_1']);
  assert.equal(mine.out, 'Nothing is sent once more.\n');
  for (const words of [
    ['show', 'msg_00000000000000'],
    ['replay', 'msg_00000000000000'],
    ['replay', '--order', 'nothing-of-this-name'],
    ['replay', '--endpoint', 'ep_00000000000000'],
    ['list', '--account', 'no\u001bbody'],
  ]) {
    const { code, out, wrong } = await dubash(words);
    assert.deepEqual([code, out], [1, ''], words.join(' '));
    assert.match(wrong, /^dubash: [\x20-\x7e]+\n$/);
  }
  const mistyped = [[], ['guess'], ['show'], ['show', 'a', 'b'], ['list', 'a'], ['replay']];
  mistyped.push(['list', '--state', 'guessed']);
  for (const words of [
    ...mistyped,
    ['replay', 'a', '--state', 'failed'],
    ['replay', '--until', '1h'],
  ]) {
    assert.equal((await dubash(words)).code, 2, words.join(' '));
  }
});

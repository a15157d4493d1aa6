// `dubash refund` beside a running server: once, never too much, and the events say by whom.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { isFailure } from '../../src/core/failure.ts';
import { type Json, openStage, type Stage } from '../support/account-api.ts';
import { orderCommand } from '../support/call.ts';
import { databases } from '../support/database.ts';
import { KEY } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

let stage: Stage;
let place: Readonly<Record<string, string>>;
before(async () => {
  place = await databases.settings();
  stage = await openStage(place);
});
afterEach(() => stage.clear());
after(() => stage.stop());

const dubash = (...words: readonly string[]): Promise<Said> =>
  typeCommand({ ...place, DATA_DIR: stage.server.app.summary.dataDir }, words);
const refund = (...words: readonly string[]) => dubash('refund', ...words, '--by', 'asha');

async function storyOf(name: string) {
  const { code, out, wrong } = await dubash('orders', 'show', name, '--json');
  assert.equal(code, 0, wrong);
  const story = JSON.parse(out) as Record<'payments' | 'refunds' | 'events', readonly Json[]>;
  const paid = story.payments.find(({ status }) => status === 'captured') ?? assert.fail(out);
  return { ...story, paid: { ...paid, id: String(paid['id']), amount: Number(paid['amount']) } };
}

test('a part is given back, told to the merchant, and the events say by whom', async () => {
  await stage.listen({ events: null });
  const { receipt } = await stage.payOrder();
  stage.hook.told.length = 0;
  const said = await refund(receipt, '--amount', '1.50', '--json');
  assert.equal(said.code, 0, said.wrong);
  const { refund: made, repeated } = JSON.parse(said.out) as { refund: Json; repeated: boolean };
  assert.deepEqual([made['amount'], made['status'], repeated], [150, 'pending', false]);
  await stage.settle();
  const { refunds, events, paid } = await storyOf(receipt);
  assert.deepEqual(
    refunds.map((each) => [each['id'], each['status'], each['payment']]),
    [[made['id'], 'processed', paid.id]],
  );
  const created = events.find(({ event }) => event === 'refund.created');
  assert.deepEqual([created?.['by'], created?.['evidence']], ['asha', null]);
  assert.match((await dubash('orders', 'show', receipt)).out, /refund\.created +by asha/);
  const told = stage.hook.told.map(({ body }) => (JSON.parse(body) as Json)['event']);
  assert.ok(told.includes('refund.processed'), told.join());
  const { json } = await stage.accountApi('GET', `/events?order=${receipt}`);
  const listed = (json['events'] as readonly Json[]).find((each) => each['by'] !== undefined);
  assert.deepEqual([listed?.['event'], listed?.['by']], ['refund.created', 'asha']);
});

test('typed again, at once or later, by any name, it is one refund', async () => {
  const { id, receipt } = await stage.payOrder();
  const { paid } = await storyOf(receipt);
  const names = [receipt, id, paid.id, receipt, id];
  const said = await Promise.all(names.map((name) => refund(name, '--amount', '1', '--json')));
  for (const { code, wrong } of said) assert.equal(code, 0, wrong);
  const results = said.map(({ out }) => JSON.parse(out) as { repeated: boolean; refund: Json });
  assert.equal(results.filter(({ repeated }) => !repeated).length, 1);
  assert.equal(new Set(results.map((each) => each.refund['id'])).size, 1);
  await stage.settle();
  const late = await refund(receipt, '--amount', '1.00');
  assert.match(late.out, /^rfnd_\w{14} was asked for before, and is processed: INR 1\.00 of pay_/);
  assert.equal((await storyOf(receipt)).refunds.length, 1);
  assert.equal((await refund(receipt, '--amount', '1', '--reference', 'second')).code, 0);
  assert.equal((await refund(receipt, '--amount', '1', '--reference', 'second')).code, 0);
  const other = await refund(receipt, '--amount', '2', '--reference', 'second');
  assert.deepEqual([other.code, other.out], [3, '']);
  assert.match(other.wrong, /nothing is refunded: another refund or order has this reference/);
  const rest = await refund(receipt);
  assert.match(rest.out, /is saved: INR [\d.]+ of pay_.*; 0\.00 can still be given back\.$/m);
  await stage.settle();
  const story = await storyOf(receipt);
  const amounts = story.refunds.map(({ amount }) => Number(amount));
  assert.deepEqual(amounts, [100, 100, paid.amount - 200]);
  assert.equal(Number((story.paid as Json)['refunded']), paid.amount);
  const again = await refund(receipt);
  assert.match(again.out, /was asked for before/);
  const more = await refund(receipt, '--amount', '3');
  assert.equal(more.code, 3);
  assert.match(more.wrong, /all of it was given back, or is on its way/);
});

/** A refund that was withdrawn before the server had it made; it is tried until we are faster. */
async function cancelOne() {
  const { accounts, engine } = stage.server.app.parts;
  const { account } = (await accounts.find(KEY)) ?? assert.fail();
  for (let turn = 0; turn < 20; turn += 1) {
    const { receipt } = await stage.payOrder();
    const { refund: made } = JSON.parse((await refund(receipt, '--json')).out) as { refund: Json };
    const token = String(made['id']).replace('rfnd_', '');
    const order = [{ by: 'reference', reference: receipt } as const];
    const cancel = { kind: 'cancelRefund', order, refund: [{ by: 'token', token }] } as const;
    if (!isFailure(await engine.execute(account, cancel))) return { receipt, made };
  }
  return assert.fail('the server was always faster');
}

test('where it was cancelled, the same is made once more', async () => {
  const { receipt, made } = await cancelOne();
  const { out } = await refund(receipt, '--json');
  const { refund: second, repeated } = JSON.parse(out) as { refund: Json; repeated: boolean };
  assert.deepEqual([second['id'] === made['id'], repeated], [false, false]);
  assert.equal(second['reference'], `${made['reference']}-2`);
  assert.match(String(made['reference']), /^op-[0-9a-f]{20}$/);
});

test('what cannot be refunded is refused with the reason, and nothing is saved', async () => {
  const { receipt } = await stage.payOrder();
  const { accounts, engine } = stage.server.app.parts;
  const { account } = (await accounts.find(KEY)) ?? assert.fail();
  const unpaid = await engine.execute(account, orderCommand({ reference: 'never-paid' }));
  assert.ok(!isFailure(unpaid));
  for (const [words, code, says] of [
    [[receipt, '--amount', '99999999'], 3, /more than is left of the payment/],
    [['never-paid'], 3, /nothing was paid for this order/],
    [[receipt, '--amount', '0'], 1, /--amount must be an amount of INR/],
    [[receipt, '--amount', '1.234'], 1, /--amount must be an amount of INR/],
    [['no\u001bthing'], 1, /there is no order or payment no\?thing/],
    [[receipt, '--account', 'nobody'], 1, /there is no account nobody/],
    [[receipt, '--reference', 'a b'], 2, /--reference must be/],
  ] as const) {
    const said = await refund(...words);
    assert.deepEqual([said.code, said.out], [code, ''], words.join(' '));
    assert.match(said.wrong, says);
  }
  assert.equal((await dubash('refund', receipt)).code, 2);
  assert.equal((await dubash('refund', receipt, '--by', '\u001b')).code, 2);
  assert.deepEqual((await storyOf(receipt)).refunds, []);
});

// Reviews and exchanges as the operator sees them, by API and by command, over a second server that
// stands for the gateway.
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { PaymentReport } from '../../src/core/command.ts';
import type { Payment } from '../../src/core/payment.ts';
import {
  beginAt,
  type Chain,
  comeBack,
  findOrder,
  openChain,
  PROCESSORS,
  payFar,
  until,
} from '../support/chain.ts';
import { databases } from '../support/database.ts';
import { sendHook, writeHook } from '../support/hook.ts';
import { type Answered, ask, SECRET } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

type Json = Readonly<Record<string, unknown>>;

for (const processor of PROCESSORS) {
  suite(`what a person has to decide, carried by ${processor}`, () => {
    let chain: Chain;
    let place: Readonly<Record<string, string>>;
    let key = '';
    before(async () => {
      place = await databases.settings();
      chain = await openChain(processor, { near: place });
      key = (await chain.account()).key;
    });
    after(() => chain.stop());

    const api = (method: string, where: string, body?: Json): Promise<Answered> => {
      const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
      const sent = body === undefined ? { method, headers } : { method, headers, body };
      return ask(`${chain.near.url}/admin${where}`, sent);
    };
    const dubash = (...words: readonly string[]): Promise<Said> =>
      typeCommand({ ...place, DATA_DIR: chain.near.app.summary.dataDir }, words);
    const listOf = async (where: string, name: string): Promise<readonly Json[]> => {
      const { status, text, json } = await api('GET', where);
      assert.equal(status, 200, text);
      return (json as Readonly<Record<string, readonly Json[]>>)[name] ?? assert.fail(text);
    };
    const mismatch = async (reference: string): Promise<Payment> => {
      const { payment } = await beginAt(chain, reference);
      const { orderKey, id, amountMinor, currency } = payment;
      const said = { raw: `less ${reference}`, reference: `T${reference}`, bankReference: null };
      const report: PaymentReport = {
        ...({ kind: 'reportPayment', state: 'captured', orderKey, paymentKey: id.key } as const),
        ...{ ...said, amountMinor: amountMinor - 1, currency, decline: null },
      };
      await chain.near.app.parts.engine.execute(await chain.account(), report);
      return payment;
    };

    test('listed, shown and decided by the API', async () => {
      const payment = await mismatch('RV_api');
      const where = `/reviews?account=${key}&order=RV_api`;
      const [review = assert.fail('it is not listed')] = await listOf(where, 'reviews');
      const { id, said } = review;
      assert.match(String(id), /^rev_\w{14}$/);
      assert.deepEqual(
        [review['reason'], review['payment'], review['refund'], review['decision']],
        ['amount_mismatch', `pay_${payment.id.token}`, null, null],
      );
      assert.equal((said as Json)['amount'], payment.amountMinor - 1);
      assert.deepEqual((await api('GET', `/reviews/${id}`)).json, review);
      const asked = await api('POST', `/reviews/${id}/ask`, {});
      assert.deepEqual([asked.status, (asked.json as Json)['decision']], [200, null]);
      const hostile: readonly Json[] = [
        ...[{}, { decision: 'accept' }, { decision: 7 }, { decision: 'dismiss' }],
        ...[
          { decision: 'dismiss', note: '' },
          { decision: 'refund', by: 'x'.repeat(101) },
        ],
        ...[{ decision: 'processed' }, { decision: 'refund', more: 1 }],
        { decision: 'dismiss', note: 'its payment waits for this alone' },
      ];
      for (const body of hostile) {
        const refused = await api('POST', `/reviews/${id}`, body);
        assert.equal(refused.status, 400, `${JSON.stringify(body)}: ${refused.text}`);
      }
      const body = { decision: 'refund', note: 'given back by hand', by: 'asha' };
      const results = await Promise.all([1, 2, 3].map(() => api('POST', `/reviews/${id}`, body)));
      for (const { status, json } of results) {
        const { decision, by, note } = json as Json;
        assert.deepEqual([status, decision, by, note], [200, 'refund', 'asha', body.note]);
      }
      const late = await api('POST', `/reviews/${id}`, { decision: 'dismiss', note: 'late' });
      assert.deepEqual(
        [late.status, (late.json as Json)['message']],
        [409, 'It was decided before: refund'],
      );
      assert.deepEqual(await listOf(where, 'reviews'), []);
      assert.equal((await listOf(`${where}&state=decided`, 'reviews')).length, 1);
      const [last] = await listOf('/reviews?state=all&count=1', 'reviews');
      assert.deepEqual(await listOf(`/reviews?state=all&before=${last?.['id']}`, 'reviews'), []);
    });

    test('listed, shown and decided by the command, and the server does what follows', async () => {
      await mismatch('RV_cli');
      const listed = await dubash('reviews', 'list', key, '--order', 'RV_cli');
      assert.equal(listed.code, 0, listed.wrong);
      const [id = assert.fail(listed.out)] = /rev_\w{14}/.exec(listed.out) ?? [];
      const shown = await dubash('reviews', 'show', id);
      assert.match(shown.out, /amount_mismatch/);
      assert.match(shown.out, /Another amount or currency/);
      const again = await dubash('reviews', 'decide', id, '--as', 'ask-again', '--json');
      assert.equal((JSON.parse(again.out) as Json)['decision'], null);
      for (const words of [['--as', 'dismiss'], [], ['--as', 'accept'], ['--as', 'failed']]) {
        const refused = await dubash('reviews', 'decide', id, ...words);
        // Only the last is a decision, which does not fit the reason.
        const code = words[1] === 'failed' ? 1 : 2;
        assert.deepEqual([refused.code, refused.out], [code, ''], words.join(' '));
      }
      const decided = await dubash('reviews', 'decide', id, '--as', 'refund', '--by', 'ravi');
      assert.deepEqual([decided.code, decided.out], [0, `${id} is decided: refund, by ravi.\n`]);
      const statusOf = async () =>
        (await findOrder(chain, 'RV_cli')).aggregate.payments[0]?.status ?? null;
      assert.equal(await statusOf(), 'failed');
      const told = (await dubash('reviews', 'list', key, '--state', 'all', '--json')).out;
      const { reviews } = JSON.parse(told) as { readonly reviews: readonly Json[] };
      assert.deepEqual(
        reviews.filter((each) => each['id'] === id).map(({ decision, by }) => [decision, by]),
        [['refund', 'ravi']],
      );
      const story = await dubash('orders', 'show', 'RV_cli', '--account', key);
      assert.match(story.out, new RegExp(`${id} +amount_mismatch +\\S+ +refund +ravi`));
      assert.match(
        story.out,
        /payment\.mismatched +pay_\w{14} captured: INR [\d.]+, "less RV_cli"/,
      );
      for (const words of [
        ['list', 'nobody'],
        ['show', 'rev_00000000000000'],
        ['show', 'x'],
      ]) {
        assert.equal((await dubash('reviews', ...words)).code, 1, words.join(' '));
      }
      for (const words of [
        ...[[], ['show'], ['decide'], ['guess', 'x']],
        ...[
          ['list', '--state', 'shut'],
          ['list', '--order', 'RV_cli'],
        ],
        ...[
          ['decide', `rev_${id}`],
          ['decide', `rev_${id}`, '--as', 'dismiss'],
        ],
      ]) {
        assert.equal((await dubash('reviews', ...words)).code, 2, words.join(' '));
      }
      assert.equal((await api('GET', '/reviews/rev_00000000000000')).status, 404);
      assert.equal((await api('GET', '/reviews?account=nobody')).status, 404);
      assert.equal((await api('GET', '/reviews?order=RV_cli')).status, 400);
    });

    test('a merchant’s credentials list no review and no exchange', async () => {
      for (const where of ['/reviews', `/exchanges?account=${key}`]) {
        const known = await chain.near.app.parts.accounts.find(key);
        const { secret } = known?.credentials ?? assert.fail();
        const authorization = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
        const { status } = await ask(`${chain.near.url}/admin${where}`, {
          headers: { authorization },
        });
        assert.equal(status, 401);
      }
    });

    test('what was said of an order is listed by any of its names, without a secret', async () => {
      const { page, payment } = await beginAt(chain, 'RV_said');
      await payFar(chain, payment.id.token);
      const connection = payment.connection ?? assert.fail();
      const hook = writeHook(chain, payment.id.token);
      for (let turn = 0; turn < 2; turn += 1) {
        assert.equal((await sendHook(chain, connection, hook)).status, 200);
      }
      const forged = { ...hook, headers: { 'content-type': 'text/plain' }, body: `x${hook.body}` };
      await sendHook(chain, connection, forged);
      await comeBack(`${page}`);
      const { order } = (await findOrder(chain, 'RV_said')).aggregate;
      const where = (name: string) => `/exchanges?account=${key}&${name}&count=100`;
      const operations = async (name: string) =>
        (await listOf(where(name), 'exchanges')).map((each) => String(each['operation']));
      const mine = hash('sha256', hook.body).slice(0, 16);
      const events = async () =>
        (await listOf(where('order=RV_said'), 'exchanges'))
          .map(({ event }) => String(event))
          .filter((event) => event.endsWith(mine)).length;
      assert.equal(await until(events, 1), 1);
      const hasAsked = async () => (await operations('order=RV_said')).includes('inquire');
      assert.equal(await until(hasAsked, true), true);
      await chain.near.app.parts.instructions.finish();
      await setTimeout(1200);
      const all = await operations('order=RV_said');
      const names = [
        ...[`order=order_${order.id.token}`, `order=${order.id.number}`],
        ...[`order=${page.split('/').at(-1)}`, `payment=pay_${payment.id.token}`],
      ];
      for (const name of names) {
        // It may be asked about meanwhile.
        assert.deepEqual((await operations(name)).slice(-all.length), all, name);
      }
      assert.deepEqual(await operations('order=RV_said&since=2999-01-01T00:00:00Z'), []);
      assert.deepEqual(await operations(`order=RV_said&until=2001-01-01T00:00:00Z`), []);
      assert.deepEqual(await operations('payment=x'), []);
      const listed = await dubash('exchanges', 'list', key, '--order', 'RV_said', '--since', '1h');
      assert.equal(listed.code, 0, listed.wrong);
      const ids = [...listed.out.matchAll(/exch_\w{14}/g)].map(([id]) => id);
      assert.ok(ids.length >= all.length);
      for (const id of ids) {
        const { status, text } = await api('GET', `/exchanges/${id}`);
        const shown = await dubash('exchanges', 'show', id);
        assert.deepEqual([status, shown.code], [200, 0]);
        for (const told of [text, shown.out]) {
          assert.ok(!told.includes(SECRET) && !told.includes('hook_secret_1'), told);
          assert.doesNotMatch(told, /Asha|asha(?:@|%40)example|9876543210/);
        }
      }
      const story = await dubash('orders', 'show', `pay_${payment.id.token}`);
      for (const id of ids) assert.ok(story.out.includes(id), `${id} in ${story.out}`);
      assert.ok(!story.out.includes(SECRET), story.out);
      assert.doesNotMatch(story.out, /Asha|9876543210/);
      const byConnection = await listOf(where('count=1'), 'exchanges');
      const [{ connection: name }] = byConnection as readonly [Json];
      assert.ok((await operations(`connection=${name}`)).length >= all.length);
      for (const words of [
        ['list', 'nobody'],
        ['show', 'exch_00000000000000'],
      ]) {
        assert.equal((await dubash('exchanges', ...words)).code, 1, words.join(' '));
      }
      for (const words of [
        ['--count', '0'],
        ['--since', 'long ago'],
      ]) {
        const said = await dubash('exchanges', 'list', key, ...words);
        assert.equal(said.code, 2, words.join(' '));
      }
      assert.equal((await api('GET', '/exchanges')).status, 400);
      assert.equal((await api('GET', '/exchanges?account=nobody')).status, 404);
      assert.equal((await api('GET', '/exchanges/exch_00000000000000')).status, 404);
    });
  });
}

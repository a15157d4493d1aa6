// `dubash reconcile` against a second server that stands for the gateway: each payment and refund
// of that server's database is there once, in its class, and what was missing is adopted.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { CreateRefund } from '../../src/core/command.ts';
import { addDays, dayAt } from '../../src/core/indian-day.ts';
import type { Payment } from '../../src/core/payment.ts';
import { orderCommand } from '../support/call.ts';
import {
  admin,
  beginAt,
  type Chain,
  findFar,
  findOrder,
  openChain,
  payFar,
  until,
} from '../support/chain.ts';
import { databases } from '../support/database.ts';
import { expectOutcome } from '../support/engine.ts';
import { ask, KEY } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

type Entry = Readonly<Record<string, string | number | null>>;
type Told = {
  readonly verdict: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly asked: number;
  readonly unread: readonly { readonly why: string }[];
  readonly settlements: readonly Entry[];
  readonly entries: readonly Entry[];
};

const AMOUNT = 50050;

function refundCommand(token: string, minor: number): CreateRefund {
  const about = { dialect: '', reference: null, note: null, notes: {}, wire: {} };
  const target = { payment: [{ by: 'token', token } as const] };
  return { kind: 'createRefund', ...about, target, amount: { minor } };
}

/** Those whose API tells of settlements. */
for (const processor of ['razorpay', 'cashfree']) {
  suite(`what ${processor} settled`, () => {
    let chain: Chain;
    let place: Readonly<Record<string, string>>;
    before(async () => {
      place = await databases.settings();
      chain = await openChain(processor, { near: place });
    });
    after(() => chain.stop());

    type Typed = Parameters<typeof typeCommand>[2];
    const dubashFor = async (words: readonly string[], typed: Typed = {}): Promise<Said> => {
      const env = { ...place, DATA_DIR: chain.near.app.summary.dataDir };
      const { key } = await chain.account();
      return typeCommand(env, ['reconcile', key, ...words], typed);
    };
    const dubashBy = (typed: Typed, ...words: readonly string[]): Promise<Said> => {
      const today = dayAt(Date.now());
      const days = ['--from', addDays(today, -1), '--to', addDays(today, 12)];
      return dubashFor([...days, ...words], typed);
    };
    const dubash = (...words: readonly string[]): Promise<Said> => dubashBy({}, ...words);
    const reconcile = async (): Promise<{ readonly code: number; readonly told: Told }> => {
      const { code, out, wrong } = await dubash('--json', '--wait', '0');
      assert.equal(wrong, '');
      const { reconciliations } = JSON.parse(out) as { readonly reconciliations: readonly Told[] };
      const [told] = reconciliations;
      assert.ok(told !== undefined && reconciliations.length === 1, out);
      return { code, told };
    };
    const paidOrder = async (reference: string): Promise<Payment> => {
      const { payment } = await beginAt(chain, reference);
      await payFar(chain, payment.id.token);
      const { instructions } = chain.near.app.parts;
      await instructions.inquire(await chain.account(), payment, 'signed');
      const status = async () =>
        (await findOrder(chain, reference)).aggregate.payments[0]?.status ?? null;
      assert.equal(await until(status, 'captured'), 'captured');
      return payment;
    };
    const farAccount = async () => {
      const known = await chain.far.app.parts.accounts.findFresh(KEY);
      assert.ok(known !== null);
      return known.account;
    };
    const refundsOf = async (reference: string): Promise<number> =>
      (await findOrder(chain, reference)).aggregate.refunds.length;
    /** As whoever uses the gateway's dashboard. */
    const refundFar = async (name: string, minor: number): Promise<void> => {
      const far = await findFar(chain, name);
      const token = far?.aggregate.payments.find(({ status }) => status === 'captured')?.id.token;
      assert.ok(token !== undefined);
      const { engine, instructions } = chain.far.app.parts;
      const account = await farAccount();
      expectOutcome(await engine.execute(account, refundCommand(token, minor)));
      await instructions.settle(account);
    };
    const passDays = (days: number) =>
      chain.gateway.ask('POST', '/sandbox/clock', { body: { advance_seconds: days * 86_400 } });

    /** Every captured payment and processed refund of the far database, and which were told. */
    const assertEachOnce = async (told: Told): Promise<void> => {
      const account = await farAccount();
      const { store } = chain.far.app.parts;
      const wide = { from: 0, to: 9e15, fromKey: 0, toKey: 9e15, now: 0, skip: 0, count: 500 };
      const page = { of: 'payment', reference: null, states: ['captured'], ...wide } as const;
      const keys = await store.listKeys(account.id, page);
      const sums: string[] = [];
      for (const orderKey of new Set(keys.map((each) => each.orderKey))) {
        const aggregate = await store.loadOrder(account.id, orderKey);
        for (const each of aggregate?.payments ?? []) {
          if (each.status === 'captured') sums.push(`payment ${each.capturedMinor}`);
        }
        for (const each of aggregate?.refunds ?? []) {
          if (each.status === 'processed') sums.push(`refund ${each.amountMinor}`);
        }
      }
      const there = told.entries.filter((entry) => entry['amount_minor'] !== null);
      assert.deepEqual(
        there.map((entry) => `${entry['kind']} ${entry['amount_minor']}`).sort(),
        sums.sort(),
      );
      const ids = there.map(({ kind, id }) => `${kind} ${id}`);
      assert.equal(new Set(ids).size, ids.length, 'one of them is there twice');
    };

    test('before anything is settled it is awaited, and all is well', async () => {
      await paidOrder('R_1');
      const { code, told } = await reconcile();
      assert.deepEqual([code, told.verdict, told.counts['awaited']], [0, 'agreed', 1]);
      assert.deepEqual(told.settlements, []);
    });

    test('settled, with what went back before and after: everything is matched', async () => {
      const payment = await paidOrder('R_2');
      const { engine } = chain.near.app.parts;
      const refund = async (minor: number): Promise<void> => {
        const asked = refundCommand(payment.id.token, minor);
        expectOutcome(await engine.execute(await chain.account(), asked));
        // Ours may still wait for the gateway's word; the money has gone back there.
        const done = async () => {
          await chain.far.app.parts.instructions.settle(await farAccount());
          const refunds = (await findFar(chain, payment.id.token))?.aggregate.refunds;
          return refunds?.find(({ amountMinor }) => amountMinor === minor)?.status ?? null;
        };
        assert.equal(await until(done, 'processed'), 'processed');
      };
      await refund(1001);
      await passDays(1.5);
      await refund(2002);
      await passDays(2);
      const { code, told } = await reconcile();
      assert.equal(code, 0, JSON.stringify(told));
      assert.deepEqual([told.counts['matched'], told.counts['awaited']], [4, 0]);
      await assertEachOnce(told);
      const net = told.settlements.reduce((sum, each) => sum + Number(each['net_minor']), 0);
      assert.equal(net, 2 * AMOUNT - 1001 - 2002);
      const entry = told.entries.find((each) => each['our_reference'] === 'R_1');
      assert.deepEqual(
        [entry?.['agreement'], entry?.['fee_minor'], entry?.['tax_minor']],
        [...['matched', 0, 0]],
      );
      assert.ok(typeof entry?.['utr'] === 'string' && typeof entry['settlement_id'] === 'string');
    });

    test('what the dashboard gave back is missing here, asked about, and adopted', async () => {
      const payment = await paidOrder('R_3');
      await refundFar(payment.id.token, 3003);
      await passDays(2);
      const refunds = () => refundsOf('R_3');
      // Its orders name the address of webhooks themselves: we have heard of it by then.
      if (processor === 'cashfree') {
        assert.equal(await until(refunds, 1), 1);
        assert.equal((await reconcile()).code, 0);
        return;
      }
      const { code, told } = await reconcile();
      const missing = told.entries.filter(({ agreement }) => agreement === 'missing_here');
      assert.deepEqual(
        [code, missing.map((each) => [each['kind'], each['amount_minor']]), told.asked],
        [3, [['refund', 3003]], 1],
      );
      await assertEachOnce(told);
      assert.equal(await until(refunds, 1), 1);
      const again = await reconcile();
      assert.deepEqual([again.code, again.told.verdict], [0, 'agreed'], JSON.stringify(again.told));
      await assertEachOnce(again.told);
    });

    test('whoever waits is told that it was adopted', async () => {
      const payment = await paidOrder('R_4');
      await refundFar(payment.id.token, 4004);
      await passDays(1.5);
      const { out, code } = await dubash();
      assert.equal(code, 0, out);
      assert.equal(await refundsOf('R_4'), 1);
      // What names its own address for webhooks has told of it before.
      if (processor === 'razorpay')
        assert.match(out, /^Lines that were missing here and are adopted: 1\.$/m);
    });

    test('money that is not of this server is told as such', async () => {
      const { engine } = chain.far.app.parts;
      const made = orderCommand({ dialect: 'razorpay', reference: 'NOT-OURS', amountMinor: 777 });
      expectOutcome(await engine.execute(await farAccount(), made));
      await payFar(chain, 'NOT-OURS');
      await passDays(2);
      const { code, told } = await reconcile();
      const missing = told.entries.filter(({ agreement }) => agreement === 'missing_here');
      assert.deepEqual(
        [code, missing.length, missing[0]?.['our_name'], told.asked],
        [...[3, 1, 'NOT-OURS', 0]],
      );
      await assertEachOnce(told);
    });

    test('the file that it writes answers as the gateway does', async () => {
      const { out, code } = await dubash('--csv');
      assert.equal(code, 3);
      const { key } = await chain.account();
      const path = `/accounts/${key}/connections`;
      const { connections } = await admin(chain.near, 'GET', path, undefined);
      const [connection] = connections as readonly Entry[];
      const id = String(connection?.['id']);
      const seen = chain.front.seen.length;
      const again = await dubashBy({ input: out }, '--json', '--file', '-', '--connection', id);
      assert.equal(chain.front.seen.length, seen, 'the gateway was asked');
      const [told] = JSON.parse(again.out).reconciliations as readonly Told[];
      const { told: asked } = await reconcile();
      assert.deepEqual([again.code, told?.counts], [3, asked.counts]);
      assert.deepEqual(told?.settlements, asked.settlements);
    });

    test('the admin API answers the same, for seven days at a time', async () => {
      const { key } = await chain.account();
      const today = dayAt(Date.now());
      const [from, to] = [addDays(today, -1), addDays(today, 5)];
      const path = `/accounts/${key}/reconciliation`;
      const answer = await admin(chain.near, 'POST', path, { from, to });
      const said = await dubashFor(['--from', from, '--to', to, '--json']);
      assert.deepEqual(answer, JSON.parse(said.out));
      const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
      const url = `${chain.near.url}/admin${path}`;
      for (const body of [
        { from, to: addDays(from, 7) },
        { from: to, to: from },
        { from: '2026-02-30' },
        { from, to, more: 1 },
        {},
      ]) {
        assert.equal((await ask(url, { method: 'POST', headers, body })).status, 400);
      }
      const stranger = await ask(url.replace(key, 'live_nobody'), {
        ...{ method: 'POST', headers, body: { from } },
      });
      assert.equal(stranger.status, 404);
    });

    test('whoever watches is told how far it is', async () => {
      const { progress, code } = await dubashBy({ isWatched: true });
      assert.equal(code, 3);
      const today = dayAt(Date.now());
      assert.ok(progress.includes(`reading ${today}, page 1 (0 lines so far)`), progress.join());
      assert.equal(progress.at(-1), '');
    });

    test('the table says which settlements, what differs and how it ends', async () => {
      const { out, code, wrong } = await dubash();
      assert.deepEqual([code, wrong], [3, '']);
      assert.match(out, /^settlement +utr +day +payments/m);
      assert.match(out, /^missing here +payment +- +- +\S+ +- +7\.77 /m);
      assert.match(out, /1 missing here.*Somebody has to look at this\.$/m);
      assert.doesNotMatch(out, /^matched/m);
      assert.match((await dubash('--all')).out, /^matched +payment +R_1 /m);
    });

    test('a gateway that cannot be read is told, and nothing is missing by that', async () => {
      const faults = [
        { when: 'before', how: { status: 500, body: 'Internal Server Error' } },
        { when: 'before', how: { status: 403, body: '<html>denied</html>' } },
        { when: 'after', how: 'half' },
        { when: 'before', how: 'cut' },
        { when: 'before', how: { status: 200, body: '{"entity":"collection","items":[]}' } },
      ] as const;
      for (const fault of faults) {
        chain.front.spoil = (seen) => (/recon/.test(seen) ? fault : null);
        const { code, told } = await reconcile();
        const { unread, counts } = told;
        assert.equal(code, 4, JSON.stringify(fault));
        assert.ok(unread.length > 0);
        assert.deepEqual([counts['missing_here'], counts['missing_there']], [0, 0]);
      }
      chain.front.spoil = () => null;
      assert.equal((await reconcile()).code, 3);
    });
  });
}

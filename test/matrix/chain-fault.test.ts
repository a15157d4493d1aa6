// A gateway that answers nothing, garbage or a firewall's page, or cannot be reached: nothing has
// failed by that, nothing is paid, and nothing is done twice.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  beginAt,
  type Chain,
  createAt,
  findFar,
  findOrder,
  goOn,
  limitsOf,
  openChain,
  PROCESSORS,
  payFar,
  pressButton,
  until,
} from '../support/chain.ts';
import type { Spoil } from '../support/front.ts';
import { ask } from '../support/server.ts';
import type { Payment } from '../../src/core/payment.ts';

const AMOUNT = 50050;
const FIREWALL = '<html><head><title>403 Forbidden</title></head><body>Denied</body></html>';

const SPOILS: readonly (readonly [string, Spoil['how']])[] = [
  ['403 of a firewall', { status: 403, body: FIREWALL }],
  ['429 in HTML', { status: 429, body: '<h1>Too many requests</h1>' }],
  ['500', { status: 500, body: 'Internal Server Error' }],
  ['502 with a body of JSON', { status: 502, body: '{"status":"FAILED"}' }],
  ['200 with garbage', { status: 200, body: '\u0000{{' }],
  ['200 with nothing', { status: 200, body: '' }],
  ['200 with another object', { status: 200, body: '{"status":"success","count":0}' }],
  ['401 in HTML', { status: 401, body: FIREWALL }],
  ['404 in HTML', { status: 404, body: '<h1>Not found</h1>' }],
  ['a reply cut in the middle', 'half'],
  ['a connection cut', 'cut'],
];

/** What moves the money, and not what is asked about it. */
function isRefund(seen: string): boolean {
  return (
    /^POST .*(?:refund|"requestType":"R")/.test(seen) &&
    !/check_action_status|refund\/(?:attempts|fetch)/.test(seen)
  );
}

for (const processor of PROCESSORS) {
  suite(`faults of ${processor}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    const statusOf = async (reference: string) => {
      const { aggregate } = await findOrder(chain, reference);
      return [aggregate.order.status, aggregate.payments.at(-1)?.status];
    };
    /** A return is asked about last, and not at all where much was asked in this minute. */
    const inquire = async (reference: string): Promise<void> => {
      const { aggregate } = await findOrder(chain, reference);
      const payment = aggregate.payments.at(-1) ?? assert.fail();
      const { instructions } = chain.near.app.parts;
      await instructions.inquire(await chain.account(), payment, 'signed');
    };

    /** Asks for a refund of ten rupees, again and again. */
    const giverOf = async ({ id }: Payment) => {
      const account = await chain.account();
      const target = { payment: [{ by: 'token', token: id.token }] } as const;
      const asked = { reference: null, note: null, notes: {}, wire: {} } as const;
      const about = { dialect: 'razorpay', target, amount: { minor: 1000 }, ...asked } as const;
      const { engine } = chain.near.app.parts;
      return () => engine.execute(account, { kind: 'createRefund', ...about });
    };

    test('whatever it answers when it is asked: never failed, never paid, then paid', async () => {
      const { payment } = await beginAt(chain, 'F_inquire');
      for (const [what, how] of SPOILS) {
        for (const when of ['before', 'after'] as const) {
          if (when === 'after') await payFar(chain, payment.id.token).catch(() => undefined);
          chain.front.spoil = () => ({ when, how });
          await inquire('F_inquire');
          assert.deepEqual(await statusOf('F_inquire'), ['attempted', 'pending'], what);
        }
      }
      chain.front.spoil = () => null;
      await inquire('F_inquire');
      assert.deepEqual(await statusOf('F_inquire'), ['paid', 'captured']);
    });

    test('whatever it answers at the start: words for the customer, and another try', async () => {
      const page = await createAt(chain, 'F_start');
      // A start may be no call at all: then there is nothing to go wrong.
      const isCalled = limitsOf(processor).startsWithoutCall !== true;
      let tried = 0;
      for (const [what, how] of SPOILS) {
        for (const when of ['before', 'after'] as const) {
          if (!isCalled) continue;
          chain.front.spoil = () => ({ when, how });
          const pressed = await pressButton(page);
          assert.equal(pressed.status, 303, `${what}: ${pressed.text}`);
          tried += 1;
          const shown = await ask(`${chain.near.url}${pressed.headers.get('location')}`);
          assert.match(shown.text, /role="alert"/, what);
          assert.match(shown.text, /action="[^"]*\/go"/, what);
          assert.doesNotMatch(shown.text, /Forbidden|Denied|Too many|Internal/, what);
          assert.deepEqual(await statusOf('F_start'), ['attempted', 'failed'], what);
        }
      }
      chain.front.spoil = () => null;
      await goOn(page);
      const { aggregate } = await findOrder(chain, 'F_start');
      assert.equal(aggregate.payments.length, tried + 1);
      await payFar(chain, aggregate.payments.at(-1)?.id.token ?? '');
      await ask(`${page}/back`);
      await inquire('F_start');
      assert.deepEqual(await statusOf('F_start'), ['paid', 'captured']);
    });

    for (const when of ['before', 'after'] as const) {
      test(`a refund that is cut off ${when} it was read is given back once`, async () => {
        const reference = `F_refund_${when}`;
        const { page, payment } = await beginAt(chain, reference);
        await payFar(chain, payment.id.token);
        await ask(`${page}/back`);
        await inquire(reference);
        chain.front.spoil = (seen) => (isRefund(seen) ? { when, how: 'cut' } : null);
        const { instructions } = chain.near.app.parts;
        const account = await chain.account();
        await (await giverOf(payment))();
        await until(async () => chain.front.seen.some(isRefund), true);
        await instructions.settle(account);
        const far = async () => {
          const found = await findFar(chain, payment.id.token);
          return found?.aggregate.refunds.map(({ amountMinor }) => amountMinor).join();
        };
        assert.equal(await far(), when === 'before' ? '' : '1000');
        chain.front.spoil = () => null;
        const wanted = when === 'before' ? 'pending' : 'processed';
        const settled = async () => {
          await instructions.settle(account);
          return (await findOrder(chain, reference)).aggregate.refunds[0]?.status;
        };
        // What has not arrived is sent again only after a minute.
        assert.equal(await until(settled, wanted), wanted);
        const { aggregate } = await findOrder(chain, reference);
        assert.equal(aggregate.payments[0]?.refundedMinor, 1000);
        assert.equal(aggregate.payments[0]?.capturedMinor, AMOUNT);
        assert.equal(await far(), when === 'before' ? '' : '1000');
      });
    }

    test('two equal parts, the first without an answer: two go back and no more', async () => {
      const { page, payment } = await beginAt(chain, 'F_equal');
      await payFar(chain, payment.id.token);
      await ask(`${page}/back`);
      await inquire('F_equal');
      let lost = 0;
      chain.front.spoil = (seen) => {
        if (!isRefund(seen) || lost > 0) return null;
        lost += 1;
        return { when: 'after', how: 'cut' };
      };
      const give = await giverOf(payment);
      await give();
      await give();
      const { instructions } = chain.near.app.parts;
      const states = async () => {
        await instructions.settle(await chain.account());
        const { refunds } = (await findOrder(chain, 'F_equal')).aggregate;
        return refunds.map(({ status, amountMinor }) => `${status} ${amountMinor}`).join();
      };
      const wanted = 'processed 1000,processed 1000';
      assert.equal(await until(states, wanted), wanted);
      assert.equal(lost, 1);
      const far = await findFar(chain, payment.id.token);
      const given = far?.aggregate.refunds.map(({ amountMinor }) => amountMinor).join();
      assert.equal(given, '1000,1000');
    });

    test('nobody answers at its address: the payment fails, the order stays payable', async () => {
      const page = await createAt(chain, 'F_away');
      await chain.front.stop();
      const pressed = await pressButton(page);
      const { aggregate } = await findOrder(chain, 'F_away');
      if (limitsOf(processor).startsWithoutCall === true) {
        assert.equal(pressed.status, 200);
        assert.equal(aggregate.payments[0]?.status, 'pending');
        return;
      }
      assert.deepEqual(await statusOf('F_away'), ['attempted', 'failed']);
      assert.equal(aggregate.payments[0]?.decline, 'processor_error');
      assert.match((await ask(page)).text, /role="alert"[\s\S]*action="[^"]*\/go"/);
    });
  });
}

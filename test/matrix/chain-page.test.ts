// The customer's way over our page to the gateway's: what begins a payment, what resumes it, what
// is asked, and what leaving it means.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  admin,
  beginAt,
  type Chain,
  comeBack,
  createAt,
  eventsOf,
  findFar,
  findOrder,
  limitsOf,
  openChain,
  PROCESSORS,
  payFar,
  pressButton,
  until,
} from '../support/chain.ts';
import { expectOutcome } from '../support/engine.ts';
import { ask } from '../support/server.ts';

const NEEDS: Readonly<Record<string, readonly string[]>> = {
  razorpay: [],
  cashfree: ['phone'],
  payu: ['name', 'email', 'phone'],
  pinelabs: [],
  paytring: ['name', 'email', 'phone'],
  worldline: [],
};

const HOSTILE: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['an empty name', { name: ' ' }],
  ['a name of markup', { name: '<script>alert(1)</script>' }],
  ['a name with a bar', { name: 'Asha|Rao' }],
  ['a name that turns the letters around', { name: 'Asha\u202eoaR' }],
  ['a name of controls', { name: 'Asha\u0000\u0007' }],
  ['a name without letters', { name: '---' }],
  ['an address without a host', { email: 'asha@' }],
  ['an address with a line', { email: 'asha@example.com\r\nbcc: all@example.com' }],
  ['an address with a hidden byte', { email: 'as\u0000ha@example.com' }],
  ['an address with a bar', { email: 'a|b@example.com' }],
  ['a phone of letters', { phone: 'call me' }],
  ['a phone of plus signs', { phone: '+9+8+7+6+5+4+3+2+1+0' }],
  ['a phone that is short', { phone: '12345' }],
  ['a phone that is endless', { phone: '9'.repeat(100) }],
];

for (const processor of PROCESSORS) {
  suite(`pages before ${processor}`, () => {
    let chain: Chain;
    before(async () => {
      chain = await openChain(processor);
    });
    after(() => chain.stop());

    const paymentsOf = async (reference: string) =>
      (await findOrder(chain, reference)).aggregate.payments;

    test('whoever only looks begins nothing, at the gateway neither', async () => {
      const page = await createAt(chain, 'P_look');
      const { length } = chain.front.seen;
      for (const step of ['', '/go', '/back', '/wait', '/return', '/bank', '/next', '/upi']) {
        await ask(`${page}${step}`);
        await ask(`${page}${step}`, { method: 'HEAD' });
      }
      await ask(`${page}/back`, { method: 'POST', body: 'status=success' });
      assert.deepEqual(await paymentsOf('P_look'), []);
      assert.deepEqual(chain.front.seen.slice(length), []);
    });

    test('a double click begins one payment, and both presses lead on to it', async () => {
      const page = await createAt(chain, 'P_double');
      const pressed = await Promise.all([1, 2, 3].map(() => pressButton(page)));
      const payments = await paymentsOf('P_double');
      assert.equal(payments.length, 1);
      const token = payments[0]?.id.token ?? '';
      for (const each of pressed) {
        if (each.status === 200) continue;
        // The other press was faster: the page shows what it began.
        const shown = await ask(`${page}/wait`);
        assert.equal(shown.status, 303, shown.text);
        assert.match((await ask(page)).text, /action="[^"]*\/go"/);
      }
      const again = await pressButton(page);
      assert.equal(again.status, 200);
      assert.equal((await paymentsOf('P_double')).length, 1);
      const starts = chain.front.seen.filter((seen) =>
        /^POST \S*\/(?:orders|order\/create)(?:\s|$)/.test(seen),
      );
      const { startsWithoutCall } = limitsOf(processor);
      if (startsWithoutCall !== true) assert.equal(starts.length, 1, starts.join());
      if (startsWithoutCall === true) assert.ok(again.text.includes(token));
    });

    test('the tab was closed: pressed again it goes on with the same payment', async () => {
      const { page, payment } = await beginAt(chain, 'P_resume');
      assert.match(await comeBack(page), /^\/pay\/[^/?]+$/);
      const again = await pressButton(page);
      assert.equal(again.status, 200);
      await payFar(chain, payment.id.token);
      await until(async () => (await paymentsOf('P_resume'))[0]?.status, 'captured');
      assert.equal((await paymentsOf('P_resume')).length, 1);
      assert.match((await ask(page)).text, /Payment received/);
    });

    test('the tab was closed: cancelled at once by the customer and by the merchant', async () => {
      const one = await beginAt(chain, 'P_leave');
      const left = await ask(`${one.page}/cancel`, { method: 'POST', body: '' });
      assert.match(left.headers.get('location') ?? '', /\/return$/);
      assert.deepEqual(
        (await paymentsOf('P_leave')).map(({ status, decline }) => [status, decline]),
        [['failed', 'cancelled_by_customer']],
      );
      const two = await beginAt(chain, 'P_cancel');
      const order = [{ by: 'reference', reference: 'P_cancel' } as const];
      const { engine } = chain.near.app.parts;
      const command = { kind: 'cancelOrder', order } as const;
      const { aggregate } = expectOutcome(await engine.execute(await chain.account(), command));
      assert.deepEqual(
        [aggregate.order.status, aggregate.payments[0]?.status],
        ['cancelled', 'failed'],
      );
      assert.equal((await pressButton(two.page)).status, 303);
      assert.equal((await paymentsOf('P_cancel')).length, 1);
    });

    test('an old form is paid after all: the order is paid or the money goes back', async () => {
      const { page, payment } = await beginAt(chain, 'P_late');
      await ask(`${page}/cancel`, { method: 'POST', body: '' });
      const far = await findFar(chain, payment.id.token);
      if (
        far?.aggregate.order.status !== 'attempted' &&
        far?.aggregate.order.status !== 'created'
      ) {
        return;
      }
      await payFar(chain, payment.id.token);
      await until(async () => {
        await ask(`${page}/back`);
        await chain.near.app.parts.instructions.inquire(await chain.account(), payment, 'signed');
        await chain.near.app.parts.instructions.settle(await chain.account());
        const [own] = await paymentsOf('P_late');
        return own?.status === 'captured' && (!own.surplus || own.refundedMinor > 0);
      }, true);
      const { aggregate } = await findOrder(chain, 'P_late');
      const [own] = aggregate.payments;
      const isPaid = aggregate.order.status === 'paid';
      assert.equal(own?.surplus === true, !isPaid);
      const told = await eventsOf(chain, payment.orderKey);
      assert.equal(told.filter((each) => each === 'payment.surplus').length, isPaid ? 0 : 1);
      const after = async () =>
        (await findFar(chain, payment.id.token))?.aggregate.payments.reduce(
          (sum, each) => sum + each.capturedMinor - each.refundedMinor,
          0,
        );
      assert.equal(await until(after, isPaid ? 50050 : 0), isPaid ? 50050 : 0);
      const shown = (await ask(page)).text;
      assert.equal(/Payment received/.test(shown), isPaid);
    });

    test('what the gateway needs is asked; hostile values are refused at their field', async () => {
      const page = await createAt(chain, 'P_needs');
      const shown = await ask(page);
      const asks = ['name', 'email', 'phone'].filter((name) => shown.text.includes(`id="${name}"`));
      assert.deepEqual(asks, NEEDS[processor]);
      const good = { name: 'Asha Rao', email: 'asha@example.com', phone: '9876543210' };
      for (const [what, values] of HOSTILE) {
        if (!asks.includes(Object.keys(values)[0] ?? '')) continue;
        const body = new URLSearchParams({ ...good, ...values }).toString();
        const refused = await pressButton(page, body);
        assert.equal(refused.status, 422, what);
        assert.match(refused.text, /aria-invalid="true"/, what);
        assert.doesNotMatch(refused.text, /<script>alert/, what);
      }
      assert.deepEqual(await paymentsOf('P_needs'), []);
      const indian = { ...good, name: 'ശ്രീ‌ലത ക്ഷ‍', phone: '+91 98765-43210' };
      const taken = await pressButton(page, new URLSearchParams(indian).toString());
      assert.equal(taken.status, 200, taken.text);
      assert.equal((await paymentsOf('P_needs')).length, 1);
    });

    test('the account is disabled while a page is open: what was begun ends well', async () => {
      const { page, payment } = await beginAt(chain, 'P_disabled');
      const fresh = await createAt(chain, 'P_closed');
      const path = `/accounts/${chain.merchant.key}`;
      await admin(chain.near, 'PATCH', path, { disabled: true });
      try {
        await payFar(chain, payment.id.token);
        assert.match(await comeBack(page), /\/return$/);
        assert.equal((await findOrder(chain, 'P_disabled')).aggregate.order.status, 'paid');
        await pressButton(fresh);
        assert.deepEqual(await paymentsOf('P_closed'), []);
        const shown = await ask(fresh);
        assert.doesNotMatch(shown.text, /action="[^"]*\/go"/, 'a button that leads nowhere');
      } finally {
        await admin(chain.near, 'PATCH', path, { disabled: false });
      }
      assert.match((await ask(fresh)).text, /action="[^"]*\/go"/);
    });
  });
}

// The gateway's older script, 2.0.0: sent to the page, or the page inside the shop's own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { type CashfreeShop, openCashfreeShop, type ShopOrder } from './cashfree-shop.ts';
import { awaitWords, openStage, payByUpi, press, type Stage } from './stage.ts';

let stage: Stage;
let shop: CashfreeShop;
const SCRIPTS = [
  '/js/ui/2.0.0/cashfree.sandbox.js',
  '/js/ui/2.0.0/cashfree.prod.js',
  '/cashfree/js/ui/2.0.0/cashfree.sandbox.js',
];
const [SCRIPT = ''] = SCRIPTS;

type Told = {
  readonly name: 'success' | 'failure';
  readonly data: {
    readonly order: Readonly<Record<string, unknown>>;
    readonly transaction?: Readonly<Record<string, unknown>>;
  };
};

/** Opens the drop-in as a shop's page does; what its callbacks hear is kept. */
async function drop(page: Page, call: string, sale: ShopOrder): Promise<void> {
  await page.evaluate(
    ([way, session, token]) => {
      const scope = globalThis as unknown as {
        document: {
          body: { insertAdjacentHTML: (place: string, html: string) => void };
          getElementById: (id: string) => unknown;
        };
        Cashfree: new (session?: string) => Record<string, (...given: unknown[]) => unknown>;
        told: unknown[];
      };
      scope.told = [];
      scope.document.body.insertAdjacentHTML('beforeend', '<div id="drop_in_container"></div>');
      const config = {
        components: ['order-details', 'card', 'upi', 'netbanking', 'app'],
        onSuccess: (data: unknown) => scope.told.push({ name: 'success', data }),
        onFailure: (data: unknown) => scope.told.push({ name: 'failure', data }),
        style: { backgroundColor: '#ffffff', theme: 'light' },
      };
      const place = scope.document.getElementById('drop_in_container');
      if (way === 'drop') void new scope.Cashfree(session)['drop']?.(place, config);
      else void new scope.Cashfree()['initialiseDropin']?.(place, { ...config, orderToken: token });
    },
    [call, sale.session, sale.token] as const,
  );
}

async function toldOf(page: Page, count: number): Promise<readonly Told[]> {
  await page.waitForFunction(
    (least) => (globalThis as unknown as { told: unknown[] }).told.length >= least,
    count,
  );
  return page.evaluate(() => (globalThis as unknown as { told: Told[] }).told);
}

describe('cashfree.js 2.0.0', { skip: SKIP_REASON, concurrency: 3 }, () => {
  before(async () => {
    stage = await openStage();
    shop = openCashfreeShop(stage, 'OLD');
  });
  after(() => stage?.close());

  test('redirect: every address of the script, by a session and by a token', async () => {
    for (const [index, script] of SCRIPTS.entries()) {
      const { id, session, token } = await shop.sell(index === 1 ? '2022-01-01' : '2022-09-01');
      await shop.atShop(script, async (page) => {
        await page.evaluate((name) => {
          const scope = globalThis as unknown as {
            Cashfree: new (name: string) => { redirect: () => void };
          };
          new scope.Cashfree(name).redirect();
        }, session || token);
        await page.waitForURL(`${stage.server.url}/pay/**`);
        await payByUpi(page, 'success@upi');
        await page.getByText(/^Continue to /).click();
        await page.waitForURL(new RegExp(`/${id}/own\\?order_id=${id}&`));
      });
      assert.equal(await shop.statusOf(id), 'PAID');
    }
  });

  test('drop: a declined attempt and the paid one are told, with their payments', async () => {
    const sale = await shop.sell('2022-09-01');
    await shop.atShop(SCRIPT, async (page) => {
      await drop(page, 'drop', sale);
      const frame = page.frameLocator('#drop_in_container iframe');
      await payByUpi(frame, 'failure@upi');
      await awaitWords(frame, 'The bank declined this payment.');
      const [failed] = await toldOf(page, 1);
      assert.equal(failed?.name, 'failure');
      assert.deepEqual(failed.data.order['status'], 'ACTIVE');
      assert.equal(failed.data.transaction?.['txStatus'], 'FAILED');
      await payByUpi(frame, 'success@upi');
      const told = await toldOf(page, 2);
      assert.equal(told.length, 2);
      const { name, data } = told[1] ?? assert.fail();
      assert.equal(name, 'success');
      const { cf_payment_id } = await shop.paymentOf(sale.id);
      assert.deepEqual(data, {
        order: { status: 'PAID', orderId: sale.id, message: 'Transaction successful' },
        transaction: {
          transactionId: cf_payment_id,
          txStatus: 'SUCCESS',
          txMsg: 'Transaction successful',
          transactionAmount: '500.50',
        },
      });
      assert.equal(page.url(), `${stage.shop.url}/`);
    });
  });

  test('initialiseDropin: by the older versions’ order token; who leaves is told', async () => {
    const sale = await shop.sell('2022-01-01');
    await shop.atShop(SCRIPT, async (page) => {
      await drop(page, 'initialiseDropin', sale);
      const frame = page.frameLocator('#drop_in_container iframe');
      await press(frame, /^Cancel/);
      const [left] = await toldOf(page, 1);
      assert.equal(left?.name, 'failure');
      assert.equal(left.data.order['orderId'], sale.id);
      assert.equal(left.data.transaction?.['txStatus'], 'USER_DROPPED');
    });
  });

  test('a session that is none, and calls that lack something', async () => {
    // Chromium writes refused frames and answers of 400 and above to the console: these are meant.
    await shop
      .atShop(SCRIPT, async (page) => {
        const sale = { id: '', session: 'session_AAAA', token: '' };
        await drop(page, 'drop', sale);
        const [told] = await toldOf(page, 1);
        assert.equal(told?.name, 'failure');
        assert.equal(told.data.order['status'], 'ERROR');
        assert.match(String(told.data.order['errorText']), /did not open/);
        const lacks = await page.evaluate(async () => {
          const scope = globalThis as unknown as {
            Cashfree: new (
              session?: string,
            ) => {
              redirect: () => void;
              drop: (place: null, config?: object) => Promise<void>;
            };
          };
          const messages: string[] = [];
          const note = (error: unknown) => messages.push((error as Error).message);
          try {
            new scope.Cashfree().redirect();
          } catch (error) {
            note(error);
          }
          const components = ['card'];
          const callbacks = { onSuccess: () => 0, onFailure: () => 0 };
          const cashfree = new scope.Cashfree();
          for (const config of [undefined, {}, { components }, { components, ...callbacks }]) {
            await cashfree.drop(null, config).catch(note);
          }
          return messages;
        });
        assert.deepEqual(lacks, [
          'Payment Session Id is required',
          '[initialiseDropin] config missing',
          '[initialiseDropin] components missing in config.',
          'onSuccess callback missing',
          'PaymentSessionId missing',
        ]);
      })
      .catch((error: unknown) => assert.match(String(error), /status of 401|frame-ancestors/));
  });
});

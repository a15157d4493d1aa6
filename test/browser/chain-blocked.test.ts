// A shop's page with ours in a frame, in a browser that opens no window: each drop-in script lets
// the whole page go to the gateway, and the customer comes back to the shop.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import {
  type ChainStage,
  fillContact,
  GO_ON,
  openChainPage,
  openChainStage,
  paymentsOf,
} from './chain-stage.ts';
import {
  CASHFREE,
  type CreatedOrder,
  type DialectDriver,
  PAYTRING,
  PINELABS,
} from './dialect-driver.ts';
import { payByUpi, press } from './stage.ts';

let stage: ChainStage;

type DropIn = {
  readonly driver: DialectDriver;
  readonly script: string;
  /** Where its frame stands. */
  readonly frame: string;
  readonly open: (page: Page, sale: CreatedOrder) => Promise<void>;
};

type Scope = Record<string, new (options: object) => Record<string, (options?: object) => unknown>>;

const DROP_INS: readonly DropIn[] = [
  {
    driver: CASHFREE,
    script: '/js/v3/cashfree.js',
    frame: '[data-checkout-overlay] iframe',
    open: (page, sale) =>
      page.evaluate(
        (paymentSessionId) => {
          const make = (globalThis as unknown as Scope)['Cashfree'] as unknown as (
            options: object,
          ) => { checkout: (options: object) => Promise<unknown> };
          void make({ mode: 'sandbox' }).checkout({ paymentSessionId, redirectTarget: '_modal' });
        },
        `session_${sale.page.split('/pay/')[1]}`,
      ),
  },
  {
    driver: PAYTRING,
    script: '/iframe.v1.0.0.js',
    frame: '#paytringframe',
    open: (page, sale) =>
      page.evaluate((order_id) => {
        const Paytring = (globalThis as unknown as Scope)['Paytring'];
        if (Paytring !== undefined) new Paytring({ order_id })['open']?.();
      }, sale.name),
  },
  {
    driver: PINELABS,
    script: '/v3/web-sdk-checkout.js',
    frame: 'iframe',
    open: (page, sale) =>
      page.evaluate((redirectUrl) => {
        const Plural = (globalThis as unknown as Scope)['Plural'];
        const nothing = (): void => undefined;
        const options = { redirectUrl, successHandler: nothing, failedHandler: nothing };
        if (Plural !== undefined) new Plural(options)['open']?.(options);
      }, sale.page),
  },
];

describe('paying from a frame where no window opens', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openChainStage('payu', { isApart: true });
  });
  after(() => stage?.close());

  for (const [place, { driver, script, frame, open }] of DROP_INS.entries()) {
    test(`${driver.title}: the whole page goes, and comes back to the shop`, async () => {
      const { chain, hosts, shop } = stage;
      const sale = await driver.create(chain.merchant, `BLOCKED_${place}`);
      await openChainPage(stage, hosts.shop, async ({ page }) => {
        await page.context().addInitScript('open = () => null');
        await page.reload();
        await page.addScriptTag({ url: `${hosts.near}${script}` });
        await open(page, sale);
        const ours = page.frameLocator(frame);
        await fillContact(ours);
        await press(ours, GO_ON);
        await page.waitForURL(`${hosts.near}/**`);
        await fillContact(page);
        await press(page, GO_ON);
        await page.waitForURL(`${hosts.far}/**`);
        await payByUpi(page, 'success@upi');
        await page.getByText(/^Continue to Sandbox/).click();
        await page.getByText('Continue to Chained shop').click();
        await page.waitForURL(`${hosts.shop}/**`);
      });
      assert.ok(shop.requestsOf(sale.reference).length > 0, 'the shop heard nothing');
      assert.deepEqual(
        (await paymentsOf(stage, sale)).map(({ status }) => status),
        ['captured'],
      );
    });
  }
});

// A shop's page with ours in a frame: the gateway's page opens in a window, the frame goes on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { CASHFREE, RAZORPAY } from './dialect-driver.ts';
import {
  type ChainStage,
  fillContact,
  GO_ON,
  openChainStage,
  payAtGateway,
  paymentsOf,
  type ChainTab,
  openChainPage,
} from './chain-stage.ts';
import { assertClosed, awaitHeard, frameOf, heard, openCheckout } from './razorpay-page.ts';
import { inspect } from './page-check.ts';
import { payFar } from '../support/chain.ts';
import { awaitWords, payByUpi, press } from './stage.ts';

let stage: ChainStage;
let count = 0;

type Overlay = {
  readonly page: Page;
  readonly frame: FrameLocator;
  readonly tab: ChainTab;
  readonly sale: { readonly reference: string; readonly name: string };
};

type Way = {
  /** What is done to the page before the overlay opens. */
  readonly page?: (page: Page) => Promise<unknown>;
  readonly more?: (reference: string) => object;
};

/** The shop's page, with the overlay of its order open. */
async function atShop(
  act: (overlay: Overlay) => Promise<void>,
  { page: before = async () => undefined, more = () => ({}) }: Way = {},
): Promise<void> {
  count += 1;
  const sale = await RAZORPAY.create(stage.chain.merchant, `FRAMED_${count}`);
  await openChainPage(stage, stage.hosts.shop, async (own) => {
    const { page } = own;
    const server = { url: stage.hosts.near } as never;
    const { key } = stage.chain.merchant;
    await before(page);
    const options = { key, order_id: sale.name, ...more(sale.reference) };
    await openCheckout({ server } as never, page, options);
    const frame = frameOf(page);
    await fillContact(frame);
    await act({ page, frame, tab: own, sale });
  });
}

async function openWindow({ page, frame }: Overlay): Promise<Page> {
  const [opened] = await Promise.all([page.waitForEvent('popup'), press(frame, GO_ON)]);
  await opened.waitForURL(`${stage.hosts.far}/**`);
  return opened;
}

describe('paying from a frame', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openChainStage('payu', { isApart: true });
  });
  after(() => stage?.close());

  test('a window opens; the frame goes on by itself, and the shop hears of it', () =>
    atShop(async (overlay) => {
      const { page, sale } = overlay;
      const opened = await openWindow(overlay);
      assert.equal(await opened.evaluate('parent === self'), true);
      await payByUpi(opened, 'success@upi');
      const closed = opened.waitForEvent('close');
      await opened.getByText(/^Continue to Sandbox/).click({ noWaitAfter: true });
      await closed;
      const [[name] = []] = await awaitHeard(page, 1);
      assert.equal(name, 'handler');
      await assertClosed(page);
      const [payment, ...others] = await paymentsOf(stage, sale);
      assert.deepEqual([payment?.status, others], ['captured', []]);
    }));

  test('a window closed without a payment opens again, for the same payment', () =>
    atShop(async (overlay) => {
      const { page, frame, sale } = overlay;
      await (await openWindow(overlay)).close();
      const opened = await openWindow(overlay);
      assert.deepEqual(await heard(page), []);
      // Pressed twice there is still one window.
      await press(frame, GO_ON);
      await opened.waitForURL(`${stage.hosts.far}/**`);
      assert.equal(page.context().pages().length, 2);
      await payByUpi(opened, 'failure@upi');
      await awaitWords(opened, 'The bank declined');
      await payByUpi(opened, 'success@upi');
      await opened.getByText(/^Continue to Sandbox/).click({ noWaitAfter: true });
      const all = await awaitHeard(page, 1);
      assert.deepEqual(
        all.map(([name]) => name),
        ['handler'],
      );
      assert.equal((await paymentsOf(stage, sale)).length, 1);
    }));

  test('who leaves the gateway is told so in the window, and cancels in the frame', () =>
    atShop(async (overlay) => {
      const { page, frame, sale } = overlay;
      const opened = await openWindow(overlay);
      await opened.addInitScript('close = () => undefined');
      await press(opened, /^Cancel/);
      await opened.getByText(/^Continue to Sandbox/).click();
      await opened.waitForURL(`${stage.hosts.near}/pay/**/back`);
      await awaitWords(opened, 'Go on where you began. You may close this window.');
      await inspect(opened, 'elsewhere-left');
      await opened.close();
      await press(frame, /^Cancel/);
      const [[name] = []] = await awaitHeard(page, 1);
      assert.equal(name, 'dismissed');
      const payments = await paymentsOf(stage, sale);
      assert.deepEqual(
        payments.map(({ status }) => status),
        ['failed'],
      );
    }));

  test('the cross asks the gateway before the shop hears that it was dismissed', () =>
    atShop(async (overlay) => {
      const { page, sale } = overlay;
      const opened = await openWindow(overlay);
      const closed = opened.waitForEvent('close');
      await page.getByRole('button', { name: 'Close payment' }).click();
      const [[name] = []] = await awaitHeard(page, 1);
      assert.equal(name, 'dismissed');
      await assertClosed(page);
      await closed;
      const payments = await paymentsOf(stage, sale);
      assert.deepEqual(
        payments.map(({ status }) => status),
        ['failed'],
      );
    }));

  test('while a bank decides there is nothing to dismiss with, and the shop hears nothing', () =>
    atShop(async (overlay) => {
      const { page, sale } = overlay;
      const opened = await openWindow(overlay);
      const [payment] = await paymentsOf(stage, sale);
      await payFar(stage.chain, payment?.id.token ?? '', 'pending');
      const { instructions } = stage.chain.near.app.parts;
      await instructions.inquire(await stage.chain.account(), payment ?? assert.fail(), 'signed');
      const cross = page.getByRole('button', { name: 'Close payment' });
      await cross.click();
      await cross.waitFor({ state: 'hidden' });
      await page.keyboard.press('Escape');
      await page.evaluate(() => {
        (globalThis as unknown as { checkout: { close: () => void } }).checkout.close();
      });
      await page.waitForTimeout(500);
      assert.deepEqual(await heard(page), []);
      assert.deepEqual(
        (await paymentsOf(stage, sale)).map(({ status }) => status),
        ['pending'],
      );
      await opened.close();
    }));

  test('where no window opens the whole page goes, and comes back to the shop', () =>
    atShop(
      async ({ page, frame, sale }) => {
        await press(frame, GO_ON);
        await page.waitForURL(`${stage.hosts.near}/**`);
        await fillContact(page);
        await press(page, GO_ON);
        await page.waitForURL(`${stage.hosts.far}/**`);
        await payByUpi(page, 'success@upi');
        await page.getByText(/^Continue to Sandbox/).click();
        await page.getByText('Continue to Chained shop').click();
        await page.waitForURL(`${stage.hosts.shop}/${sale.reference}/**`);
        const [back] = stage.shop.requestsOf(sale.reference);
        assert.equal(back?.method, 'POST');
        assert.ok(back?.values.has('razorpay_signature'));
        const payments = await paymentsOf(stage, sale);
        assert.deepEqual(
          payments.map(({ status }) => status),
          ['captured'],
        );
      },
      {
        page: (page) => page.context().addInitScript('open = () => null'),
        more: (reference) => ({ callback_url: `${stage.hosts.shop}/${reference}/back` }),
      },
    ));

  test('what is wrong with a field is told in the window, where it is put right', () =>
    atShop(async ({ page, frame }) => {
      await frame.getByLabel('Email').fill('asha');
      const [opened] = await Promise.all([page.waitForEvent('popup'), press(frame, GO_ON)]);
      await awaitWords(opened, 'Enter an email address such as');
      assert.equal(await opened.getByText(/^Cancel/).count(), 0);
      assert.equal(await opened.getByLabel('Your name').inputValue(), 'Asha Rao');
      await inspect(opened, 'elsewhere-wrong-field');
      await opened.getByLabel('Email').fill('asha@example.com');
      await press(opened, GO_ON);
      await opened.waitForURL(`${stage.hosts.far}/**`);
      await payByUpi(opened, 'success@upi');
      await opened.getByText(/^Continue to Sandbox/).click({ noWaitAfter: true });
      const [[name] = []] = await awaitHeard(page, 1);
      assert.equal(name, 'handler');
    }));
});

describe('paying from a modal, at a gateway with a script of its own', {
  skip: SKIP_REASON,
}, () => {
  let scripted: ChainStage;
  before(async () => {
    scripted = await openChainStage('razorpay', { isApart: true });
  });
  after(() => scripted?.close());

  test('the promise is kept once it was paid in the window', async () => {
    const { chain, hosts } = scripted;
    const sale = await CASHFREE.create(chain.merchant, 'MODAL_1');
    const session = `session_${sale.page.split('/pay/')[1]}`;
    await openChainPage(scripted, hosts.shop, async ({ page }) => {
      await page.addScriptTag({ url: `${hosts.near}/js/v3/cashfree.js` });
      await page.evaluate((paymentSessionId) => {
        type Checkout = { checkout: (options: object) => Promise<unknown> };
        const scope = globalThis as unknown as Record<string, unknown>;
        const make = scope['Cashfree'] as (options: object) => Checkout;
        const options = { paymentSessionId, redirectTarget: '_modal' };
        void make({ mode: 'sandbox' })
          .checkout(options)
          .then((told) => Object.assign(scope, { told }));
      }, session);
      const frame = frameOf(page);
      await fillContact(frame);
      const [opened] = await Promise.all([page.waitForEvent('popup'), press(frame, GO_ON)]);
      await opened.waitForURL(`${hosts.handover}/pay/**/go`);
      await payAtGateway(scripted, opened, 'success@upi');
      await page.waitForFunction(() => 'told' in globalThis);
      const told = await page.evaluate(() => (globalThis as unknown as { told: unknown }).told);
      const paymentMessage = 'Payment finished. Check Order Status';
      assert.deepEqual(told, { paymentDetails: { paymentMessage } });
      assert.equal(opened.isClosed(), true);
    });
    assert.deepEqual(
      (await paymentsOf(scripted, sale)).map(({ status }) => status),
      ['captured'],
    );
  });
});

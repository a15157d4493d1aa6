// A customer who does not pay at once: declined at the gateway, gone back, cancelled on our page.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { PROCESSORS } from '../support/chain.ts';
import {
  type ChainStage,
  farFace,
  farOrderOf,
  GO_ON,
  goOn,
  openChainStage,
  payAtGateway,
  paymentsOf,
  returnToShop,
  openChainPage,
} from './chain-stage.ts';
import { type CreatedOrder, PAYU } from './dialect-driver.ts';
import { awaitWords, press } from './stage.ts';

let count = 0;

async function go(
  stage: ChainStage,
  act: (page: Page, sale: CreatedOrder) => Promise<void>,
): Promise<CreatedOrder> {
  count += 1;
  const sale = await PAYU.create(stage.chain.merchant, `RETURN_${count}`);
  await openChainPage(stage, sale.page, async ({ page }) => {
    await goOn(page);
    await farFace(stage, page).getByRole('radio', { name: /^UPI/ }).waitFor();
    await act(page, sale);
  });
  return sale;
}

/** A slow machine needs a while to be back; pressing once more by then would go too far. */
const BACK_MS = 2000;

/** Presses the browser's Back button until our page is there again. */
async function goBack(page: Page, sale: CreatedOrder): Promise<void> {
  for (let presses = 0; presses < 3 && page.url() !== sale.page; presses += 1) {
    // A page on the way that goes on by itself breaks the step off.
    await page.goBack().catch(() => undefined);
    // A step back within a frame leaves the address as it is.
    await page.waitForURL(sale.page, { timeout: BACK_MS }).catch(() => undefined);
  }
  assert.equal(page.url(), sale.page);
  await page.getByRole('button', { name: 'Continue to payment' }).waitFor();
}

for (const processor of PROCESSORS) {
  describe(`a customer who takes more than one try at ${processor}`, { skip: SKIP_REASON }, () => {
    let stage: ChainStage;
    before(async () => {
      stage = await openChainStage(processor, { isApart: true });
    });
    after(() => stage?.close());

    async function assertPaidOnce(sale: CreatedOrder): Promise<void> {
      const [payment, ...others] = await paymentsOf(stage, sale);
      assert.deepEqual([payment?.status, others], ['captured', []]);
      assert.equal((await farOrderOf(stage, sale))?.order.status, 'paid');
    }

    test('declined there and paid there: one payment', async () => {
      const sale = await go(stage, async (page) => {
        await payAtGateway(stage, page, 'failure@upi');
        // A failure comes back at once from a form that was told to; elsewhere its page stays.
        if (processor === 'razorpay') await press(page, 'Continue to payment');
        else await awaitWords(page, 'The bank declined this payment.');
        await payAtGateway(stage, page, 'success@upi');
        await returnToShop(stage, page);
      });
      await assertPaidOnce(sale);
    });

    test('gone back by the browser’s button, then on: the same payment', async () => {
      const sale = await go(stage, async (page, own) => {
        await goBack(page, own);
        await press(page, GO_ON);
        await payAtGateway(stage, page, 'success@upi');
        await returnToShop(stage, page);
      });
      await assertPaidOnce(sale);
    });

    test('gone back and cancelled: the shop is told, and nothing is paid', async () => {
      const sale = await go(stage, async (page, own) => {
        await goBack(page, own);
        await press(page, 'Cancel and return');
        await awaitWords(page, 'Payment cancelled');
        await page.getByText('Continue to Chained shop').click();
        await page.waitForURL(`${stage.hosts.shop}/${own.reference}/**`);
      });
      const told = stage.shop.requestsOf(sale.reference).at(-1);
      assert.equal(told?.path, `/${sale.reference}/failure`);
      assert.equal(PAYU.readEnding(told.values), 'cancelled');
      assert.ok(await PAYU.verify(stage.chain.merchant, told.values));
      assert.deepEqual(
        (await paymentsOf(stage, sale)).map(({ status }) => status),
        ['failed'],
      );
    });

    if (processor !== 'razorpay') return;
    test('a form that is closed leads to our page, which goes on with the same', async () => {
      const sale = await go(stage, async (page, own) => {
        await page.getByRole('button', { name: 'Close payment' }).click();
        await page.waitForURL(own.page);
        await press(page, 'Continue to payment');
        await payAtGateway(stage, page, 'success@upi');
        await returnToShop(stage, page);
      });
      await assertPaidOnce(sale);
    });
  });
}

// The overlay of Razorpay's checkout.js: leaving it in every way, its colours, its refusals.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import { takePicture } from './page-check.ts';
import {
  assertClosed,
  awaitHeard,
  frameOf,
  heard,
  openCheckout,
  type Options,
  sell,
} from './razorpay-page.ts';
import { FRESH, openStage, type Stage, openPage } from './stage.ts';

let stage: Stage;

/** The shop's page, with nothing of an earlier visit in it. */
async function atShop(act: (page: Page) => Promise<void>): Promise<void> {
  await openPage(stage, stage.shop.url, act);
}

/** Carried into the page: it knows nothing of this file. */
function readGround(element: unknown): string {
  type Scope = { getComputedStyle: (of: unknown) => { backgroundColor: string } };
  return (globalThis as unknown as Scope).getComputedStyle(element).backgroundColor;
}

describe('the overlay of checkout.js', { skip: SKIP_REASON, concurrency: 3 }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('leaving: the cross, Escape outside and in, the backdrop, close(), our Cancel', async () => {
    const id = await sell(stage);
    const ways: readonly (readonly [Options, (page: Page) => Promise<void>])[] = [
      [{}, (page) => page.getByRole('button', { name: 'Close payment' }).click()],
      [
        {},
        async (page) => {
          await page.getByRole('button', { name: 'Close payment' }).focus();
          await page.keyboard.press('Escape');
        },
      ],
      [{}, (page) => frameOf(page).getByRole('radio', { name: /^UPI/ }).press('Escape')],
      [
        { backdropclose: true },
        async (page) => {
          await page.setViewportSize({ width: 1000, height: 900 });
          await page.mouse.click(20, 20);
        },
      ],
      [
        {},
        (page) =>
          page.evaluate(() =>
            (globalThis as unknown as { checkout: { close: () => void } }).checkout.close(),
          ),
      ],
      [
        {},
        (page) =>
          frameOf(page)
            .getByRole('button', { name: /^Cancel/ })
            .click(),
      ],
    ];
    for (const [modal, leave] of ways) {
      await openPage(
        stage,
        stage.shop.url,
        async (page) => {
          await openCheckout(stage, page, { key: KEY, order_id: id, modal });
          await frameOf(page)
            .getByRole('button', { name: /^Pay ₹/ })
            .waitFor();
          await leave(page);
          await assertClosed(page);
          assert.deepEqual(await heard(page), [['dismissed', undefined]]);
        },
        FRESH,
      );
    }
  });

  test('the cross covers nothing of our page, and the focus goes round inside', async () => {
    const id = await sell(stage);
    await atShop(async (page) => {
      await openCheckout(stage, page, { key: KEY, order_id: id });
      await frameOf(page).getByText('Test details').waitFor();
      const cross = page.getByRole('button', { name: 'Close payment' });
      const above = await cross.boundingBox();
      const below = await page.locator('[data-checkout-overlay] iframe').boundingBox();
      assert.ok(above && below && above.y + above.height <= below.y);
      await cross.focus();
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.nodeName'), 'IFRAME');
    });
  });

  test('the shop may keep Escape and the backdrop from closing, and ask before', async () => {
    const id = await sell(stage);
    const act = async (page: Page): Promise<void> => {
      await page.setViewportSize({ width: 1000, height: 900 });
      await openCheckout(stage, page, {
        key: KEY,
        order_id: id,
        modal: { escape: false, confirm_close: true },
      });
      await frameOf(page).getByRole('radio', { name: /^UPI/ }).press('Escape');
      await page.mouse.click(20, 20);
      const answers = [false, true];
      const asked: string[] = [];
      page.on('dialog', async (dialog) => {
        asked.push(dialog.message());
        await (answers.shift() ? dialog.accept() : dialog.dismiss());
      });
      const cross = page.getByRole('button', { name: 'Close payment' });
      await cross.click();
      assert.equal(await page.locator('[data-checkout-overlay]').count(), 1);
      await cross.click();
      await assertClosed(page);
      assert.equal(asked.length, 2);
    };
    await openPage(stage, stage.shop.url, act, FRESH);
  });

  test('the Back button closes the overlay, not the page, unless the shop says no', async () => {
    const id = await sell(stage);
    const act = async (page: Page): Promise<void> => {
      await page.goto(`${stage.shop.url}/cart`);
      await page.evaluate(`history.replaceState({ idx: 3 }, '')`);
      await openCheckout(stage, page, { key: KEY, order_id: id });
      await frameOf(page)
        .getByRole('button', { name: /^Pay ₹/ })
        .waitFor();
      await page.evaluate('history.back()');
      await assertClosed(page);
      assert.equal(page.url(), `${stage.shop.url}/cart`);
      assert.deepEqual(await page.evaluate('history.state'), { idx: 3 });
      assert.deepEqual(await heard(page), [['dismissed', undefined]]);

      await openCheckout(stage, page, { key: KEY, order_id: id, modal: { handleback: false } });
      assert.deepEqual(await page.evaluate('history.state'), { idx: 3 });
    };
    await openPage(stage, stage.shop.url, act, FRESH);
  });

  test('the time that the shop allows is over', async () => {
    const id = await sell(stage);
    await atShop(async (page) => {
      await openCheckout(stage, page, { key: KEY, order_id: id, timeout: 1 });
      assert.deepEqual(await awaitHeard(page, 1), [['dismissed', 'timeout']]);
      await assertClosed(page);
    });
  });

  test('theme: the colours are the shop’s, and an odd one changes nothing else', async () => {
    const id = await sell(stage);
    await atShop(async (page) => {
      const theme = { color: '#F37254', backdrop_color: 'rgb(1, 2, 3)' };
      await openCheckout(stage, page, { key: KEY, order_id: id, theme });
      const overlay = '[data-checkout-overlay]';
      const colours = await page.evaluate<string[]>(
        `[...document.querySelectorAll('${overlay}, ${overlay} div')]
          .map((each) => getComputedStyle(each).backgroundColor)`,
      );
      assert.ok(colours.includes('rgb(243, 114, 84)'));
      assert.equal(colours[0], 'rgb(1, 2, 3)');
      await page.getByRole('button', { name: 'Close payment' }).click();
      await openCheckout(stage, page, {
        key: KEY,
        order_id: id,
        theme: { color: 'x;display:none' },
      });
      await frameOf(page)
        .getByRole('button', { name: /^Pay ₹/ })
        .waitFor();
    });
  });

  test('the room above our page has the page’s own colour, light and dark', async () => {
    const id = await sell(stage);
    for (const [colorScheme, colour] of [
      ['light', 'rgb(255, 255, 255)'],
      ['dark', 'rgb(23, 26, 32)'],
    ] as const) {
      const act = async (page: Page): Promise<void> => {
        await openCheckout(stage, page, { key: KEY, order_id: id });
        await frameOf(page).getByText('Pay with').waitFor();
        const shell = page.locator('[data-checkout-overlay] > div', {
          has: page.locator('iframe'),
        });
        assert.equal(await shell.evaluate(readGround), colour);
        assert.equal(await frameOf(page).locator('body').evaluate(readGround), colour);
        await takePicture(page, `overlay-${colorScheme}`);
      };
      await openPage(stage, stage.shop.url, act, { colorScheme });
    }
  });

  test('what cannot be paid is said in the frame, by order and by key', async () => {
    const id = await sell(stage);
    const rows: readonly (readonly [Options, RegExp])[] = [
      [{ key: KEY, order_id: 'order_ABCDEF12345678' }, /The id provided does not exist/],
      [{ key: KEY }, /The order id field is required/],
      [{ key: 'nobody', order_id: id }, /Authentication failed/],
    ];
    for (const [options, says] of rows) {
      const act = async (page: Page): Promise<void> => {
        await openCheckout(stage, page, options);
        await frameOf(page).getByText(says).waitFor();
        await frameOf(page).getByRole('alert').press('Escape');
        await assertClosed(page);
        assert.deepEqual(await heard(page), [['dismissed', undefined]]);
      };
      await openPage(stage, stage.shop.url, act, FRESH).catch((error: unknown) => {
        // Chromium writes every answer of 400 and above to the console: these are meant.
        assert.match(String(error), /status of (400|401)/);
      });
    }
  });
});

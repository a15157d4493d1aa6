// cashfree.js v3 on a merchant's page: every place to pay in, and every answer of its promise.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { listen, SKIP_REASON } from '../support/browser.ts';
import { ask, KEY } from '../support/server.ts';
import { awaitWords, FRESH, openStage, payByUpi, press } from './stage.ts';
import { SECRET, type Stage, openPage } from './stage.ts';

let stage: Stage;
let count = 0;

type Sale = { readonly id: string; readonly session: string };

async function sell(more: object = {}): Promise<Sale> {
  count += 1;
  const id = `JS_${count}`;
  const headers = { 'x-client-id': KEY, 'x-client-secret': SECRET, 'x-api-version': '2023-08-01' };
  const body = {
    order_id: id,
    order_amount: 500.5,
    order_currency: 'INR',
    customer_details: { customer_id: 'asha_1', customer_phone: '9876543210' },
    order_meta: { return_url: `${stage.shop.url}/${id}/own?order_id={order_id}` },
    ...more,
  };
  const { json } = await ask(`${stage.server.url}/pg/orders`, { method: 'POST', headers, body });
  return { id, session: (json as { payment_session_id: string }).payment_session_id };
}

type Result = {
  readonly error?: { readonly code: string; readonly message: string };
  readonly redirect?: boolean;
  readonly paymentDetails?: { readonly paymentMessage: string };
};
type Options = Readonly<Record<string, unknown>>;

/** Loads the script and starts the checkout as a page would; `element` stands for a DOM element. */
async function start(page: Page, options: Options, from = '/js/v3/cashfree.js'): Promise<void> {
  await page.addScriptTag({ url: stage.server.url + from });
  await page.evaluate((given) => {
    const scope = globalThis as unknown as {
      Cashfree: (options: object) => { checkout: (options: object) => Promise<unknown> };
      document: { querySelector: (selector: string) => unknown };
      result: Promise<unknown>;
    };
    const { element, ...rest } = given;
    const place =
      typeof element === 'string' ? { redirectTarget: scope.document.querySelector(element) } : {};
    const cashfree = scope.Cashfree({ mode: 'sandbox' });
    // What becomes of the tab is awaited by the test: this one returns at once.
    scope.result = cashfree.checkout({ ...rest, ...place });
  }, options);
}

const resultOf = (page: Page): Promise<Result> =>
  page.evaluate(() => (globalThis as unknown as { result: Promise<Result> }).result);

const OVERLAY = '[data-checkout-overlay]';
const modalOf = (page: Page): FrameLocator => page.frameLocator(`${OVERLAY} iframe`);
const FINISHED = { paymentDetails: { paymentMessage: 'Payment finished. Check Order Status' } };

/** The shop's page, with nothing of an earlier visit in it. */
async function atShop(act: (page: Page) => Promise<void>): Promise<void> {
  await openPage(stage, stage.shop.url, act, FRESH);
}

async function payAway(page: Page, url: string): Promise<void> {
  await page.waitForURL(`${stage.server.url}/pay/**`);
  await payByUpi(page, 'success@upi');
  await page.getByText(/^Continue to /).click();
  await page.waitForURL(url);
}

describe('cashfree.js', { skip: SKIP_REASON, concurrency: 3 }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('_self is the default: to the page, and back to the order’s own address', async () => {
    const { id, session } = await sell();
    await atShop(async (page) => {
      await start(page, { paymentSessionId: session }, '/cashfree/js/v3/cashfree.js');
      await payAway(page, `${stage.shop.url}/${id}/own?order_id=${id}`);
    });
  });

  test('returnUrl goes before the order’s own, with its placeholder filled', async () => {
    const { id, session } = await sell();
    const returnUrl = `${stage.shop.url}/${id}/given?name={order_id}`;
    await atShop(async (page) => {
      await start(page, { paymentSessionId: session, redirectTarget: '_top', returnUrl });
      await payAway(page, `${stage.shop.url}/${id}/given?name=${id}`);
    });
  });

  test('_blank opens a tab of its own and says so at once', async () => {
    const { id, session } = await sell();
    await atShop(async (page) => {
      const opened = page.waitForEvent('popup');
      await start(page, { paymentSessionId: session, redirectTarget: '_blank' });
      assert.deepEqual(await resultOf(page), { redirect: true });
      const tab = await opened;
      const complaints = listen(tab, [stage.server.url, stage.shop.url]);
      await payAway(tab, `${stage.shop.url}/${id}/own?order_id=${id}`);
      assert.deepEqual(complaints, []);
    });
  });

  test('_modal: paid, it shows so for a moment and closes', async () => {
    const { session } = await sell();
    await atShop(async (page) => {
      await start(page, { paymentSessionId: session, redirectTarget: '_modal' });
      await payByUpi(modalOf(page), 'success@upi');
      await awaitWords(modalOf(page), 'Payment received');
      assert.deepEqual(await resultOf(page), FINISHED);
      assert.equal(await page.locator(OVERLAY).count(), 0);
      assert.equal(page.url(), `${stage.shop.url}/`);
      // Whoever pays it again learns that it is finished.
      await start(page, { paymentSessionId: session, redirectTarget: '_modal' });
      assert.deepEqual(await resultOf(page), FINISHED);
    });
  });

  test('_modal: a closed one is an error, a failure that is left is an end', async () => {
    const { session } = await sell();
    await atShop(async (page) => {
      const options = { paymentSessionId: session, redirectTarget: '_modal' };
      await start(page, options);
      await modalOf(page).getByRole('radio', { name: /^UPI/ }).press('Escape');
      assert.equal((await resultOf(page)).error?.code, 'user_cancelled');
      await start(page, options);
      await press(modalOf(page), /^Cancel/);
      assert.equal((await resultOf(page)).error?.code, 'user_cancelled');
    });
    const second = await sell();
    await atShop(async (page) => {
      await start(page, { paymentSessionId: second.session, redirectTarget: '_modal' });
      await payByUpi(modalOf(page), 'failure@upi');
      await awaitWords(modalOf(page), 'The bank declined this payment.');
      await press(modalOf(page), /^Cancel/);
      assert.deepEqual(await resultOf(page), FINISHED);
    });
  });

  test('in an element: as large as asked, told there, and a second one replaces it', async () => {
    const { session } = await sell();
    await atShop(async (page) => {
      await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<div id="here"></div>')`);
      const appearance = { width: '300px', height: '500px' };
      const options = { paymentSessionId: session, element: '#here', appearance };
      await start(page, options);
      await start(page, options);
      const frames = page.locator('#here iframe');
      assert.equal(await frames.count(), 1);
      const box = await frames.boundingBox();
      assert.deepEqual([box?.width, box?.height], [300, 500]);
      await payByUpi(page.frameLocator('#here iframe'), 'success@upi');
      assert.deepEqual(await resultOf(page), FINISHED);
      await awaitWords(page.frameLocator('#here iframe'), 'Payment received');
    });
  });

  test('a session that is none: said at once, by the frame’s silence, or by a page', async () => {
    const { session } = await sell();
    const forged = session.replace(/.{6}$/, 'AAAAAA');
    // Chromium writes refused frames and answers of 400 and above to the console: these are meant.
    const refused = /status of 401|frame-ancestors/;
    for (const place of [{ redirectTarget: '_modal' }, { element: 'body' }]) {
      await atShop(async (page) => {
        await start(page, { paymentSessionId: 'order_1', ...place });
        assert.equal((await resultOf(page)).error?.code, 'invalid_payment_session_id');
        await start(page, { paymentSessionId: forged, ...place });
        assert.equal((await resultOf(page)).error?.code, 'invalid_payment_session_id');
        assert.equal(await page.locator('iframe').count(), 0);
      }).catch((error: unknown) => assert.match(String(error), refused));
    }
    await atShop(async (page) => {
      await start(page, { paymentSessionId: forged });
      await awaitWords(page, 'This payment cannot start');
    }).catch((error: unknown) => assert.match(String(error), refused));
  });
});

// It moves the clock, which would end what the others have begun.
test('_modal: an order whose time is over', { skip: SKIP_REASON }, async () => {
  stage = await openStage();
  try {
    const { session } = await sell();
    await stage.wait(31 * 24 * 60);
    await atShop(async (page) => {
      await start(page, { paymentSessionId: session, redirectTarget: '_modal' });
      assert.equal((await resultOf(page)).error?.code, 'session_expired');
    });
  } finally {
    await stage.close();
  }
});

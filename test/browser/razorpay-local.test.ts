// checkout.js on pages that can hold no frame of ours: a file, a page of no origin, a sandbox; and
// what they are told where no window opens.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Frame, Page } from 'playwright-core';
import { open29 } from '../clients/razorpay-client.ts';
import { openTab, SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import { assertGood, type Fields, openCheckout, payInside, sell } from './razorpay-page.ts';
import { awaitHeard, frameOf } from './razorpay-page.ts';
import { openPage, openStage, payByUpi, press, SECRET, type Stage } from './stage.ts';

let stage: Stage;
const folder = mkdtempSync(path.join(tmpdir(), 'dubash-local-'));
const files = pathToFileURL(folder).href;

/** A shop's page of its own text, which opens the checkout on a press and notes what it hears. */
async function pageOf(options: object): Promise<string> {
  // Chromium keeps a page without an origin from loading scripts of this machine: it has our text.
  const script = await (await fetch(`${stage.server.url}/v1/checkout.js`)).text();
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<link rel="icon" href="data:,"><script>${script}</script></head>
<body><button>Pay now</button><script>
var heard = [];
function note(name) { return function (value) { heard.push([name, value]); }; }
var options = ${JSON.stringify({ key: KEY, ...options })};
options.handler = note('handler');
options.modal = { ondismiss: note('dismissed') };
var checkout = new Razorpay(options);
checkout.on('payment.failed', note('failed'));
document.querySelector('button').onclick = function () { checkout.open(); };
</script></body></html>`;
}

/** Opens an address in a tab of its own; `complains` are the words that it may say besides. */
async function at(
  url: string,
  act: (page: Page) => Promise<void>,
  complains: readonly RegExp[] = [],
): Promise<void> {
  const hosts = [stage.server.url, stage.shop.url, files];
  const { page, complaints, close } = await openTab(stage.browser, hosts);
  try {
    await page.goto(url);
    await act(page);
    const others = complaints.filter((each) => !complains.some((words) => words.test(each)));
    assert.deepEqual(others, []);
  } finally {
    await close();
  }
}

const spellings: Readonly<Record<string, (text: string) => string>> = {
  'a file': (text) => {
    const src = `<script src="${stage.server.url}/v1/checkout.js"></script>`;
    const page = text.replace(/<script>[\s\S]*?<\/script>/, src);
    writeFileSync(path.join(folder, 'shop.html'), page);
    return `${files}/shop.html`;
  },
  'a page of no origin': (text) => `data:text/html,${encodeURIComponent(text)}`,
};

/** Presses the shop's button; the window that opens. */
async function openWindow(page: Page, place: Page | Frame = page): Promise<Page> {
  const [popup] = await Promise.all([page.waitForEvent('popup'), press(place as Page, 'Pay now')]);
  await popup.getByRole('button', { name: /^Pay ₹/ }).waitFor();
  return popup;
}

describe('checkout.js without a web address', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await stage?.close();
  });

  for (const [name, spell] of Object.entries(spellings)) {
    test(`${name}: paid in a window, which closes, and the handler is called`, async () => {
      const id = await sell(stage);
      await at(spell(await pageOf({ order_id: id, notes: { cart: '5' } })), async (page) => {
        const popup = await openWindow(page);
        const closed = popup.waitForEvent('close');
        await payByUpi(popup, 'failure@razorpay');
        const [[failed, told] = []] = await awaitHeard(page, 1);
        assert.equal(failed, 'failed');
        const { error } = told as { error: { metadata: Fields } };
        assert.equal(error.metadata['order_id'], id);
        await payByUpi(popup, 'success@razorpay');
        const [, [handler, fields] = [], ...more] = await awaitHeard(page, 2);
        assert.deepEqual([handler, more], ['handler', []]);
        assertGood(fields as Fields, id);
        await closed;
        const { payments } = open29(stage.server.url, SECRET);
        const payment = await payments.fetch((fields as Fields)['razorpay_payment_id'] ?? '');
        assert.deepEqual(payment.notes, { cart: '5' });
      });
    });

    test(`${name}: a window that the customer closes, and one that is cancelled`, async () => {
      const id = await sell(stage);
      await at(spell(await pageOf({ order_id: id })), async (page) => {
        await (await openWindow(page)).close();
        assert.deepEqual(await awaitHeard(page, 1), [['dismissed', undefined]]);
        const again = await openWindow(page);
        const closed = again.waitForEvent('close');
        await press(again, 'Cancel');
        await closed;
        assert.deepEqual((await awaitHeard(page, 2)).at(-1)?.[0], 'dismissed');
      });
    });

    test(`${name}: no window opens, and the page is told why`, async () => {
      const id = await sell(stage);
      const act = async (page: Page): Promise<void> => {
        await page.evaluate('window.open = () => null');
        await press(page, 'Pay now');
        const [[failed, told] = [], [dismissed] = []] = await awaitHeard(page, 2);
        assert.deepEqual([failed, dismissed], ['failed', 'dismissed']);
        const { error } = told as { error: Record<string, unknown> };
        assert.match(String(error['description']), /no web address.*callback_url/);
        assert.deepEqual(error['metadata'], { order_id: id });
        assert.equal(await page.locator('iframe').count(), 0);
      };
      await at(spell(await pageOf({ order_id: id })), act, [/could not be opened/]);
    });

    test(`${name}: no window opens, but the page may go and come back`, async () => {
      const id = await sell(stage);
      const reference = `LOCAL_${id}`;
      const callback_url = `${stage.shop.url}/${reference}/back`;
      await at(spell(await pageOf({ order_id: id, callback_url })), async (page) => {
        // Some web views give the page itself.
        await page.evaluate('window.open = () => window');
        await press(page, 'Pay now');
        await payByUpi(page, 'success@razorpay');
        await page.getByText(/^Continue to /).click();
        await page.waitForURL(callback_url);
        const [back] = stage.shop.requestsOf(reference);
        assertGood(Object.fromEntries(back?.values ?? []), id);
      });
    });
  }

  test('a sandboxed part of a shop’s page has no origin, whatever its address says', async () => {
    const id = await sell(stage);
    await at(stage.shop.url, async (page) => {
      const text = await pageOf({ order_id: id });
      const rights = 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox';
      await page.setContent(`<iframe name="shop" sandbox="${rights}"></iframe>`);
      const part = page.locator('iframe');
      await part.evaluate((frame, srcdoc) => Object.assign(frame, { srcdoc }), text);
      await page.frameLocator('iframe').getByRole('button').waitFor();
      const shop = page.frame('shop');
      assert.ok(shop);
      const popup = await openWindow(page, shop);
      await payByUpi(popup, 'success@razorpay');
      const [[handler, fields] = []] = await awaitHeard(shop as unknown as Page, 1);
      assert.equal(handler, 'handler');
      assertGood(fields as Fields, id);
    });
  });

  test('a shop’s page that has an origin keeps the frame, though a variable hides it', async () => {
    const id = await sell(stage);
    await openPage(stage, stage.shop.url, async (page) => {
      await page.evaluate(() => Object.assign(globalThis, { origin: 'Delhi' }));
      await openCheckout(stage, page, { key: KEY, order_id: id });
      await payInside(page, 'success@razorpay');
      const [[handler, fields] = []] = await awaitHeard(page, 1);
      assert.equal(handler, 'handler');
      assertGood(fields as Fields, id);
    });
  });

  test('without an order: the page says what and who; captured, or given back', async () => {
    const { payments } = open29(stage.server.url, SECRET);
    const ids: string[] = [];
    for (const amount of [50050, '1234']) {
      const options = { key: KEY, amount, currency: 'INR', name: 'Shoe Shop' };
      await openPage(stage, stage.shop.url, async (page) => {
        await openCheckout(stage, page, { ...options, description: `Shoes ${amount}` });
        await frameOf(page).getByText('Shoe Shop').first().waitFor();
        await frameOf(page).getByText(`Shoes ${amount}`).first().waitFor();
        await payInside(page, 'success@razorpay');
        const [[name, fields] = []] = await awaitHeard(page, 1);
        assert.deepEqual(
          [name, Object.keys(fields as Fields)],
          ['handler', ['razorpay_payment_id']],
        );
        ids.push((fields as Fields)['razorpay_payment_id'] ?? '');
      });
    }
    const [taken = '', left = ''] = ids;
    const { order_id, status, description } = await payments.fetch(taken);
    assert.deepEqual([order_id, status, description], [null, 'authorized', 'Shoes 50050']);
    assert.equal((await payments.capture(taken, 50050, 'INR')).status, 'captured');
    await stage.wait(3 * 24 * 60 + 1);
    const words = [(await payments.fetch(taken)).status, (await payments.fetch(left)).status];
    assert.deepEqual(words, ['captured', 'refunded']);
  });

  test('without an order a failure names none, and is told once', async () => {
    await openPage(stage, stage.shop.url, async (page) => {
      await openCheckout(stage, page, { key: KEY, amount: 50050, currency: 'INR' });
      await payInside(page, 'failure@razorpay');
      const [[name, told] = []] = await awaitHeard(page, 1);
      const { metadata } = (told as { error: { metadata: Fields } }).error;
      assert.deepEqual([name, Object.keys(metadata)], ['failed', ['payment_id']]);
    });
  });
});

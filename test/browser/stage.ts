// What browser tests need: a server, a merchant's shop, Chromium, and a customer's gestures.
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Merchant } from '../../src/gateways/fixture.ts';
import { openBrowser, openTab, type Tab, type TabOptions } from '../support/browser.ts';
import { merchantOf } from '../support/merchant.ts';
import { type Answered, ask, KEY, startServer, type TestServer } from '../support/server.ts';
import { openShop, type Shop } from './shop.ts';

// Pine Labs signs with the bytes that a secret in hex spells; the other dialects take it as text.
export const SECRET = '0123456789abcdef0123456789ABCDEF';
const BASIC = `Basic ${Buffer.from(`${KEY}:${SECRET}`).toString('base64')}`;

export type Stage = {
  readonly server: TestServer;
  readonly shop: Shop;
  /** The program of the shop's merchant. */
  readonly merchant: Merchant;
  readonly browser: Browser;
  /** Tabs that wait for the next visit. */
  readonly idle: Tab[];
  readonly open: (options?: TabOptions) => Promise<Tab>;
  readonly post: (path: string, body: object) => Promise<Answered>;
  /** Moves the account's clock on and lets everything happen that is due by then. */
  readonly wait: (minutes: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openStage(): Promise<Stage> {
  // First what may fail: a server that was left running would keep the tests from ending.
  const browser = await openBrowser();
  const server = await startServer({ SANDBOX_SECRET: SECRET });
  const shop = await openShop();
  const post = async (path: string, body: object): Promise<Answered> => {
    const headers = { authorization: BASIC };
    return ask(`${server.url}${path}`, { method: 'POST', headers, body });
  };
  return {
    server,
    shop,
    merchant: merchantOf(server, { key: KEY, secret: SECRET }, shop.url),
    browser,
    idle: [],
    open: (options) => openTab(browser, [server.url, shop.url], options),
    post,
    wait: async (minutes) => {
      const moved = await post('/sandbox/clock', { advance_seconds: minutes * 60 });
      const settled = await post('/sandbox/settle', {});
      assert.deepEqual([moved.status, settled.status], [200, 200]);
    },
    close: async () => {
      await browser.close();
      await shop.close();
      await server.stop();
    },
  };
}

/** For a visit that needs a history, a clock or settings of its own. */
export const FRESH: TabOptions = {};

/** For a visit that ends by itself: its clock is the test's. */
export const HASTY: TabOptions = { isHasty: true };

/** Opens an address, and holds the visit to a clean console; tabs are used again, to be fast. */
export async function openPage(
  stage: Stage,
  url: string,
  act: (page: Page) => Promise<void>,
  options?: TabOptions,
): Promise<void> {
  const tab = (options === undefined && stage.idle.pop()) || (await stage.open(options));
  try {
    await tab.page.goto(url);
    await act(tab.page);
    assert.deepEqual(tab.complaints.splice(0), []);
    if (options === undefined && (await isLeft(tab.page))) stage.idle.push(tab);
  } finally {
    if (!stage.idle.includes(tab)) await tab.close();
  }
}

/** A page that asks for itself again would interrupt whoever opens the next one in its tab. */
async function isLeft(page: Page): Promise<boolean> {
  return page.goto('about:blank').then(
    () => true,
    () => false,
  );
}

/** From now on the page's seconds pass when the test says so, by `page.clock.runFor`. */
export async function stopClock(page: Page): Promise<void> {
  const { clock } = page;
  const time = Date.now();
  await clock.install({ time });
  await clock.pauseAt(time + 1000);
}

/** A page, or a frame of ours in another one. */
type Face = Pick<Page, 'getByRole' | 'getByLabel' | 'getByText'>;

export const CARD = '4111 1111 1111 1111';
export const CARD_REFUSED = '4000 0000 0000 0002';

export async function press(page: Face, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}

/** The field stands behind the code and the apps, unless something was typed before. */
export async function openVpa(page: Face): Promise<Locator> {
  await page.getByRole('radio', { name: /^UPI/ }).check();
  const field = page.getByLabel('UPI ID', { exact: true });
  if (!(await field.isVisible())) await page.getByText('Enter a UPI ID instead').click();
  return field;
}

export async function payByUpi(page: Face, vpa: string): Promise<void> {
  const field = await openVpa(page);
  await field.fill(vpa);
  await press(page, /^Pay ₹/);
}

export async function fillCard(page: Face, number: string): Promise<void> {
  await page.getByRole('radio', { name: /^Card/ }).check();
  await page.getByLabel('Card number').fill(number);
  await page.getByLabel('Expiry').fill('12 / 39');
  await page.getByLabel('CVV').fill('123');
  await page.getByLabel('Name on card').fill('Asha Rao');
}

export async function payByCard(page: Face, number: string): Promise<void> {
  await fillCard(page, number);
  await press(page, /^Pay ₹/);
}

export async function payByBank(page: Face, bank: string): Promise<void> {
  await page.getByRole('radio', { name: /^Netbanking/ }).check();
  await page.getByRole('radio', { name: bank }).check();
  await press(page, /^Pay ₹/);
}

/** The heading or the alert that says how the payment stands. */
export async function awaitWords(page: Face, words: string | RegExp): Promise<void> {
  await page.getByText(words).first().waitFor();
}

// Components of cashfree.js on a page: mounted, typed into, listened to, and the bank's page after.
import type { Page } from 'playwright-core';
import { press } from './stage.ts';

export const V3 = '/js/v3/cashfree.js';
export const CARD = { cardNumber: {}, cardHolder: {}, cardExpiry: {}, cardCvv: {} };

/** Mounts components, each in an element of its own, and notes every event that they tell. */
export async function mount(
  page: Page,
  components: Readonly<Record<string, object>>,
): Promise<void> {
  await page.evaluate((given) => {
    const scope = globalThis as unknown as {
      document: { body: { insertAdjacentHTML: (place: string, html: string) => void } };
      Cashfree: (options: object) => { create: (name: string, options: object) => Mounted };
      cashfree: unknown;
      parts: Record<string, Mounted>;
      told: string[];
    };
    type Mounted = {
      mount: (place: string) => void;
      on: (event: string, act: (data: unknown) => void) => void;
    };
    const cashfree = scope.Cashfree({ mode: 'sandbox' });
    scope.cashfree = cashfree;
    scope.parts = {};
    scope.told = [];
    for (const [name, options] of Object.entries(given)) {
      scope.document.body.insertAdjacentHTML('beforeend', `<div id="${name}"></div>`);
      const part = cashfree.create(name, options);
      for (const event of [
        ...['ready', 'focus', 'blur', 'invalid', 'change', 'empty', 'complete', 'click'],
        ...['paymentrequested', 'loaderror'],
      ]) {
        part.on(event, (data) => scope.told.push(`${name} ${event} ${JSON.stringify(data)}`));
      }
      part.mount(`#${name}`);
      scope.parts[name] = part;
    }
  }, components);
}

export const fieldOf = (page: Page, name: string, label: string) =>
  page.frameLocator(`#${name} iframe`).getByLabel(label);

export async function fillCard(page: Page, number = '4111111111111111'): Promise<void> {
  await fieldOf(page, 'cardNumber', 'Card number').pressSequentially(number);
  await fieldOf(page, 'cardHolder', 'Name on card').fill('Asha Rao');
  await fieldOf(page, 'cardExpiry', 'Expiry').pressSequentially('1239');
  await fieldOf(page, 'cardCvv', 'Security code').pressSequentially('123');
}

/** The page hears of what is typed a moment later. */
export async function fillWhole(page: Page): Promise<void> {
  await fillCard(page);
  for (const name of Object.keys(CARD)) await awaitTold(page, `${name} complete`);
}

/** At the bank: the customer says yes, and the browser goes back to the shop. */
export async function succeed(page: Page, url: string): Promise<void> {
  await page.waitForURL(/\/pay\/.+\/bank$/);
  await press(page, /^Succeed|^Success|^Approve/);
  await page.getByText(/^Continue to /).click();
  await page.waitForURL(url);
}

export async function awaitTold(page: Page, start: string): Promise<void> {
  await page.waitForFunction(
    (text) =>
      (globalThis as unknown as { told: string[] }).told.some((each) => each.startsWith(text)),
    start,
  );
}

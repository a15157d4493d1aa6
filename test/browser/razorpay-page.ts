// Razorpay's checkout.js on a merchant's page, for browser tests: opened, paid in, listened to.
import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import { validatePaymentVerification } from 'razorpay/dist/utils/razorpay-utils.js';
import { open29 } from '../clients/razorpay-client.ts';
import { payByUpi, SECRET, type Stage } from './stage.ts';

export type Options = Readonly<Record<string, unknown>>;
export type Fields = Readonly<Record<string, string>>;
/** What the shop's own code was called with, oldest first. */
type Heard = readonly (readonly [string, unknown])[];

/** The name of a new order. */
export async function sell({ server }: Stage): Promise<string> {
  const { orders } = open29(server.url, SECRET);
  return (await orders.create({ amount: 50050, currency: 'INR' })).id;
}

/**
 * Loads the script and opens the checkout as a page would, noting every call that comes back.
 * `handler: null` leaves the handler out.
 */
export async function openCheckout(
  { server }: Stage,
  page: Page,
  options: Options,
  from = '/v1/checkout.js',
): Promise<void> {
  await page.addScriptTag({ url: server.url + from });
  await page.evaluate((given) => {
    const heard: unknown[] = [];
    const note = (name: string) => (value: unknown) => void heard.push([name, value]);
    const scope = globalThis as unknown as Record<string, unknown>;
    const Razorpay = scope['Razorpay'] as new (
      options: object,
    ) => { on: (name: string, listener: unknown) => void; open: () => void };
    const { modal, ...rest } = given;
    const handler = rest['handler'] === null ? {} : { handler: note('handler') };
    const checkout = new Razorpay({
      ...rest,
      ...handler,
      modal: { ...(modal as object), ondismiss: note('dismissed') },
    });
    checkout.on('payment.failed', note('failed'));
    Object.assign(scope, { heard, checkout });
    checkout.open();
  }, options);
}

export const heard = (page: Page): Promise<Heard> =>
  page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);

export async function awaitHeard(page: Page, times: number): Promise<Heard> {
  await page.waitForFunction(
    (least) => (globalThis as unknown as { heard: Heard }).heard.length >= least,
    times,
  );
  return heard(page);
}

export const frameOf = (page: Page): FrameLocator =>
  page.frameLocator('[data-checkout-overlay] iframe');

export async function payInside(page: Page, vpa: string): Promise<void> {
  await payByUpi(frameOf(page), vpa);
}

export async function assertClosed(page: Page): Promise<void> {
  await page.locator('[data-checkout-overlay]').waitFor({ state: 'detached' });
}

/** The SDK takes the signature, and no other payment's name with it. */
export function assertGood(fields: Fields, order: string): void {
  const { razorpay_payment_id = '', razorpay_order_id, razorpay_signature = '' } = fields;
  assert.equal(razorpay_order_id, order);
  const names = { order_id: order, payment_id: razorpay_payment_id };
  assert.equal(validatePaymentVerification(names, razorpay_signature, SECRET), true);
  const forged = razorpay_payment_id.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
  const wrong = { order_id: order, payment_id: forged };
  assert.equal(validatePaymentVerification(wrong, razorpay_signature, SECRET), false);
}

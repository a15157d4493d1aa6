// What a shop's page hears of checkout.js besides the end: ready, render, payment.submit, .error.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { ask, KEY } from '../support/server.ts';
import { awaitHeard, frameOf, heard, payInside, sell } from './razorpay-page.ts';
import { CARD, openPage, openStage, payByCard, press, type Stage } from './stage.ts';

type Json = Readonly<Record<string, unknown>>;
let stage: Stage;

/** A checkout that notes every event by its name; `once` of ready, as the documents print it. */
async function openNoting(page: Page, order: string): Promise<void> {
  await page.addScriptTag({ url: `${stage.server.url}/v1/checkout.js` });
  await page.evaluate(
    ([key, order_id]) => {
      const heard: unknown[] = [];
      const note = (name: string) => (value: unknown) => void heard.push([name, value]);
      const scope = globalThis as unknown as Record<string, unknown>;
      type Listen = (name: string, listener: unknown) => void;
      const Razorpay = scope['Razorpay'] as new (
        options: object,
      ) => { on: Listen; once: Listen; open: () => void };
      const checkout = new Razorpay({ key, order_id, handler: note('handler') });
      checkout.once('ready', note('ready'));
      for (const name of ['render', 'payment.submit', 'payment.error', 'payment.failed']) {
        checkout.on(name, note(name));
      }
      Object.assign(scope, { heard, checkout });
      checkout.open();
    },
    [KEY, order] as const,
  );
}

describe('events of checkout.js', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('ready tells the methods, render comes with the page, submit with the press', async () => {
    const id = await sell(stage);
    await openPage(stage, stage.shop.url, async (page) => {
      await openNoting(page, id);
      const [ready, render] = await awaitHeard(page, 2);
      const { methods } = (ready?.[1] ?? {}) as { methods?: Json };
      const asked = await ask(`${stage.server.url}/v1/methods?key_id=${KEY}`);
      assert.deepEqual([ready?.[0], methods], ['ready', asked.json]);
      const own = await page.evaluate(
        () => (globalThis as unknown as { checkout: { methods: Json } }).checkout.methods,
      );
      assert.deepEqual(own, methods);
      assert.equal(render?.[0], 'render');
      await payByCard(frameOf(page), CARD);
      await press(frameOf(page), /^Approve/);
      const [, , submit, handler, ...more] = await awaitHeard(page, 4);
      assert.deepEqual(submit, ['payment.submit', { method: 'card' }]);
      assert.deepEqual([handler?.[0], more], ['handler', []]);
    });
  });

  test('a failure is an error and a failure; leaving is no submit', async () => {
    const id = await sell(stage);
    await openPage(stage, stage.shop.url, async (page) => {
      await openNoting(page, id);
      await awaitHeard(page, 2);
      await payInside(page, 'failure@razorpay');
      const told = (await awaitHeard(page, 5)).slice(2);
      assert.deepEqual(
        told.map(([name]) => name),
        ['payment.submit', 'payment.error', 'payment.failed'],
      );
      assert.deepEqual(told[0]?.[1], { method: 'upi' });
      assert.deepEqual(told[1]?.[1], told[2]?.[1]);
      await press(frameOf(page), /^Cancel/);
      await page.locator('[data-checkout-overlay]').waitFor({ state: 'detached' });
      assert.equal((await heard(page)).length, 5);
    });
  });
});

// A shop's program takes the result at one address and sends the buyer on to another.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { type Hook, openHook } from '../support/receiver.ts';
import { FRESH, openStage, payByUpi, press, type Stage } from './stage.ts';

let stage: Stage;
let program: Hook;
let next = '';
let orders = 0;

describe('where a shop sends its buyer on to', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
    // As two ports of a developer's machine: the program on one, the pages on another.
    program = await openHook((response) => {
      response.writeHead(302, { location: next }).end();
    });
  });
  after(async () => {
    await program?.stop();
    await stage?.close();
  });

  async function payWith(act: (page: Page) => Promise<void>): Promise<readonly string[]> {
    orders += 1;
    const made = await stage.post('/api/v2/order/create', {
      amount: 50000,
      receipt_id: `onward-${orders}`,
      cname: 'Asha Rao',
      email: 'asha@example.com',
      phone: '9876543210',
      callback_url: `${program.url}/checkout-status`,
    });
    const { url } = made.json as { url: string };
    const { page, complaints, close } = await stage.open(FRESH);
    try {
      await page.goto(Buffer.from(url, 'base64').toString());
      await payByUpi(page, 'success@upi');
      await act(page);
      assert.deepEqual(
        program.came.splice(0).map((came) => [came.method, came.url]),
        [['POST', '/checkout-status']],
      );
      return complaints.filter((each) => !each.startsWith(`asked ${program.url}/`));
    } finally {
      await close();
    }
  }

  test('the program on one port sends the buyer to the pages on another', async () => {
    next = `${stage.shop.url}/thanks`;
    const complaints = await payWith(async (page) => {
      await press(page, /^Continue to /);
      await page.waitForURL(next);
    });
    assert.deepEqual(complaints, []);
  });

  // No app is there to open: what counts is that our policy lets the browser ask for one.
  test('the program sends the buyer back into its app', async () => {
    next = 'shopapp://thanks';
    const complaints = await payWith(async (page) => {
      const failed = page.waitForEvent('requestfailed');
      await press(page, /^Continue to /);
      await failed;
      await program.until(1);
    });
    assert.deepEqual(
      complaints.filter((each) => each.includes('Content Security Policy')),
      [],
    );
  });
});

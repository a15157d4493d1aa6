// A shop's program takes the result at one address and sends the buyer on to another.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SKIP_REASON } from '../support/browser.ts';
import { type Hook, openHook } from '../support/receiver.ts';
import { FRESH, openStage, payByUpi, press, type Stage } from './stage.ts';

let stage: Stage;
let program: Hook;

describe('where a shop sends its buyer on to', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
    // As two ports of a developer's machine: the program on one, the pages on another.
    program = await openHook((response) => {
      response.writeHead(302, { location: `${stage.shop.url}/thanks` }).end();
    });
  });
  after(async () => {
    await program?.stop();
    await stage?.close();
  });

  test('the program on one port sends the buyer to the pages on another', async () => {
    const made = await stage.post('/api/v2/order/create', {
      amount: 50000,
      receipt_id: 'onward-1',
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
      await press(page, /^Continue to /);
      await page.waitForURL(`${stage.shop.url}/thanks`);
      assert.deepEqual(
        [program.came[0]?.method, program.came[0]?.url],
        ['POST', '/checkout-status'],
      );
      assert.deepEqual(
        complaints.filter((each) => !each.startsWith(`asked ${program.url}`)),
        [],
      );
    } finally {
      await close();
    }
  });
});

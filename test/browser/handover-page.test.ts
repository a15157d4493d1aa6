// The page that leads to a gateway, in each state: how it looks, by keyboard, without script.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { ask } from '../support/server.ts';
import {
  type ChainStage,
  GO_ON,
  goOn,
  openChainStage,
  paymentsOf,
  openChainPage,
} from './chain-stage.ts';
import {
  CASHFREE,
  type CreatedOrder,
  type DialectDriver,
  PAYU,
  RAZORPAY,
} from './dialect-driver.ts';
import { inspect, takePicture } from './page-check.ts';
import { awaitWords, payByUpi, press } from './stage.ts';

const NO_SCRIPT = { javaScriptEnabled: false };
let posting: ChainStage;
let scripted: ChainStage;
let count = 0;

async function lookAt(
  stage: ChainStage,
  driver: DialectDriver,
  act: (page: Page, sale: CreatedOrder) => Promise<void>,
  options = {},
): Promise<void> {
  count += 1;
  const sale = await driver.create(stage.chain.merchant, `LOOK_${count}`);
  await openChainPage(stage, sale.page, ({ page }) => act(page, sale), options);
}

describe('how the page to a gateway looks', { skip: SKIP_REASON }, () => {
  before(async () => {
    posting = await openChainStage('payu');
    scripted = await openChainStage('cashfree', { isApart: true });
  });
  after(async () => {
    await posting?.close();
    await scripted?.close();
  });

  test('with all that it needs, and to what was begun', () =>
    lookAt(posting, PAYU, async (page, sale) => {
      await inspect(page, 'handover');
      await goOn(page);
      await page.goto(sale.page);
      await page.getByRole('button', { name: 'Continue to payment' }).waitFor();
      await inspect(page, 'handover-begun');
    }));

  test('with what it asks for, by keyboard alone', () =>
    lookAt(posting, RAZORPAY, async (page, sale) => {
      const { keyboard } = page;
      await inspect(page, 'handover-asks');
      await page.getByLabel('Your name').focus();
      await keyboard.type('Asha Rao');
      await keyboard.press('Tab');
      await keyboard.type('asha');
      await keyboard.press('Tab');
      await keyboard.type('98765');
      await keyboard.press('Enter');
      await awaitWords(page, 'Enter a phone number with 10 digits');
      assert.match(await page.title(), /^Check your details: Pay ₹500.50/);
      assert.equal(await page.evaluate('document.activeElement.id'), 'email');
      await inspect(page, 'handover-wrong');
      await keyboard.press('ControlOrMeta+A');
      await keyboard.type('asha@example.com');
      await keyboard.press('Tab');
      await keyboard.type('+91 98765 43210');
      await keyboard.press('Tab');
      await keyboard.press('Space');
      await page.waitForURL(`${posting.hosts.far}/**`);
      assert.equal((await paymentsOf(posting, sale)).length, 1);
    }));

  test('without script: a form goes on by a press', () =>
    lookAt(
      posting,
      RAZORPAY,
      async (page) => {
        await goOn(page);
        await awaitWords(page, 'Press the button to go on.');
        await takePicture(page, 'bridge-form');
        await press(page, 'Continue to payment');
        await page.waitForURL(`${posting.hosts.far}/**`);
        await payByUpi(page, 'success@upi');
        await press(page, /^Continue to Sandbox/);
        await awaitWords(page, 'Payment received');
      },
      NO_SCRIPT,
    ));

  test('without script: what needs one says so', () =>
    lookAt(
      scripted,
      PAYU,
      async (page) => {
        await goOn(page);
        await page.locator('noscript p').waitFor();
        assert.match((await page.locator('noscript p').textContent()) ?? '', /needs JavaScript/);
        await takePicture(page, 'bridge-no-script');
        await page.getByRole('link', { name: 'Go back to the order' }).click();
        await page.getByRole('button', { name: 'Continue to payment' }).waitFor();
      },
      NO_SCRIPT,
    ));

  const BROKEN: Readonly<Record<string, string | null>> = {
    'does not come': null,
    throws: `Cashfree = () => { throw new Error('no'); };`,
    refuses: 'Cashfree = () => ({ checkout: async () => ({ error: {} }) });',
    rejects: 'Cashfree = () => ({ checkout: () => Promise.reject(new Error()) });',
  };
  for (const [how, body] of Object.entries(BROKEN)) {
    test(`a gateway's script that ${how}`, () =>
      lookAt(scripted, PAYU, async (page) => {
        await page.route('**/cashfree.js', (route) =>
          body === null
            ? route.fulfill({ status: 404, body: '' })
            : route.fulfill({ body, contentType: 'text/javascript' }),
        );
        await goOn(page);
        await awaitWords(page, 'could not be opened. Go back and try again.');
        if (body === null) await inspect(page, 'bridge-failed');
      }));
  }

  test('the Back button never leads on again: it ends at our page', () =>
    lookAt(scripted, PAYU, async (page, sale) => {
      // Long after the page was there, as a script does that asks its server first.
      const leave = `location.assign('${scripted.hosts.far}/pay/none')`;
      const checkout = `() => new Promise(() => setTimeout(() => ${leave}, 500))`;
      const body = `Cashfree = () => ({ checkout: ${checkout} });`;
      await page.route('**/cashfree.js', (route) =>
        route.fulfill({ body, contentType: 'text/javascript' }),
      );
      await goOn(page);
      await page.waitForURL(`${scripted.hosts.far}/pay/none`);
      await page.goBack();
      await page.waitForURL(sale.page);
      await page.waitForTimeout(1000);
      assert.equal(page.url(), sale.page);
      await page.getByRole('button', { name: 'Continue to payment' }).waitFor();
    }));

  test('a gateway that refuses us, and none at all', async () => {
    await change('PATCH', { credentials: { client_secret: 'wrong_secret' } });
    await lookAt(scripted, CASHFREE, async (page) => {
      await goOn(page);
      await awaitWords(page, 'The payment could not be made.');
      assert.match(await page.title(), /^Payment failed: Pay ₹500.50/);
      await inspect(page, 'handover-declined');
      await change('DELETE');
      await page.reload();
      await awaitWords(page, 'No payment method is open for this order.');
      assert.equal(await page.getByRole('button', { name: GO_ON }).count(), 0);
      assert.equal(await page.getByText('Test mode').count(), 0);
      await inspect(page, 'handover-none');
    });
  });
});

/** Changes or ends the one connection that the account has. */
async function change(method: 'PATCH' | 'DELETE', body?: object): Promise<void> {
  const { merchant, near } = scripted.chain;
  const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
  const where = `${near.url}/admin/accounts/${merchant.key}/connections`;
  const { json } = await ask(where, { headers });
  const [{ id } = { id: '' }] = (json as { connections: { id: string }[] }).connections;
  const changed = await ask(`${where}/${id}`, { method, headers, body });
  assert.equal(changed.status, 200, changed.text);
}

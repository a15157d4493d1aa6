// Pine Labs' web-sdk-checkout.js on a merchant's page, as the guide for frames uses it.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Frame, Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { ask, KEY } from '../support/server.ts';
import { openStage, payByUpi, SECRET, type Stage, openPage } from './stage.ts';

let stage: Stage;
let count = 0;

type Told = { readonly handler: string; readonly response: Readonly<Record<string, string>> };

/** A checkout link for a frame, which names no address: the page takes what the callback would. */
async function createLink(): Promise<{ order_id: string; redirect_url: string }> {
  count += 1;
  const client = { client_id: KEY, client_secret: SECRET, grant_type: 'client_credentials' };
  const bought = await ask(`${stage.server.url}/api/auth/v1/token`, { body: client });
  const { access_token } = bought.json as { access_token: string };
  const created = await ask(`${stage.server.url}/api/checkout/v1/orders`, {
    headers: { authorization: `Bearer ${access_token}` },
    body: {
      merchant_order_reference: `FRAME_${count}`,
      order_amount: { value: 50050, currency: 'INR' },
      integration_mode: 'IFRAME',
    },
  });
  assert.equal(created.status, 200, created.text);
  return created.json as { order_id: string; redirect_url: string };
}

/** The guide's page; returns what its handlers are told, once they are. */
async function open(page: Page, redirectUrl: string, place = ''): Promise<Told> {
  await page.addScriptTag({ url: `${stage.server.url}${place}/v3/web-sdk-checkout.js` });
  return page.evaluate((url) => {
    type Handler = (response: Told['response']) => void;
    type Options = { redirectUrl: string; successHandler: Handler; failedHandler: Handler };
    type Sheet = { open: (options: Options) => void };
    const { Plural } = globalThis as unknown as { Plural: new (options: Options) => Sheet };
    return new Promise<Told>((resolve) => {
      const options = {
        redirectUrl: url,
        successHandler: (response: Told['response']) => resolve({ handler: 'success', response }),
        failedHandler: (response: Told['response']) => resolve({ handler: 'failed', response }),
      };
      new Plural(options).open(options);
    });
  }, redirectUrl);
}

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe');
  const frame = await element.contentFrame();
  assert.ok(frame);
  await frame.getByRole('radio', { name: /^UPI/ }).waitFor();
  return frame;
}

function assertSigned({ signature, ...fields }: Told['response']): void {
  const pairs = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`);
  const hmac = createHmac('sha256', Buffer.from(SECRET, 'hex')).update(pairs.join('&'));
  assert.equal(signature, hmac.digest('hex').toUpperCase());
}

/** Opens the link, acts, and hears what the shop's handlers hear. */
async function hear(act: (page: Page, frame: Frame) => Promise<void>, place = '') {
  const { order_id, redirect_url } = await createLink();
  let told: Told | undefined;
  await openPage(stage, stage.shop.url, async (page) => {
    const end = open(page, redirect_url, place);
    // What goes wrong before is told first.
    end.catch(() => undefined);
    await act(page, await frameOf(page));
    // The wait that has an end goes first; the handlers are called as the frame goes.
    await page.locator('iframe').waitFor({ state: 'detached' });
    told = await end;
    await page.goto(stage.shop.url);
  });
  assert.ok(told);
  return { order_id, ...told };
}

describe('a checkout link in a frame', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('a payment, at the second try, is told to successHandler, signed', async () => {
    const { handler, response, order_id } = await hear(async (_page, frame) => {
      await payByUpi(frame, 'failure@upi');
      await frame.getByText('The bank declined this payment.').first().waitFor();
      await payByUpi(frame, 'success@upi');
    });
    assert.equal(handler, 'success');
    const { signature, ...fields } = response;
    assert.deepEqual(fields, { order_id, status: 'PROCESSED' });
    assert.equal(typeof signature, 'string');
    assertSigned(response);
  });

  test('who leaves after a failure is told to failedHandler with why, signed', async () => {
    const { handler, response } = await hear(async (_page, frame) => {
      await payByUpi(frame, 'failure@upi');
      await frame.getByText('The bank declined this payment.').first().waitFor();
      await frame.getByRole('button', { name: /^Cancel/ }).click();
    }, '/pinelabs');
    assert.equal(handler, 'failed');
    assert.equal(response['status'], 'FAILED');
    assert.equal(response['error_code'], 'PAYMENT_DECLINED');
    assertSigned(response);
  });

  test('a sheet that is closed is told to failedHandler, unsigned', async () => {
    const { handler, response } = await hear(async (page) => {
      await page.getByRole('button', { name: 'Close payment' }).click();
    });
    assert.deepEqual([handler, response], ['failed', { status: 'CANCELLED' }]);
  });

  test('an address that is none of ours is refused', async () => {
    await openPage(stage, stage.shop.url, async (page) => {
      const told = open(page, 'https://pinepg.in/pay/x');
      await assert.rejects(told, /redirectUrl must be the redirect_url/);
    });
  });
});

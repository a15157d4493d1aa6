// Worldline's drop-in without a return address: the page's own responseHandler gets the result.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import { WORLDLINE } from './dialect-driver.ts';
import { awaitWords, openStage, payByUpi, press, SECRET, type Stage, openPage } from './stage.ts';

let stage: Stage;
let count = 0;

type Config = { readonly features: object; readonly consumerData: { readonly txnId: string } };
type Result = {
  readonly merchantTransactionIdentifier: string;
  readonly stringResponse: string;
  readonly paymentMethod: {
    readonly paymentTransaction: Readonly<Record<string, string>>;
  };
};

function prepare(features: object = {}, changes: object = {}): Config {
  count += 1;
  const txnId = `HANDLED_${count}`;
  const message = [KEY, txnId, '500.50', '', 'cons1', '9876543210', 'asha@example.com'];
  const token = createHash('sha512')
    .update([...message, ...Array(9).fill(''), SECRET].join('|'))
    .digest('hex');
  const consumerData = {
    deviceId: 'WEBSH2',
    token,
    returnUrl: '',
    merchantId: KEY,
    consumerId: 'cons1',
    consumerMobileNo: '9876543210',
    consumerEmailId: 'asha@example.com',
    txnId,
    items: [{ itemId: 'first', amount: '500.50', comAmt: '0' }],
    ...changes,
  };
  return { features, consumerData };
}

/** What stands at the end of a kit's page; what its handler gets is noted. */
function start(config: Config): void {
  const scope = globalThis as unknown as {
    handled: unknown[];
    $: { pnCheckout: (config: unknown) => void };
    pnCheckoutShared: { openNewWindow: () => void };
  };
  scope.handled = [];
  const responseHandler = (result: unknown) => scope.handled.push(result);
  const features = config.features as { enableNewWindowFlow?: unknown };
  scope.$.pnCheckout({ ...config, consumerData: { ...config.consumerData, responseHandler } });
  if (features.enableNewWindowFlow) scope.pnCheckoutShared.openNewWindow();
}

async function open(page: Page, config: Config): Promise<void> {
  await page.addScriptTag({ url: `${stage.server.url}/Paynimocheckout/server/lib/checkout.js` });
  await page.evaluate(start, config);
}

/** Our page in the overlay. */
async function frameOf(page: Page): Promise<Page> {
  const element = await page.waitForSelector('[data-checkout-overlay] iframe');
  const frame = await element.contentFrame();
  assert.ok(frame);
  // A frame has the gestures of a page that the stage needs.
  return frame as unknown as Page;
}

/** The one result that the handler got. */
async function awaitResult(page: Page): Promise<Result> {
  await page.waitForFunction(() => (globalThis as unknown as { handled: [] }).handled.length > 0);
  const all = await page.evaluate(() => (globalThis as unknown as { handled: Result[] }).handled);
  assert.equal(all.length, 1);
  assert.ok(all[0]);
  return all[0];
}

async function assertSealed(result: Result, config: Config, code: string): Promise<void> {
  const back = new Map([['msg', result.stringResponse]]);
  assert.ok(await WORLDLINE.verify(stage.merchant, back));
  const parts = result.stringResponse.split('|');
  const { paymentTransaction: told } = result.paymentMethod;
  assert.equal(told['statusCode'], code);
  assert.deepEqual(
    [told['statusCode'], told['statusMessage'], told['errorMessage'], told['identifier']],
    [parts[0], parts[1], parts[2], parts[5]],
  );
  assert.deepEqual(
    [told['amount'], result.merchantTransactionIdentifier],
    ['500.50', config.consumerData.txnId],
  );
}

async function isGone(page: Page): Promise<void> {
  await page.waitForSelector('[data-checkout-overlay]', { state: 'detached' });
}

describe('the handler', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('paid in the overlay: it closes, and the handler gets the sealed result', async () => {
    const config = prepare();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, config);
      await payByUpi(await frameOf(page), 'success@upi');
      await assertSealed(await awaitResult(page), config, '0300');
      await isGone(page);
      assert.equal(page.url(), `${stage.shop.url}/`);
    });
  });

  test('failed, then paid: only the end is handed on', async () => {
    const config = prepare();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, config);
      const frame = await frameOf(page);
      await payByUpi(frame, 'failure@upi');
      await awaitWords(frame, 'The bank declined this payment.');
      // Browsers do not let `autofocus` work in a frame: the page's script does it.
      await frame.waitForSelector('[role=alert]:focus');
      await payByUpi(frame, 'success@upi');
      await assertSealed(await awaitResult(page), config, '0300');
    });
  });

  test('failed, then shut: the failure is handed on', async () => {
    const config = prepare();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, config);
      const frame = await frameOf(page);
      await payByUpi(frame, 'failure@upi');
      await awaitWords(frame, 'The bank declined this payment.');
      await press(page, 'Close payment');
      await assertSealed(await awaitResult(page), config, '0399');
    });
  });

  test('cancelled on the page: sealed; shut without a word: 0392 and nothing sealed', async () => {
    const cancelled = prepare();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, cancelled);
      await press(await frameOf(page), 'Cancel');
      await assertSealed(await awaitResult(page), cancelled, '0392');
    });
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, prepare());
      await (await frameOf(page)).getByRole('button', { name: /^Pay/ }).waitFor();
      await press(page, 'Close payment');
      const result = await awaitResult(page);
      assert.equal(result.paymentMethod.paymentTransaction['statusCode'], '0392');
      assert.equal(result.stringResponse, '');
    });
  });

  test('pending when it is shut: 0396 and nothing sealed', async () => {
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, prepare());
      const frame = await frameOf(page);
      await payByUpi(frame, 'pending@upi');
      await awaitWords(frame, 'Payment pending');
      await press(page, 'Close payment');
      const result = await awaitResult(page);
      assert.equal(result.paymentMethod.paymentTransaction['statusCode'], '0396');
      assert.equal(result.stringResponse, '');
    });
  });

  test('in a new window: it closes, and the handler gets the sealed result', async () => {
    const config = prepare({ enableNewWindowFlow: true });
    await openPage(stage, stage.shop.url, async (page) => {
      const [popup] = await Promise.all([page.waitForEvent('popup'), open(page, config)]);
      const closed = popup.waitForEvent('close');
      await payByUpi(popup, 'success@upi');
      await assertSealed(await awaitResult(page), config, '0300');
      await closed;
      assert.equal(page.url(), `${stage.shop.url}/`);
    });
  });

  test('a window that is shut is an end too', async () => {
    await openPage(stage, stage.shop.url, async (page) => {
      const config = prepare({ enableNewWindowFlow: true });
      const [popup] = await Promise.all([page.waitForEvent('popup'), open(page, config)]);
      await popup.getByRole('button', { name: /^Pay/ }).waitFor();
      await popup.close();
      const result = await awaitResult(page);
      assert.equal(result.paymentMethod.paymentTransaction['statusCode'], '0392');
    });
  });

  test('a wrong token is said in the overlay', async () => {
    const refused = openPage(stage, stage.shop.url, async (page) => {
      await open(page, prepare({}, { token: 'abc' }));
      await awaitWords(await frameOf(page), 'This payment cannot start');
    });
    // Chromium writes every answer of 400 and above to the console: this one is meant.
    await assert.rejects(refused, /status of 401/);
  });
});

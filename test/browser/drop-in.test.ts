// Worldline's drop-in on a merchant's page: our checkout.js, with and without jQuery.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { listen, SKIP_REASON } from '../support/browser.ts';
import { KEY } from '../support/server.ts';
import { WORLDLINE } from './dialect-driver.ts';
import { awaitWords, FRESH, openStage, payByUpi, SECRET, type Stage, openPage } from './stage.ts';

let stage: Stage;
let count = 0;

type Config = { readonly features: object; readonly consumerData: { readonly txnId: string } };

/** As a kit's server prepares it for the page. */
function prepare(features: object = {}): Config {
  count += 1;
  const txnId = `DROP_${count}`;
  const message = [KEY, txnId, '500.50', '', 'cons1', '9876543210', 'asha@example.com'];
  const token = createHash('sha512')
    .update([...message, ...Array(9).fill(''), SECRET].join('|'))
    .digest('hex');
  const consumerData = {
    deviceId: 'WEBSH2',
    token,
    returnUrl: `${stage.shop.url}/${txnId}/return`,
    merchantId: KEY,
    currency: 'INR',
    consumerId: 'cons1',
    consumerMobileNo: '9876543210',
    consumerEmailId: 'asha@example.com',
    txnId,
    items: [{ itemId: 'first', amount: '500.50', comAmt: '0' }],
    cartDescription: `}{custname:Asha Rao}{orderid:${txnId}`,
  };
  return { features, consumerData };
}

/** The merchant's page, with the scripts that a kit puts into it. */
async function load(page: Page, ...scripts: readonly string[]): Promise<void> {
  for (const path of scripts) await page.addScriptTag({ url: `${stage.server.url}${path}` });
}

const CHECKOUT = '/Paynimocheckout/server/lib/checkout.js';
const QUERY = '/paynimocheckout/client/lib/jquery.min.js';

/** What the Python kit's page does, down to the calls of jQuery (worldline.md §3.8). */
const KIT_PAGE = `
  $(document).ready(function () {
    $('#form').append('<p id="more"><input name="note" value="tea"></p>');
    $('<input>').attr({ type: 'hidden', id: 'accNo', name: 'accNo' }).appendTo('form');
    $(document).off('click', '#submit').on('click', '#submit', function (event) {
      event.preventDefault();
      var data = $('#form').serialize();
      $('#more').remove();
      $.ajax({
        type: 'POST',
        cache: false,
        data: data,
        url: '/payment',
        success: function (config) {
          config.consumerData.responseHandler = function () {};
          $.pnCheckout(config);
          if (config.features.enableNewWindowFlow) pnCheckoutShared.openNewWindow();
        }
      });
    });
  });
`;

/** What stands at the end of every kit's page. */
function start(config: Config): void {
  const scope = globalThis as unknown as {
    $: { pnCheckout: (config: unknown) => void };
    pnCheckoutShared: { openNewWindow: () => void };
  };
  const features = config.features as { enableNewWindowFlow?: unknown };
  scope.$.pnCheckout({
    ...config,
    consumerData: { ...config.consumerData, responseHandler: () => undefined },
  });
  if (features.enableNewWindowFlow) scope.pnCheckoutShared.openNewWindow();
}

async function payAndReturn(page: Page, config: Config): Promise<void> {
  await page.waitForURL(`${stage.server.url}/pay/**`);
  await payByUpi(page, 'success@upi');
  await awaitWords(page, 'Payment received');
  await page.getByText(/^Continue to /).click();
  await page.waitForURL(`${stage.shop.url}/**`);
  await assertReturned(config, '0300');
}

/** The shop's address was posted this, under a seal that is good. */
async function assertReturned(
  { consumerData: { txnId } }: Config,
  expected: string,
): Promise<void> {
  const back = stage.shop.requestsOf(txnId).at(-1);
  assert.ok(back);
  assert.deepEqual([back.method, back.path], ['POST', `/${txnId}/return`]);
  assert.ok(await WORLDLINE.verify(stage.merchant, back.values));
  const [status, , , reference, , , amount, meta] = (back.values.get('msg') ?? '').split('|');
  assert.deepEqual([status, reference, amount], [expected, txnId, '500.50']);
  assert.ok(meta?.includes(`{itc:}{custname:Asha Rao}{orderid:${txnId}}`), meta);
}

describe('the drop-in', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('without jQuery: this tab goes to the page and back', async () => {
    const config = prepare();
    await openPage(stage, stage.shop.url, async (page) => {
      await load(page, CHECKOUT);
      await page.evaluate(start, config);
      await payAndReturn(page, config);
    });
  });

  test('with the jQuery that kits load from the gateway', async () => {
    const config = prepare();
    await openPage(stage, stage.shop.url, async (page) => {
      await load(page, QUERY, `/worldline${CHECKOUT}`);
      const isJoined = await page.evaluate(() => {
        const scope = globalThis as unknown as Record<string, Record<string, unknown>>;
        return scope['jQuery']?.['pnCheckout'] === scope['$']?.['pnCheckout'];
      });
      assert.ok(isJoined);
      await page.evaluate(start, config);
      await payAndReturn(page, config);
    });
  });

  test('the page of the Python kit builds its fields with it and pays', async () => {
    const config = prepare();
    await openPage(stage, stage.shop.url, async (page) => {
      let posted = '';
      await page.route('**/payment', async (route) => {
        posted = route.request().postData() ?? '';
        await route.fulfill({ json: config });
      });
      const amount = '<input name="amount" value="500.50">';
      await page.setContent(`<form id="form">${amount}<button id="submit">Pay</button></form>`);
      await load(page, QUERY, CHECKOUT);
      await page.addScriptTag({ content: KIT_PAGE });
      await page.click('#submit');
      await payAndReturn(page, config);
      assert.deepEqual(
        [...new URLSearchParams(posted)],
        [
          ['amount', '500.50'],
          ['note', 'tea'],
          ['accNo', ''],
        ],
      );
    });
  });

  test('a new window, as kits ask for', async () => {
    const config = prepare({ enableNewWindowFlow: true });
    const act = async (page: Page): Promise<void> => {
      await load(page, CHECKOUT);
      const [opened] = await Promise.all([
        page.waitForEvent('popup'),
        page.evaluate(start, config),
      ]);
      const complaints = listen(opened, [stage.server.url, stage.shop.url]);
      const closed = opened.waitForEvent('close');
      const back = page.waitForURL(`${stage.shop.url}/**/return`);
      await payByUpi(opened, 'success@upi');
      await Promise.all([closed, back]);
      assert.deepEqual(complaints, []);
      await assertReturned(config, '0300');
    };
    await openPage(stage, stage.shop.url, act, FRESH);
  });

  test('where new windows are blocked the payment goes on in this one', async () => {
    const config = prepare({ enableNewWindowFlow: 1 });
    await openPage(stage, stage.shop.url, async (page) => {
      await load(page, CHECKOUT);
      await page.evaluate(() => {
        Object.assign(globalThis, { open: () => null });
      });
      await page.evaluate(start, config);
      await payAndReturn(page, config);
    });
  });

  test('a token that is wrong leads to a page that says so', async () => {
    const { features, consumerData } = prepare();
    const config = { features, consumerData: { ...consumerData, token: 'abc' } };
    await openPage(
      stage,
      stage.shop.url,
      async (page) => {
        await load(page, CHECKOUT);
        await Promise.all([
          page.waitForURL(`${stage.server.url}/**`),
          page.evaluate(start, config),
        ]);
        await awaitWords(page, 'This payment cannot start');
        await page.goto(stage.shop.url);
      },
      FRESH,
    ).catch((error: unknown) => {
      // Chromium writes every answer of 400 and above to the console: this one is meant.
      assert.match(String(error), /status of 401/);
    });
  });
});

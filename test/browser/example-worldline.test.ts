// The example shop for Worldline as its own process: a customer pays, fails and leaves.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SKIP_REASON } from '../support/browser.ts';
import { type Hook, openHook } from '../support/receiver.ts';
import { ask, KEY } from '../support/server.ts';
import {
  atShop,
  type Example,
  flip,
  frameOf,
  postForm,
  settleEvents,
  startExample,
} from './example.ts';
import { awaitWords, openStage, payByUpi, press, SECRET, type Stage } from './stage.ts';

let stage: Stage;
let shop: Example;
let hook: Hook;

async function told(): Promise<readonly unknown[]> {
  return (await settleEvents(stage, shop)).map(({ status }) => status);
}

describe('the example shop for Worldline', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
    shop = await startExample('worldline', {
      WORLDLINE_BASE_URL: stage.server.url,
      WORLDLINE_MERCHANT_ID: KEY,
      WORLDLINE_SALT: SECRET,
    });
    hook = await openHook();
    for (const url of [`${shop.url}/s2s`, `${hook.url}/s2s`]) {
      const made = await stage.post('/account/endpoints', { dialect: 'worldline', url });
      assert.ok(made.status < 300, made.text);
    }
  });
  after(async () => {
    await hook?.stop();
    await shop?.stop();
    await stage?.close();
  });

  test('paid: msg comes back and verifies, and with a bit turned it does not', async () => {
    const before = (await told()).length;
    const [returned] = await atShop(stage, shop, '/return', async (page) => {
      await press(page, /^Buy$/);
      await page.waitForURL(`${stage.server.url}/pay/**`);
      await payByUpi(page, 'success@upi');
      await page.getByText(/^Continue to /).click();
      await awaitWords(page, 'Thank you, it is paid');
    });
    const msg = new URLSearchParams(returned?.postData() ?? '').get('msg') ?? '';
    const back = (forged: string) => postForm(`${shop.url}/return`, { msg: forged });
    assert.equal(await back(msg), 200);
    for (const at of [3, msg.indexOf('500.50'), msg.length - 1]) {
      assert.equal(await back(flip(msg, at)), 400, `forged at ${at}`);
    }
    assert.deepEqual((await told()).slice(before), ['0300']);
  });

  test('failed and left: the shop is told by the browser and by the server', async () => {
    const before = (await told()).length;
    await atShop(stage, shop, '/return', async (page) => {
      await press(page, /^Buy$/);
      await page.waitForURL(`${stage.server.url}/pay/**`);
      await payByUpi(page, 'failure@upi');
      await awaitWords(page, 'The bank declined this payment.');
      await press(page, /^Cancel/);
      await page.getByText(/^Continue to /).click();
      await page.waitForURL(`${shop.url}/return`);
      await awaitWords(page, '0399: Decline - Declined by the bank');
    });
    await atShop(stage, shop, '/return', async (page) => {
      await press(page, /^Buy$/);
      await page.waitForURL(`${stage.server.url}/pay/**`);
      await press(page, /^Cancel/);
      await page.getByText(/^Continue to /).click();
      await page.waitForURL(`${shop.url}/return`);
      await awaitWords(page, '0392: Transaction aborted by user');
    });
    assert.deepEqual((await told()).slice(before), ['0399', '0392']);
  });

  test('on the shop’s own page: responseHandler gets it, and the shop verifies it', async () => {
    const sent = await atShop(stage, shop, '/verify', async (page) => {
      await press(page, 'Buy on this page');
      await payByUpi(await frameOf(page), 'success@upi');
      await awaitWords(page, 'Thank you, it is paid');
      await press(page, 'Buy on this page');
      await press(await frameOf(page), /^Cancel/);
      await awaitWords(page, 'Not paid (0392): Transaction aborted by user');
    });
    const msg = new URLSearchParams(sent[0]?.postData() ?? '').get('msg') ?? '';
    const verify = async (forged: string) => {
      const body = new URLSearchParams({ msg: forged }).toString();
      return (await ask(`${shop.url}/verify`, { method: 'POST', body })).json;
    };
    assert.deepEqual(await verify(msg), { paid: true });
    assert.deepEqual(await verify(flip(msg, 3)), { paid: false });
  });

  test('a call with a bit turned is not believed, the same one as it came is', async () => {
    await told();
    const genuine = hook.came.find(({ url }) => url.includes('msg=0300'));
    assert.ok(genuine);
    const call = async (url: string) => ask(`${shop.url}${url}`);
    const before = await told();
    const forged = await call(genuine.url.replace('msg=0300', 'msg=0301'));
    assert.deepEqual([forged.status, forged.text.slice(-2)], [400, '|0']);
    const again = await call(genuine.url);
    assert.deepEqual([again.status, again.text.slice(-2)], [200, '|1']);
    assert.deepEqual(await told(), before);
  });
});

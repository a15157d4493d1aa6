// Webhooks at the dashboard in Chromium: a complaint, the bytes and the answer, copied and sent
// again, one by one and all that fit; an endpoint that was paused, resumed and switched off.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Hook, openHook } from '../support/account-api.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { ask, KEY } from '../support/server.ts';
import {
  HOSTILE,
  headingOf,
  hear,
  makePaid,
  openSignedIn,
  post,
  readClipboard,
  runCommand,
  withClipboard,
} from './dashboard-stage.ts';
import { inspect } from './page-check.ts';
import { awaitWords, openStage, press, SECRET, type Stage } from './stage.ts';

const REPLY = `{"error":"</pre><script>alert('reply')</script>${HOSTILE}"}`;
const ENDPOINTS = '[aria-label=Endpoints] tbody tr';

describe('webhooks at the dashboard', { skip: SKIP_REASON }, () => {
  let stage: Stage;
  let hook: Hook;
  before(async () => {
    stage = await openStage();
    hook = await openHook();
    hook.answers = 500;
    hook.reply = REPLY;
    const events = ['order.paid'];
    const url = `${hook.url}/shop?a=${encodeURIComponent("'")}`;
    await post(stage, '/account/endpoints', { url, dialect: 'razorpay', events });
    for (const name of ['INV-1', 'INV-2', HOSTILE]) await makePaid(stage, name);
    await post(stage, '/sandbox/settle', {});
  });
  after(async () => {
    await hook?.stop();
    await stage?.close();
  });

  const open = (path: string, act: (page: Page) => Promise<void>): Promise<void> =>
    openSignedIn(stage, act, { path, options: withClipboard(stage) });

  const headersOf = ({ headers }: Hook['told'][number]) =>
    Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

  const failed = async (): Promise<number> => {
    const headers = { authorization: `Basic ${btoa(`${KEY}:${SECRET}`)}` };
    const { json } = await ask(`${stage.server.url}/account/webhooks?state=failed`, { headers });
    return (json as { readonly webhooks: readonly unknown[] }).webhooks.length;
  };

  /** Until the schedule of those that were sent is over. */
  async function giveUp(): Promise<void> {
    hook.answers = 500;
    for (let tries = 0; tries < 40 && (await failed()) === 0; tries += 1) await stage.wait(12 * 60);
    assert.ok((await failed()) > 0, 'none was given up');
    hook.answers = 200;
  }

  test('from a complaint’s order to the exact bytes of what failed in three clicks', async () => {
    const [told = assert.fail('nothing was sent')] = hook.told;
    await open('', async (page) => {
      let clicks = 0;
      const click = async (act: Promise<void>): Promise<void> => {
        clicks += 1;
        await act;
      };
      await page.keyboard.press('/');
      await page.keyboard.type('INV-1');
      await click(page.keyboard.press('Enter'));
      await headingOf(page, 'INV-1');
      const line = page.locator('.story > li', { hasText: 'order.paid' });
      await click(line.getByText('Exact bytes').click());
      await hear(page, 'Shown');
      await click(line.getByText(`as it is sent, ${told.body.length} bytes`).click());
      assert.equal(clicks, 3);
      const bytes = line.locator('pre', { hasText: '{"' }).first();
      assert.equal(await bytes.textContent(), told.body);
      const request = (await line.locator('pre').first().textContent()) ?? '';
      const [first = '', ...headers] = request.split('\n');
      assert.equal(first, `POST ${hook.url}${told.path}`);
      const sent = hook.told.filter(({ body }) => body === told.body).map(headersOf);
      assert.ok(
        sent.some((each) => headers.every((header) => each.includes(header))),
        request,
      );
    });
  });

  test('its page shows what was answered as text; the copied curl sends the same', async () => {
    await open(`/search?q=${encodeURIComponent(HOSTILE)}`, async (page) => {
      page.on('dialog', (dialog) => assert.fail(`${dialog.message()} was run`));
      await headingOf(page, HOSTILE);
      await page.getByRole('link', { name: 'order.paid' }).click();
      await headingOf(page, 'order.paid');
      await page.getByText('What it had, and what came back').first().click();
      await page.getByText(REPLY).first().waitFor();
      assert.equal(await page.locator('main img, main script, main iframe').count(), 0);
      await page.locator('.copy', { hasText: 'msg_' }).click();
      await hear(page, 'Copied');
      assert.match(await readClipboard(page), /^msg_\w{14}$/);
      await press(page, 'Copy as curl');
      await page.locator('.button[data-done]').waitFor();
      const command = await readClipboard(page);
      await page.getByText('The command').click();
      assert.equal(await page.locator('pre', { hasText: 'curl -X' }).textContent(), command);
      await inspect(page, 'dashboard-webhook-hostile');
      const at = hook.told.length;
      await runCommand(command);
      // Nobody else says what it accepts.
      const again = hook.told.slice(at).find(({ headers }) => headers.accept === '*/*');
      assert.ok(again?.body.includes(HOSTILE), 'the command came');
      const first =
        hook.told.find(({ body }) => body === again?.body) ?? assert.fail('other bytes');
      assert.equal(again?.path, first.path);
      for (const name of ['content-type', 'user-agent', 'x-razorpay-signature', 'webhook-id']) {
        assert.equal(again?.headers[name], first.headers[name], name);
      }
    });
  });

  test('an endpoint was paused: it is seen why, resumed, and what was held is sent', async () => {
    await giveUp();
    await makePaid(stage, 'INV-3');
    await post(stage, '/sandbox/settle', {});
    const before = hook.told.length;
    await open(`/accounts/${KEY}`, async (page) => {
      await page.locator(ENDPOINTS).getByText(': answered 500').waitFor();
      await inspect(page, 'dashboard-account-paused');
      await page.goto(`${stage.server.url}/dashboard/webhooks?state=held`);
      await page.getByText('INV-3').waitFor();
      await page.goBack();
      await press(page, 'Resume');
      await hear(page, 'Done.');
      await page.locator(ENDPOINTS).getByText('active').waitFor();
      await post(stage, '/sandbox/settle', {});
      assert.ok(hook.told.slice(before).some(({ body }) => body.includes('INV-3')));
      await press(page, 'Switch off');
      await page.locator(ENDPOINTS).getByText('off', { exact: true }).waitFor();
      const off = hook.told.length;
      await makePaid(stage, 'INV-4');
      await post(stage, '/sandbox/settle', {});
      assert.equal(hook.told.length, off, 'nothing is sent to one that is off');
      await press(page, 'Resume');
      await page.locator(ENDPOINTS).getByText('active').waitFor();
    });
  });

  test('all that failed are sent once more by their filter, after a second look', async () => {
    await giveUp();
    await open('/webhooks', async (page) => {
      await page.goto(`${stage.server.url}/dashboard/accounts/${KEY}`);
      // What is sent to one that is paused is held for it.
      const resume = page.getByRole('button', { name: 'Resume' });
      if ((await resume.count()) > 0) await resume.click();
      await page.locator(ENDPOINTS).getByText('active').waitFor();
      await post(stage, '/sandbox/settle', {});
      const before = hook.told.length;
      await page.goto(`${stage.server.url}/dashboard/webhooks`);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.getByLabel('State').focus();
      await page.keyboard.type('fa');
      await page.keyboard.press('Enter');
      await page.waitForURL(/state=failed/);
      const lists = asked.filter((address) => address.includes('/webhooks?'));
      assert.equal(lists.length, 1, `on the way to the choice: ${lists.join()}`);
      await hear(page, /^Webhooks · Dubash: \d+ listed$/);
      const count = await page.locator('tbody tr').count();
      assert.ok(count > 0, 'some failed');
      await inspect(page, 'dashboard-webhooks-failed');
      await page.getByRole('link', { name: 'Send all of these once more' }).click();
      await headingOf(page, 'Is this right?');
      await awaitWords(page, `${count} failed webhooks of`);
      await inspect(page, 'dashboard-replay');
      await page.goBack();
      await headingOf(page, 'Webhooks');
      assert.equal(hook.told.length, before, 'looking sends nothing');
      await page.goForward();
      await press(page, 'Send them once more');
      await hear(page, 'What was chosen is sent once more.');
      await post(stage, '/sandbox/settle', {});
      assert.ok(hook.told.length >= before + count);
      await page.getByLabel('State').focus();
      await page.keyboard.type('fa');
      await page.keyboard.press('Enter');
      await awaitWords(page, 'No webhook fits.');
      await hear(page, 'Webhooks · Dubash: nothing listed');
    });
  });
});

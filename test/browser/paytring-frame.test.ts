// Paytring's frame script on a merchant's page, and the page by order number on its own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { SKIP_REASON } from '../support/browser.ts';
import { ask } from '../support/server.ts';
import { PAYTRING } from './dialect-driver.ts';
import { awaitWords, openStage, payByUpi, press, type Stage, openPage } from './stage.ts';

let stage: Stage;
let count = 0;

async function sell() {
  count += 1;
  return PAYTRING.create(stage.merchant, `FRAME_${count}`);
}

type Note = readonly [string, unknown];
type Told = { readonly detail: unknown; readonly data: unknown };
type Target = { addEventListener: (name: string, listener: (told: Told) => void) => void };

/** A merchant's page that opens the frame and notes all that it is told. */
async function open(page: Page, order: string): Promise<void> {
  await page.addScriptTag({ url: `${stage.server.url}/iframe.v1.0.0.js` });
  await page.evaluate(start, order);
}

function start(order: string): void {
  const scope = globalThis as unknown as {
    notes: Note[];
    Paytring: new (options: object) => { open: () => void };
    document: Target;
  } & Target;
  const notes: Note[] = [];
  scope.notes = notes;
  const note = (name: string) => (value: unknown) => notes.push([name, value]);
  for (const name of ['payment.success', 'payment.failed', 'payment.close']) {
    scope.document.addEventListener(name, ({ detail }) => notes.push([name, detail]));
  }
  scope.addEventListener('message', ({ data }) => {
    if ((data as { eventname?: unknown }).eventname) notes.push(['message', data]);
  });
  new scope.Paytring({
    order_id: order,
    success: note('success'),
    failed: note('failed'),
    events: note('events'),
    onClose: note('onClose'),
  }).open();
}

async function notesAfter(page: Page, last: string): Promise<readonly Note[]> {
  const has = (name: string) =>
    (globalThis as unknown as { notes: Note[] }).notes.some(([each]) => each === name);
  await page.waitForFunction(has, last);
  return page.evaluate(() => (globalThis as unknown as { notes: Note[] }).notes);
}

/** Our page in the frame of the gateway's name. */
async function frameOf(page: Page): Promise<Page> {
  const element = await page.waitForSelector('#paytring_pg_container_2023 #paytringframe');
  const frame = await element.contentFrame();
  assert.ok(frame);
  return frame as unknown as Page;
}

/** From the outside in, as the gateway's own script nests them (paytring.md §6). */
const BOXES = ['paytring_pg_container_2023', 'paytring_pg_839x8', 'paytring-frame-container-7832'];

const LOADED: Note = ['events', { event_name: 'document_loaded', event_value: true }];
const status = (word: string): readonly Note[] => [
  ['events', { event_name: 'Transaction_Status', event_value: word }],
  ['message', { eventname: 'Transaction_Status', data: word }],
];

function assertEnded(notes: readonly Note[], order: string, word: 'success' | 'failed'): void {
  const own = notes.filter(([name]) => !['events', 'message'].includes(name));
  assert.deepEqual(own, [
    [word, order],
    ['payment.close', null],
    ['onClose', order],
    [`payment.${word}`, { order_id: order }],
  ]);
  for (const [name, value] of [LOADED, ...status(word)]) {
    assert.ok(
      notes.some((note) => JSON.stringify(note) === JSON.stringify([name, value])),
      JSON.stringify([name, value]),
    );
  }
}

describe('the frame', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
  });
  after(() => stage?.close());

  test('paid in the frame: the page is told in the order of the gateway’s own script', async () => {
    const sale = await sell();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, sale.name);
      await payByUpi(await frameOf(page), 'success@upi');
      assertEnded(await notesAfter(page, 'payment.success'), sale.name, 'success');
      assert.equal(await page.locator('#paytring_pg_container_2023').count(), 0);
    });
    assert.equal((await PAYTRING.read(stage.merchant, sale.reference))[0], 'success');
  });

  test('failed in the frame: it closes; opened again, the customer may try again', async () => {
    const sale = await sell();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, sale.name);
      await payByUpi(await frameOf(page), 'failure@upi');
      assertEnded(await notesAfter(page, 'payment.failed'), sale.name, 'failed');
      await page.evaluate(start, sale.name);
      const frame = await frameOf(page);
      await awaitWords(frame, 'The bank declined this payment.');
      await payByUpi(frame, 'success@upi');
      assertEnded(await notesAfter(page, 'payment.success'), sale.name, 'success');
    });
  });

  test('cancelled in the frame is failed, and shut without a word is closed alone', async () => {
    const sale = await sell();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, sale.name);
      await press(await frameOf(page), /^Cancel/);
      assertEnded(await notesAfter(page, 'payment.failed'), sale.name, 'failed');
    });
    const other = await sell();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, other.name);
      await (await frameOf(page)).getByRole('button', { name: /^Pay/ }).waitFor();
      await press(page, 'Close payment');
      const own = (await notesAfter(page, 'onClose')).filter(([name]) => name !== 'message');
      assert.deepEqual(own, [LOADED, ['payment.close', null], ['onClose', other.name]]);
    });
  });

  test('the boxes have the ids of the gateway’s own script, and its cross closes', async () => {
    const sale = await sell();
    await openPage(stage, stage.shop.url, async (page) => {
      await open(page, sale.name);
      await (await frameOf(page)).getByRole('button', { name: /^Pay/ }).waitFor();
      const nested = BOXES.map((id) => `#${id}`).join(' > ');
      for (const inside of ['iframe#paytringframe', '#close-ico1232']) {
        assert.equal(await page.locator(`${nested} > ${inside}`).count(), 1, inside);
      }
      assert.equal(await page.locator('.paytring_pg_container_2023').count(), 1);
      const box = await page.locator(`#${BOXES[2]}`).boundingBox();
      assert.ok(box && box.width > 300 && box.height > 300, 'it is seen');
      await page.click('#close-ico1232');
      await notesAfter(page, 'onClose');
      for (const id of [...BOXES, 'paytringframe', 'close-ico1232']) {
        assert.equal(await page.locator(`#${id}`).count(), 0, id);
      }
    });
  });

  test('in a tab the page by number is an ordinary one, which posts to the callback', async () => {
    const sale = await sell();
    await openPage(stage, `${stage.server.url}/pay/token/${sale.name}`, async (page) => {
      assert.equal(page.url(), sale.page);
      await payByUpi(page, 'success@upi');
      await page.getByText(/^Continue to /).click();
      await page.waitForURL(`${stage.shop.url}/**`);
      const back = stage.shop.requestsOf(sale.reference).at(-1);
      assert.equal(back?.method, 'POST');
      assert.ok(back && (await PAYTRING.verify(stage.merchant, back.values)));
    });
  });

  test('a browser that does not say where it shows the page is led by the script', async () => {
    const sale = await sell();
    await openPage(stage, stage.shop.url, async (page) => {
      // As over plain http: no Sec-Fetch-Dest.
      await page.route(`${stage.server.url}/pay/token/**`, async (route) => {
        const { status, headers, text } = await ask(route.request().url());
        await route.fulfill({ status, headers: Object.fromEntries(headers), body: text });
      });
      await open(page, sale.name);
      await payByUpi(await frameOf(page), 'success@upi');
      assertEnded(await notesAfter(page, 'payment.success'), sale.name, 'success');
      await page.goto(`${stage.server.url}/pay/token/${sale.name}`);
      await page.waitForURL(sale.page);
      await page.unroute(`${stage.server.url}/pay/token/**`);
    });
  });
});

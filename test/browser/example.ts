// An example shop as its own process, and what its customers' browsers bring back to it.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Page, Request } from 'playwright-core';
import { openTab } from '../support/browser.ts';
import { ask } from '../support/server.ts';
import type { Stage } from './stage.ts';

export type Example = {
  readonly url: string;
  readonly stop: () => Promise<void>;
};

export async function startExample(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Example> {
  const script = path.resolve(import.meta.dirname, '../../examples', folder, 'server.mjs');
  const child: ChildProcess = spawn(process.execPath, [script], {
    env: settings,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  assert.ok(child.stdout);
  const gone = once(child, 'exit');
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    url: String(url),
    stop: async () => {
      child.kill();
      await gone;
    },
  };
}

/** Opens the shop and lets the customer act; the posts to the shop's `path` meanwhile. */
export async function atShop(
  stage: Stage,
  shop: Example,
  path: string,
  act: (page: Page) => Promise<void>,
): Promise<readonly Request[]> {
  const tab = await openTab(stage.browser, [stage.server.url, shop.url]);
  const sent: Request[] = [];
  try {
    tab.page.on('request', (request) => {
      if (request.url().startsWith(`${shop.url}${path}`)) sent.push(request);
    });
    await tab.page.goto(shop.url);
    await act(tab.page);
    assert.deepEqual(tab.complaints, []);
    return sent;
  } finally {
    await tab.close();
  }
}

/** Our page in the overlay of a drop-in: a frame has the gestures that the stage needs. */
export async function frameOf(page: Page): Promise<Page> {
  const element = await page.waitForSelector('[data-checkout-overlay] iframe');
  const frame = await element.contentFrame();
  assert.ok(frame);
  return frame as unknown as Page;
}

/** What the shop was told, once all that is due has been sent. */
export async function settleEvents(
  stage: Stage,
  shop: Example,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const settled = await stage.post('/sandbox/settle', {});
  assert.equal(settled.status, 200, settled.text);
  return (await ask(`${shop.url}/events`)).json as Readonly<Record<string, unknown>>[];
}

/** The text with one bit of one character turned over. */
export function flip(text: string, at: number): string {
  const turned = String.fromCodePoint((text.codePointAt(at) ?? 0) ^ 1);
  return text.slice(0, at) + turned + text.slice(at + 1);
}

/** As a browser posts a form; the status of the answer. */
export async function postForm(
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<number> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams(fields).toString();
  return (await ask(url, { method: 'POST', headers, body })).status;
}

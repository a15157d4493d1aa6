// What the dashboard's browser tests share: a signed-in operator, and what is seen, heard and held.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { FRESH, openPage, press, SECRET, type Stage } from './stage.ts';

export const HOSTILE = '<img src=x onerror=alert(1)>';

export async function signIn(page: Page, token = TEST_ADMIN_TOKEN): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await press(page, 'Sign in');
  await page.getByRole('heading', { level: 1 }).waitFor();
  // The heading stands there before the script has run that hears the keys.
  await page.waitForLoadState('domcontentloaded');
}

/** Signed in, in a tab of its own, at a path below the dashboard. */
export function openSignedIn(
  stage: Stage,
  act: (page: Page) => Promise<void>,
  { path = '', options = FRESH, token = TEST_ADMIN_TOKEN } = {},
): Promise<void> {
  return openPage(
    stage,
    `${stage.server.url}/dashboard${path}`,
    async (page) => {
      await signIn(page, token);
      await act(page);
    },
    options,
  );
}

/** Of the page that has just come in place of the one before. */
export function headingOf(page: Page, name: string | RegExp): Promise<void> {
  return page.getByRole('heading', { level: 1, name }).waitFor();
}

/** What a screen reader is told of the change. */
export function hear(page: Page, words: string | RegExp): Promise<void> {
  return page.locator('#live', { hasText: words }).waitFor({ state: 'attached' });
}

/** What has the focus: its text, or its name where it is a field. */
export function readFocus(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const { name, id, textContent } = document.activeElement;
    return name || id || textContent.trim();
  })()`);
}

export function goTo(page: Page, section: string): Promise<void> {
  return page.getByRole('link', { name: section, exact: true }).click();
}

export async function post(stage: Stage, path: string, body: object): Promise<void> {
  const answer = await stage.post(path, body);
  assert.equal(answer.status, 200, answer.text);
}

export async function makePaid(stage: Stage, reference: string, amount = 50_050): Promise<void> {
  await post(stage, '/sandbox/orders', { amount, reference });
  await post(stage, '/sandbox/pay', { order: reference, method: 'upi', outcome: 'success' });
}

/** A tab whose clipboard may be read. */
export function withClipboard(stage: Stage): BrowserContextOptions {
  assert.ok(stage.server.url.startsWith('http://127.0.0.1:'), 'browsers hold loopback for secure');
  return { permissions: ['clipboard-read', 'clipboard-write'] };
}

export function readClipboard(page: Page): Promise<string> {
  return page.evaluate('navigator.clipboard.readText()');
}

/** A command for a shell, as it was copied; what it wrote. */
export async function runCommand(command: string): Promise<string> {
  const env = { ...process.env, DUBASH_SECRET: SECRET };
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -s`], { env });
  return stdout;
}

// Starts the machine's Chromium, and opens tabs that write down whatever goes wrong in them.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = `--no-sandbox --disable-gpu --disable-quic --no-first-run
--disable-background-networking --disable-component-update --disable-sync`.split(/\s+/);
const STEP_TIMEOUT_MS = 30_000;

const executable = [process.env['CHROMIUM'], ...PLACES].find(
  (place) => place !== undefined && place !== '' && existsSync(place),
);
const isRequired = process.env['CI'] === 'true';

/** Why browser tests cannot run here; false when they can. With CI=true they run, and so fail. */
export const SKIP_REASON: string | false =
  executable === undefined && !isRequired
    ? `no Chromium at $CHROMIUM, ${PLACES.join(', ')}`
    : false;

export async function openBrowser(): Promise<Browser> {
  if (executable === undefined) throw new Error(`CI needs Chromium at one of ${PLACES.join(', ')}`);
  return chromium.launch({ executablePath: executable, args: FLAGS });
}

export type Tab = {
  readonly page: Page;
  /** Console errors and warnings, broken policies, failed requests, requests to other hosts. */
  readonly complaints: string[];
  readonly close: () => Promise<void>;
};

// Chromium writes every answer of 400 and above to the console, also the ones that we mean.
const MEANT = /^Failed to load resource: the server responded with a status of (404|422) /;

export type TabOptions = BrowserContextOptions & {
  /** Whether a handback page goes by itself: who looks at it has three seconds only. */
  readonly isHasty?: boolean;
};

/**
 * A tab with cookies and history of its own; `hosts` are the origins that it may ask. Its pages
 * wait to be left by hand: on a slow machine one that goes by itself is gone before it was seen.
 */
export async function openTab(
  browser: Browser,
  hosts: readonly string[],
  { isHasty = false, ...options }: TabOptions = {},
): Promise<Tab> {
  const viewport = { width: 360, height: 740 };
  const context = await browser.newContext({ viewport, ...options });
  if (!isHasty) await context.addInitScript(HOLD);
  context.setDefaultTimeout(STEP_TIMEOUT_MS);
  const page = await context.newPage();
  return { page, complaints: listen(page, hosts), close: () => context.close() };
}

/** Makes a day of the seconds that a page counts, before its script reads them. */
const HOLD = `new MutationObserver(() => {
  for (const go of document.querySelectorAll('[data-go]')) {
    if (Number(go.dataset.go) > 0) go.dataset.go = '86400';
  }
}).observe(document, { subtree: true, childList: true })`;

/** Writes down what goes wrong in a page from now on. */
export function listen(page: Page, hosts: readonly string[]): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const isBad = message.type() === 'error' || message.type() === 'warning';
    if (isBad && !MEANT.test(message.text())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    const isOurs = url.startsWith('data:') || hosts.some((host) => url.startsWith(`${host}/`));
    if (!isOurs) complaints.push(`asked ${url}`);
  });
  return complaints;
}

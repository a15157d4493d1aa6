// The chain for browsers: a shop, our server and the gateway's each on a host of its own, and a
// customer's gestures on the way from one to the other.
import assert from 'node:assert/strict';
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { listen, openBrowser, openTab } from '../support/browser.ts';
import { type Chain, findFar, findOrder, makeStrict, openChain } from '../support/chain.ts';
import { freePort } from '../support/postgres.ts';
import type { CreatedOrder, DialectDriver } from './dialect-driver.ts';
import { openShop, type Shop } from './shop.ts';
import { payByUpi, press } from './stage.ts';

/** Shorter than any customer is on the gateway's page. */
const LAG_MS = 300;

export type ChainStage = {
  readonly processor: string;
  readonly chain: Chain;
  readonly shop: Shop;
  readonly browser: Browser;
  /** The origins of shop, our server, the pages that run a gateway's script, and the gateway. */
  readonly hosts: {
    readonly shop: string;
    readonly near: string;
    readonly handover: string;
    readonly far: string;
  };
  readonly close: () => Promise<void>;
};

/**
 * `isApart`: pages that run a gateway's script are served from a host of their own. `isStrict`: the
 * gateway takes forms from there alone.
 */
export async function openChainStage(
  processor: string,
  {
    isApart = false,
    isStrict = false,
    more = {},
  }: {
    isApart?: boolean;
    isStrict?: boolean;
    more?: Readonly<Record<string, string>>;
  } = {},
): Promise<ChainStage> {
  const browser = await openBrowser();
  const shop = await openShop();
  const [nearPort, farPort] = [await freePort(), await freePort()];
  const near = `http://127.0.0.1:${nearPort}`;
  // Browsers know names below localhost without asking anybody.
  const apart = `http://handover.localhost:${nearPort}`;
  const far = `http://localhost:${farPort}`;
  const shopUrl = shop.url.replace('127.0.0.1', 'shop.localhost');
  const settings = { PORT: String(nearPort), ...(isApart ? { HANDOVER_URL: apart } : {}), ...more };
  const chain = await openChain(processor, {
    near: settings,
    far: { PORT: String(farPort), PUBLIC_URL: far },
    farUrl: far,
    shop: shopUrl,
  });
  const origin = isApart ? apart : near;
  if (isStrict) await makeStrict(chain.far, { origins: [origin], lag_ms: LAG_MS });
  return {
    processor,
    chain,
    shop,
    browser,
    hosts: { shop: shopUrl, near, handover: origin, far },
    close: async () => {
      await browser.close();
      await shop.close();
      await chain.stop();
    },
  };
}

export type ChainTab = {
  readonly page: Page;
  /** Every policy that was broken, on whatever page or frame. */
  readonly broken: string[];
  readonly complaints: string[];
};

/** One customer's tab, held to break no policy and to a clean console. */
export async function openChainPage(
  { browser, hosts }: ChainStage,
  url: string,
  act: (tab: ChainTab) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const names = Object.values(hosts);
  const { page, complaints, close } = await openTab(browser, names, options);
  const broken: string[] = [];
  const complaintsOf = [complaints];
  const context = page.context();
  try {
    await context.exposeBinding('noteBroken', (_source, text: string) => void broken.push(text));
    await context.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
      noteBroken([location.href, event.violatedDirective, event.blockedURI].join(' ')));`);
    context.on('page', (opened) => {
      if (opened !== page) complaintsOf.push(listen(opened, names));
    });
    await page.goto(url);
    await act({ page, broken, complaints });
    assert.deepEqual(broken, []);
    assert.deepEqual(complaintsOf.flat(), []);
  } finally {
    await close();
  }
}

/** Where the gateway's own page is: of Razorpay in a frame that its script lays over ours. */
export function farFace({ processor }: ChainStage, page: Page): Page | FrameLocator {
  return processor === 'razorpay' ? page.frameLocator('[data-checkout-overlay] iframe') : page;
}

const CONTACT = { 'Your name': 'Asha Rao', Email: 'asha@example.com', Phone: '9876543210' };

/** Fills in whatever our page asks for. */
export async function fillContact(page: Page | FrameLocator): Promise<void> {
  await page.getByRole('button', { name: GO_ON }).waitFor();
  for (const [label, value] of Object.entries(CONTACT)) {
    const field = page.getByLabel(label, { exact: true });
    if ((await field.count()) > 0) await field.fill(value);
  }
}

export const GO_ON = /^(?:Pay ₹|Continue to payment)/;

/** And goes on to the gateway's page. */
export async function goOn(page: Page): Promise<void> {
  await fillContact(page);
  await press(page, GO_ON);
}

export async function payAtGateway(stage: ChainStage, page: Page, vpa: string): Promise<void> {
  await payByUpi(farFace(stage, page), vpa);
}

/** Reached once the gateway's page has sent the customer back, and ours on to the shop. */
export async function returnToShop({ hosts, processor }: ChainStage, page: Page): Promise<void> {
  if (processor !== 'razorpay') await page.getByText(/^Continue to Sandbox/).click();
  await page.waitForURL(`${hosts.near}/pay/**`);
  // Who was asked about just before is asked about again ten seconds later.
  await page.getByText('Payment received').first().waitFor({ timeout: 20_000 });
  await page.getByText('Test mode: no money moves').waitFor();
}

type Sale = Pick<CreatedOrder, 'reference'>;

export async function paymentsOf({ chain }: ChainStage, { reference }: Sale) {
  return (await findOrder(chain, reference)).aggregate.payments;
}

export async function farOrderOf(stage: ChainStage, sale: Sale) {
  const [payment] = await paymentsOf(stage, sale);
  assert.ok(payment !== undefined, 'no payment was begun');
  return (await findFar(stage.chain, payment.id.token))?.aggregate;
}

export async function readWord(
  { chain }: ChainStage,
  driver: DialectDriver,
  { reference }: CreatedOrder,
): Promise<string> {
  return (await driver.read(chain.merchant, reference))[0];
}

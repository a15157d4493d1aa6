// The customer's whole way in a browser: our page, a strict gateway's, and back to the shop.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SKIP_REASON } from '../support/browser.ts';
import { PROCESSORS } from '../support/chain.ts';
import { DIALECT_DRIVERS, type DialectDriver } from './dialect-driver.ts';
import {
  type ChainStage,
  farOrderOf,
  goOn,
  openChainStage,
  payAtGateway,
  paymentsOf,
  readWord,
  returnToShop,
  openChainPage,
} from './chain-stage.ts';
import { awaitWords } from './stage.ts';

let count = 0;

async function payThere(stage: ChainStage, driver: DialectDriver): Promise<void> {
  const { chain, shop, hosts } = stage;
  count += 1;
  const sale = await driver.create(chain.merchant, `WAY_${count}`);
  const visited: string[] = [];
  await openChainPage(stage, sale.page, async ({ page }) => {
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) visited.push(new URL(frame.url()).origin);
    });
    await awaitWords(page, 'Test mode: no money moves');
    await goOn(page);
    await payAtGateway(stage, page, 'success@upi');
    await returnToShop(stage, page);
    if (driver.returns === null) return;
    await page.getByText('Continue to Chained shop').click();
    await page.waitForURL(`${hosts.shop}/**`);
  });
  assert.ok(visited.includes(hosts.handover), visited.join());
  const [payment, ...others] = await paymentsOf(stage, sale);
  assert.deepEqual([payment?.status, others], ['captured', []]);
  assert.equal((await farOrderOf(stage, sale))?.order.status, 'paid');
  assert.equal(await readWord(stage, driver, sale), driver.words.paid);
  if (driver.returns === null) return;
  const back = shop.requestsOf(sale.reference).at(-1);
  assert.ok(back, 'nobody came back to the shop');
  assert.equal(back.path, `/${sale.reference}/${driver.returns.paid}`);
  assert.equal(back.method, driver.method);
  assert.equal(driver.readReference(back.values), sale.reference);
  assert.ok(await driver.verify(chain.merchant, back.values), 'the seal is good');
}

for (const [at, processor] of PROCESSORS.entries()) {
  describe(`a customer pays at ${processor}`, { skip: SKIP_REASON }, () => {
    let stage: ChainStage;
    before(async () => {
      stage = await openChainStage(processor, { isApart: processor !== 'payu', isStrict: true });
    });
    after(() => stage?.close());

    // Each dialect once, each gateway at least once: every pair goes its way without a browser too.
    const fronts = DIALECT_DRIVERS.filter((_driver, index) => index % PROCESSORS.length === at);
    for (const driver of fronts) {
      test(`${driver.title} in front`, () => payThere(stage, driver));
    }
  });
}

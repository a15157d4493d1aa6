// The dashboard over a live connection, in Chromium: reviews decided, exchanges read byte for byte,
// connections checked, routes tried dry.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { PaymentReport } from '../../src/core/command.ts';
import { SKIP_REASON } from '../support/browser.ts';
import { admin, beginAt, comeBack, payFar } from '../support/chain.ts';
import { SECRET } from '../support/server.ts';
import { type ChainStage, openChainPage, openChainStage } from './chain-stage.ts';
import { goTo, headingOf, hear, signIn } from './dashboard-stage.ts';
import { inspect } from './page-check.ts';
import { awaitWords, press } from './stage.ts';

describe('the dashboard over a gateway', { skip: SKIP_REASON }, () => {
  let stage: ChainStage;
  let key = '';
  before(async () => {
    stage = await openChainStage('cashfree');
    ({ key } = await stage.chain.account());
  });
  after(() => stage?.close());

  const open = (act: (page: Page) => Promise<void>, path = ''): Promise<void> =>
    openChainPage(stage, `${stage.hosts.near}/dashboard${path}`, async ({ page }) => {
      await signIn(page);
      await act(page);
    });

  /** The processor says that another amount was taken. */
  async function mismatch(reference: string): Promise<PaymentReport> {
    const { chain } = stage;
    const { payment } = await beginAt(chain, reference);
    const { orderKey, id, amountMinor, currency } = payment;
    const report: PaymentReport = {
      ...({ kind: 'reportPayment', state: 'captured', orderKey, paymentKey: id.key } as const),
      ...{ raw: '<b>less</b>', reference: `T${reference}`, bankReference: null },
      ...{ amountMinor: amountMinor - 1, currency, decline: null },
    };
    await chain.near.app.parts.engine.execute(await chain.account(), report);
    return report;
  }

  /** And all of it in the end, so that nothing waits for whoever decides. */
  async function makeUp(report: PaymentReport): Promise<void> {
    const { chain } = stage;
    const whole = { ...report, raw: 'all of it', amountMinor: report.amountMinor + 1 };
    await chain.near.app.parts.engine.execute(await chain.account(), whole);
  }

  test('a review is found, read, decided after a second look, and tells its order', async () => {
    await mismatch('REV-1');
    await open(async (page) => {
      await page.getByRole('link', { name: 'Reviews waiting 1' }).click();
      await headingOf(page, 'Reviews');
      await inspect(page, 'dashboard-reviews-open');
      await page.getByRole('link', { name: 'amount mismatch' }).click();
      await headingOf(page, 'Amount mismatch');
      await awaitWords(page, 'captured (“<b>less</b>”)');
      await page.getByLabel('Decision').selectOption('refund');
      await inspect(page, 'dashboard-review');
      await press(page, 'Go on');
      await headingOf(page, 'Is this right?');
      await inspect(page, 'dashboard-review-confirm');
      await page.goBack();
      await headingOf(page, 'Amount mismatch');
      await page.getByLabel('Decision').selectOption('refund');
      await press(page, 'Go on');
      await press(page, 'Give the money back, or send what waits');
      await headingOf(page, 'Amount mismatch');
      await hear(page, 'The review is decided.');
      assert.equal(await page.getByLabel('Decision').count(), 0);
      await page.getByRole('link', { name: 'REV-1' }).click();
      await headingOf(page, 'REV-1');
      const story = page.locator('.story > li');
      await story.getByText('refund by admin').waitFor();
      await story.getByText('Review decided').waitFor();
      await story.getByText('Payment failed').waitFor();
    });
  });

  test('one is asked again, dismissed with a reason alone, and decided once', async () => {
    const report = await mismatch('REV-2');
    await open(async (page) => {
      await page.getByRole('row', { name: 'REV-2' }).getByRole('link').click();
      await headingOf(page, 'Amount mismatch');
      await press(page, 'Ask the processor again');
      await hear(page, 'The processor is asked now');
      const other = await page.context().newPage();
      await other.goto(page.url());
      await press(page, 'Go on');
      await page.getByRole('alert').getByText('Say why').waitFor();
      await page.reload();
      await headingOf(page, 'Amount mismatch');
      await page.getByLabel('Why, for whoever').fill('Seen at the bank: <i>one paisa</i>');
      await press(page, 'Go on');
      await headingOf(page, 'Is this right?');
      await awaitWords(page, '<i>one paisa</i>');
      await press(page, 'Nothing is to be done here');
      await page.getByRole('alert').getByText('waits for this alone').waitFor();
      await makeUp(report);
      await press(page, 'Go on');
      await press(page, 'Nothing is to be done here');
      await awaitWords(page, 'The review is decided.');
      await other.getByLabel('Decision').selectOption('refund');
      await press(other, 'Go on');
      await other.getByRole('alert').getByText('It was decided before: dismiss').waitFor();
      await other.close();
    }, '/reviews');
  });

  test('what was said to the gateway stands in the story: scrubbed, coloured, closed', async () => {
    const { chain } = stage;
    const { page: paying, payment } = await beginAt(chain, 'SAID-1');
    await payFar(chain, payment.id.token);
    await comeBack(paying);
    await open(async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('SAID-1');
      await page.keyboard.press('Enter');
      await headingOf(page, 'SAID-1');
      const line = page.locator('.story > li', { hasText: 'Asked the processor' }).first();
      await line.getByText('Exact bytes').click();
      const asked = line.locator('.json').first();
      await asked.waitFor();
      const text = (await line.textContent()) ?? '';
      assert.match(text, /x-client-secret: …/);
      for (const secret of [SECRET, 'Asha', '9876543210']) assert.ok(!text.includes(secret), text);
      const colours = await page.evaluate(`['.key', '.text', '.number'].map((each) =>
        getComputedStyle(document.querySelector('.story .json ' + each)).color)`);
      assert.equal(new Set(colours as string[]).size, 3, String(colours));
      const level = asked.locator('details').first();
      const inner = level.locator('> div').first();
      assert.ok(await inner.isVisible());
      await level.locator('summary').first().click();
      assert.ok(!(await inner.isVisible()), 'a level closes');
      const raw = line.locator('pre', { hasText: '{"' }).first();
      assert.ok(!(await raw.isVisible()));
      await line
        .getByText(/^The text as it is kept, \d+ bytes$/)
        .first()
        .click();
      JSON.parse((await raw.textContent()) ?? '');
      await line.getByText('Exact bytes').click();
      await inspect(page, 'dashboard-order-live');
      const href = (await line.locator('details').first().getAttribute('hx-get')) ?? '';
      await page.goto(stage.hosts.near + href);
      await headingOf(page, /^Asked: /);
      await inspect(page, 'dashboard-exchange');
      await page.getByRole('link', { name: /^order_/ }).click();
      await headingOf(page, 'SAID-1');
    });
  });

  test('connections tell their health; where a payment would go is told before', async () => {
    const { chain } = stage;
    const second = await chain.connect({ client_secret: 'another' });
    await open(async (page) => {
      await goTo(page, 'Accounts');
      await page.getByRole('link', { name: 'Chained shop' }).click();
      await headingOf(page, 'Chained shop');
      await page.getByRole('row', { name: second }).getByText('Check now').click();
      await page.locator('.note.bad', { hasText: 'cashfree: ' }).waitFor();
      await hear(page, /cashfree: /);
      await page.reload();
      await headingOf(page, 'Chained shop');
      await page.getByText('There are no rules').waitFor();
      const small = { name: 'Small', methods: ['upi'], currency: 'INR', max: '2000', to: second };
      const names = await page.locator('[aria-label=Connections] .copy').allTextContents();
      const rules = { rules: [small], default: names.find((each) => each !== second) };
      await admin(chain.near, 'PUT', `/accounts/${key}/routes`, rules);
      await page.getByLabel('Where would').fill('500');
      await page.getByLabel('by').selectOption('upi');
      const row = page.locator('[aria-label="Where it would go"] tbody tr');
      await row.getByText('rule 1: Small').waitFor();
      assert.match((await row.textContent()) ?? '', new RegExp(`upi.*${second}`));
      await inspect(page, 'dashboard-account-live');
      await page.getByLabel('Where would').fill('a lot');
      await press(page, 'go?');
      await awaitWords(page, 'That is no amount of INR.');
    });
  });
});

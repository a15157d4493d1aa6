// The example shop on PayU, as its own process: real payments, and its own checks on what comes.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createIds } from '../../src/engine/identity/ids.ts';
import { createRecords } from '../../src/engine/records/records.ts';
import { openTab, SKIP_REASON } from '../support/browser.ts';
import { ask, KEY } from '../support/server.ts';
import { awaitWords, openStage, payByUpi, press, SECRET, type Stage } from './stage.ts';

type Shop = { readonly url: string; readonly child: ChildProcess };
type Event = {
  readonly verified: boolean;
  readonly signed: boolean;
  readonly fields: Readonly<Record<string, string>>;
};

let stage: Stage;
let shop: Shop;

async function startShop(): Promise<Shop> {
  const main = path.resolve(import.meta.dirname, '../../examples/payu/server.mjs');
  const { url } = stage.server;
  const own = { PAYU_URL: url, PAYU_SCRIPT_URL: url, PAYU_KEY: KEY, PAYU_SALT: SECRET };
  const env = { PATH: process.env['PATH'], PORT: '0', ...own };
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: String(line), child };
}

/** As the account API does. */
async function keepEndpoint(url: string): Promise<void> {
  const { store, accounts } = stage.server.app.parts;
  const known = await accounts.find(KEY);
  assert.ok(known);
  const ids = createIds(new Uint8Array(16).fill(9));
  const seal = (secret: string) => secret;
  const wakeDelivery = () => undefined;
  const records = createRecords({ store, ids, now: Date.now, seal, wakeDelivery });
  const body = { dialect: 'payu', url, active: true };
  const rest = { record: null, uniqueRef: null, repeat: 'refuse' } as const;
  const kept = await records.put(
    known.account,
    { kind: 'putRecord', of: 'endpoint', ...rest, body },
    null,
  );
  assert.ok(!('failure' in kept));
}

/** What the shop's webhook took so far, once everything that is due has been sent. */
async function readEvents(): Promise<readonly Event[]> {
  await stage.post('/sandbox/settle', {});
  return (await ask(`${shop.url}/events`)).json as readonly Event[];
}

async function lastEvent(): Promise<Event> {
  const event = (await readEvents()).at(-1);
  assert.ok(event);
  return event;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (to: string, fields: Readonly<Record<string, string>>) =>
  ask(`${shop.url}${to}`, {
    headers: FORM,
    body: new URLSearchParams(fields).toString(),
  });

/** The same fields with the last character of one of them turned over. */
function flip(fields: Readonly<Record<string, string>>, name: string) {
  const value = fields[name] ?? '';
  return { ...fields, [name]: `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}` };
}

async function assertGuarded(to: string, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const name of ['status', 'amount', 'txnid', 'email', 'hash']) {
    assert.equal((await post(to, flip(fields, name))).status, 400, `${to} takes a forged ${name}`);
  }
  assert.equal((await post(to, fields)).status, 200);
}

/** A visit with a clean console, from the shop's first page on. */
async function visit(start: string, act: (page: Page) => Promise<void>): Promise<void> {
  const tab = await openTab(stage.browser, [stage.server.url, shop.url]);
  try {
    await tab.page.goto(`${shop.url}${start}`);
    await act(tab.page);
    // Browsers do not let our page take the focus inside another one, and say so.
    const complaints = tab.complaints.filter((each) => !/Blocked autofocusing/.test(each));
    assert.deepEqual(complaints, []);
  } finally {
    await tab.close();
  }
}

/** Goes back to the shop, and returns what the browser posted there. */
async function returnToShop(page: Page): Promise<Readonly<Record<string, string>>> {
  const [request] = await Promise.all([
    page.waitForRequest(`${shop.url}/return`),
    page.getByText(/^Continue to /).click(),
  ]);
  return Object.fromEntries(new URLSearchParams(request.postData() ?? ''));
}

/** The payment page in the frame above the shop's page. */
const inside = (page: Page) => page.frameLocator('[data-checkout-overlay] iframe');

async function payInside(page: Page, vpa: string): Promise<void> {
  await payByUpi(inside(page), vpa);
}

describe('the example shop on PayU', { skip: SKIP_REASON }, () => {
  before(async () => {
    stage = await openStage();
    shop = await startShop();
    await keepEndpoint(`${shop.url}/webhook`);
  });
  after(async () => {
    if (shop !== undefined) {
      shop.child.kill();
      await once(shop.child, 'exit');
    }
    await stage?.close();
  });

  test('paid on the hosted page: the shop verifies the return and the webhook', async () => {
    let fields: Readonly<Record<string, string>> = {};
    await visit('/', async (page) => {
      await press(page, 'Buy');
      await payByUpi(page, 'success@upi');
      await awaitWords(page, 'Payment received');
      fields = await returnToShop(page);
      await awaitWords(page, 'Paid. Thank you!');
    });
    await assertGuarded('/return', fields);
    const event = await lastEvent();
    assert.ok(event.verified && event.signed);
    assert.deepEqual(
      [event.fields['status'], event.fields['txnid'], event.fields['mihpayid']],
      ['success', fields['txnid'], fields['mihpayid']],
    );
    await assertGuarded('/webhook', event.fields);
  });

  test('declined and given up, then cancelled: both are told, and neither is paid', async () => {
    for (const ending of ['failed', 'userCancelled']) {
      await visit('/', async (page) => {
        await press(page, 'Buy');
        if (ending === 'failed') {
          await payByUpi(page, 'failure@upi');
          await awaitWords(page, 'The bank declined this payment.');
        }
        await press(page, /^Cancel/);
        const fields = await returnToShop(page);
        await awaitWords(page, 'Not paid');
        assert.deepEqual([fields['status'], fields['unmappedstatus']], ['failure', ending]);
      });
      const event = await lastEvent();
      assert.ok(event.verified);
      assert.equal(event.fields['unmappedstatus'], ending);
    }
  });

  test('pending is not paid; its webhook comes when the bank has decided', async () => {
    await visit('/', async (page) => {
      await press(page, 'Buy');
      await payByUpi(page, 'pending@upi');
      await awaitWords(page, 'Payment pending');
      await page.getByRole('link', { name: /^Return to / }).click();
      await awaitWords(page, 'Not paid');
    });
    const before = await readEvents();
    await stage.wait(16);
    const later = await readEvents();
    assert.equal(later.length, before.length + 1);
    assert.equal(later.at(-1)?.fields['status'], 'failure');
  });

  test('paid with Bolt: the handler gets what the shop’s server can verify', async () => {
    await visit('/bolt', async (page) => {
      await press(page, 'Buy');
      const cross = await page.getByRole('button', { name: 'Close payment' }).boundingBox();
      const frame = await page.locator('[data-checkout-overlay] iframe').boundingBox();
      assert.ok(cross && frame && cross.y + cross.height <= frame.y, 'it covers our page');
      await payInside(page, 'success@upi');
      await awaitWords(page, 'Checked: success');
      assert.equal(await page.locator('[data-checkout-overlay]').count(), 0);
      assert.equal(page.url(), `${shop.url}/bolt`);
    });
    const event = await lastEvent();
    assert.ok(event.verified);
    assert.equal(event.fields['status'], 'success');
  });

  test('Bolt: declined, tried again, cancelled on the page, closed', async () => {
    await visit('/bolt', async (page) => {
      await press(page, 'Buy');
      await payInside(page, 'failure@upi');
      await inside(page).getByText('The bank declined this payment.').waitFor();
      await inside(page)
        .getByRole('button', { name: /^Cancel/ })
        .click();
      await awaitWords(page, 'Checked: failure');
      await press(page, 'Buy');
      await payInside(page, 'success@upi');
      await awaitWords(page, 'Checked: success');
    });
    await visit('/bolt', async (page) => {
      await press(page, 'Buy');
      await inside(page)
        .getByRole('button', { name: /^Cancel/ })
        .click();
      await awaitWords(page, 'Cancelled: Cancelled by user');
      await press(page, 'Buy');
      await inside(page).getByText('₹500.50').first().waitFor();
      await press(page, 'Close payment');
      await awaitWords(page, /^Cancelled:/);
    });
  });

  test('Bolt without a handler: the browser posts the outcome to surl', async () => {
    await visit('/bolt', async (page) => {
      await page.evaluate('bolt.launch(data, {})');
      await payInside(page, 'success@upi');
      await awaitWords(page, 'Paid. Thank you!');
      assert.equal(page.url(), `${shop.url}/return`);
    });
  });

  test('Bolt: what cannot start is told to catchException', async () => {
    const launch = (changes: Record<string, string>) =>
      `new Promise((resolve) => bolt.launch({ ...data, ...${JSON.stringify(changes)} }, {
        responseHandler: () => resolve('a response'),
        catchException: ({ message }) => resolve(message),
      }))`;
    const tab = await openTab(stage.browser, [stage.server.url, shop.url]);
    try {
      await tab.page.goto(`${shop.url}/bolt`);
      const missing = await tab.page.evaluate(launch({ phone: '' }));
      assert.equal(missing, 'the mandatory parameter "phone" is missing');
      const forged = String(await tab.page.evaluate(launch({ amount: '1.00' })));
      assert.match(forged, /incorrectly calculated hash parameter/);
      assert.ok(!forged.includes(SECRET));
      assert.equal(await tab.page.locator('[data-checkout-overlay]').count(), 0);
      // Chromium writes the 401 to the console: it is meant.
      assert.match(tab.complaints.join(), /^console: Failed to load resource[^,]*401[^,]*$/);
    } finally {
      await tab.close();
    }
  });

  test('a refund is told to the webhook once it is settled', async () => {
    const paid = (await readEvents()).find(({ fields }) => fields['status'] === 'success');
    assert.ok(paid);
    const { mihpayid = '', txnid } = paid.fields;
    const command = 'cancel_refund_transaction';
    const preImage = `${KEY}|${command}|${mihpayid}|${SECRET}`;
    const hash = createHash('sha512').update(preImage).digest('hex');
    const asked = { key: KEY, command, var1: mihpayid, var2: 'token-1', var3: '100.00', hash };
    const refunded = await ask(`${stage.server.url}/merchant/postservice.php?form=2`, {
      headers: FORM,
      body: new URLSearchParams(asked).toString(),
    });
    assert.equal((refunded.json as { status: number }).status, 1, refunded.text);
    const event = await lastEvent();
    assert.deepEqual(
      [event.signed, event.fields['action'], event.fields['status'], event.fields['amt']],
      [false, 'refund', 'success', '100.00'],
    );
    assert.equal(event.fields['merchantTxnId'], txnid);
  });
});

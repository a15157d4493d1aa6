// Money that came or went without us, as every dialect's merchant sees it: never as a payment that
// pays, nowhere as a bug.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PaymentReport } from '../../src/core/command.ts';
import type { Outcome } from '../../src/core/decision.ts';
import { expectOutcome } from '../support/engine.ts';
import { DIALECTS, driverOf, type Served, SERVED } from '../support/fixture.ts';
import { merchantOf } from '../support/merchant.ts';
import { openShop, prepare, send, type Shopkeeper } from '../support/sample.ts';
import { assertWhole } from '../support/told.ts';
import { ask, startServer, type TestServer } from '../support/server.ts';

const PART = 1000;
/** Samples that are sent beside each other. */
const AT_ONCE = 16;

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const play = (merchant: ReturnType<typeof merchantOf>, order: string, event: string, more = {}) =>
  merchant.ask('POST', '/sandbox/play', { body: { order, event, ...more } });
const pay = (merchant: ReturnType<typeof merchantOf>, order: string, outcome: string) =>
  merchant.ask('POST', '/sandbox/pay', { body: { order, method: 'upi', outcome } });

async function find({ account }: Shopkeeper, reference: string): Promise<Outcome> {
  const order = [{ by: 'reference', reference } as const];
  const { engine } = server.app.parts;
  return expectOutcome(await engine.find(account, { kind: 'findOrder', order }));
}

/** A payment that failed, of an order that is open, turns out to be taken and is to go back. */
async function takeTooLate(shop: Shopkeeper, reference: string): Promise<void> {
  const { payments } = (await find(shop, reference)).aggregate;
  const [failed = assert.fail('no payment')] = payments;
  const { orderKey, id, amountMinor, currency } = failed;
  const said = { state: 'captured', raw: 'late', reference: 'L1', bankReference: null } as const;
  const about = { orderKey, paymentKey: id.key, amountMinor, currency, decline: null };
  const report: PaymentReport = { kind: 'reportPayment', ...said, ...about, late: 'refund' };
  expectOutcome(await server.app.parts.engine.execute(shop.account, report));
}

/** An order of the dialect, of a merchant who has no other. */
async function open(name: string, reference: string) {
  const driver = driverOf(name);
  const shop = await openShop(server);
  const merchant = merchantOf(server, shop.credentials);
  await driver.create(merchant, reference);
  const word = async () => (await driver.read(merchant, reference))[0];
  return { driver, shop, merchant, word };
}

/** Where a refund names an order; elsewhere it names the payment itself. */
const BY_ORDER = DIALECTS.filter(({ name }) => name !== 'razorpay');
for (const { name } of BY_ORDER) {
  test(`${name}: a refund of an order is of the payment that paid it`, async () => {
    const { driver, shop, merchant, word } = await open(name, 'twice1');
    await pay(merchant, 'twice1', 'failure');
    await takeTooLate(shop, 'twice1');
    await pay(merchant, 'twice1', 'success');
    await driver.refund(merchant, 'twice1', PART);
    const { payments } = (await find(shop, 'twice1')).aggregate;
    assert.deepEqual(
      payments.map(({ refundedMinor }) => refundedMinor),
      [0, PART],
    );
    assert.notEqual(await word(), driver.words.unpaid);
  });
}

for (const { name } of DIALECTS) {
  test(`${name}: money for an order that is over is not told as paid`, async () => {
    const { driver, merchant, word } = await open(name, 'over1');
    await play(merchant, 'over1', 'success_after_close');
    await merchant.ask('POST', '/sandbox/settle', { body: {} });
    const words = new Set([driver.words.paid, driver.words.refunded]);
    assert.ok(!words.has(await word()), await word());
  });

  test(`${name}: money that came too late is not told as paid, and the order is`, async () => {
    const { driver, shop, merchant, word } = await open(name, 'late1');
    await pay(merchant, 'late1', 'failure');
    const before = await word();
    await takeTooLate(shop, 'late1');
    assert.equal(await word(), before);
    await pay(merchant, 'late1', 'success');
    assert.equal(await word(), driver.words.paid);
  });

  test(`${name}: surplus on its way back leaves a paid order paid`, async () => {
    const { driver, merchant, word } = await open(name, 'second1');
    await play(merchant, 'second1', 'second_success');
    assert.equal(await word(), driver.words.paid, 'on its way');
    await merchant.ask('POST', '/sandbox/settle', { body: {} });
    assert.equal(await word(), driver.words.paid, 'arrived');
  });

  test(`${name}: nothing that was refunded elsewhere can be refunded again`, async () => {
    const { driver, shop, merchant, word } = await open(name, 'elsewhere1');
    await pay(merchant, 'elsewhere1', 'success');
    await play(merchant, 'elsewhere1', 'refund_elsewhere');
    assert.equal(await word(), driver.words.refunded);
    await driver.refund(merchant, 'elsewhere1', PART).catch(() => undefined);
    assert.equal((await find(shop, 'elsewhere1')).aggregate.refunds.length, 1);
  });

  test(`${name}: no webhook tells of surplus, each refund elsewhere does`, async () => {
    const { shop, merchant } = await open(name, 'told1');
    const basic = Buffer.from(`${shop.credentials.key}:${shop.credentials.secret}`);
    const headers = { authorization: `Basic ${basic.toString('base64')}` };
    const told = async () => {
      const list = `${server.url}/account/webhooks?order=told1&count=100`;
      const { json } = await ask(list, { headers });
      const { webhooks } = json as { readonly webhooks: readonly { readonly event: string }[] };
      return webhooks.map(({ event }) => event).sort();
    };
    const body = { url: 'https://shop.example/hook', dialect: name };
    const endpoint = await ask(`${server.url}/account/endpoints`, { headers, body });
    assert.ok(endpoint.status < 300, endpoint.text);
    await pay(merchant, 'told1', 'success');
    const before = await told();
    assert.ok(before.length > 0);
    await play(merchant, 'told1', 'second_success', { surplus: 'kept' });
    assert.deepEqual(await told(), before);
    await play(merchant, 'told1', 'refund_elsewhere', { amount: PART });
    const once = await told();
    await play(merchant, 'told1', 'refund_elsewhere', { amount: PART });
    const twice = await told();
    assert.equal(twice.length - once.length, once.length - before.length, String(twice));
  });
}

/** What only reads, of an order that is paid or refunded. */
const READING = SERVED.flatMap((served) =>
  served.fixture.samples
    .filter(
      ({ does, order, after: earlier }) => does === undefined && earlier === undefined && order,
    )
    .filter(({ order }) => order === 'captured' || order === 'refunded')
    .flatMap((sample) => {
      const all = served.families.filter(({ name }) => sample.families.test(name));
      // Of a dialect's versions the oldest and the newest.
      const ends = all.filter((_family, at) => at === 0 || at === all.length - 1);
      return ends.map((family) => ({ served, family, sample }));
    }),
);

/** How a request of the family would be answered had nothing been played, and how it is. */
async function readTwice({ served, family, sample }: (typeof READING)[number]) {
  const shop = await openShop(server, sample.settings);
  const { given } = await prepare(server, served as Served, family, sample, shop);
  const plain = await send(server, served, family, sample, given);
  const merchant = merchantOf(server, shop.credentials);
  await play(merchant, given.reference, 'second_success');
  await play(merchant, given.reference, 'second_success', { surplus: 'kept', amount: 700 });
  await play(merchant, given.reference, 'refund_elsewhere', { amount: PART });
  const played = await send(server, served, family, sample, given);
  return { plain, played };
}

test('whatever reads an order reads one with unasked money in it', async () => {
  assert.ok(READING.length > 40, `${READING.length} samples`);
  const wrong: string[] = [];
  const readOne = async (each: (typeof READING)[number]) => {
    const { plain, played } = await readTwice(each);
    if (!plain.succeeded) return;
    const { answered } = played;
    const title = `${each.served.owner}, ${each.family.name}: ${each.sample.row}`;
    if (!played.succeeded)
      wrong.push(`${title}: ${answered.status} ${answered.text.slice(0, 200)}`);
    if (typeof answered.json === 'object') assertWhole(answered.json, title);
  };
  for (let at = 0; at < READING.length; at += AT_ONCE) {
    await Promise.all(READING.slice(at, at + AT_ONCE).map(readOne));
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(
    server.logged.filter((line) => /bug|could not/.test(line)),
    [],
  );
});

// Payment links with the official SDK: made, opened by anybody, paid, changed, withdrawn, run out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  validatePaymentVerification,
  validateWebhookSignature,
} from 'razorpay/dist/utils/razorpay-utils.js';
import { type Hook, openHook } from '../support/receiver.ts';
import { ask, BASIC, SECRET, startServer, type TestServer } from '../support/server.ts';
import { open29, saysOf, settle } from './razorpay-client.ts';
import {
  fetchLink,
  FORM,
  type Json,
  linkCallsOf,
  make,
  payOnPage,
  pick,
  seconds,
} from './razorpay-link-shop.ts';

const HOOK_SECRET = 'hook secret';
const CALLBACK = 'https://shop.example/back?cart=7';
const MONTH = 31 * 86_400;

let server: TestServer;
let hook: Hook;
before(async () => {
  server = await startServer();
  hook = await openHook();
  await open29(server.url).webhooks.create({ url: hook.url, secret: HOOK_SECRET, events: {} });
});
after(async () => {
  await server.stop();
  await hook.stop();
});

/** Where the page sends a customer who has paid; null: nowhere. */
async function wayBack(page: string): Promise<URL | null> {
  const { text } = await ask(`${page}/return`);
  const found = /<a class="primary" href="([^"]*)"/.exec(text)?.[1];
  return found?.startsWith('http') ? new URL(found.replaceAll('&amp;', '&')) : null;
}

const referenceOf = (told: Json): unknown => {
  const { payment_link: link } = told['payload'] as Record<string, { readonly entity: Json }>;
  return link?.entity['reference_id'];
};

/** What the merchant's server was told of the link, in the order in which it came. */
function toldOf(reference: string): readonly Json[] {
  return hook.came
    .map(({ body }) => JSON.parse(body) as Json)
    .filter((each) => referenceOf(each) === reference);
}

test('a link has what the documents print; the page is anybody’s', async () => {
  const expire_by = seconds() + 86_400;
  const customer = { name: 'Asha Rao', email: 'asha@example.com', contact: '+919876543210' };
  const wish = {
    currency: 'INR',
    reference_id: 'R-1',
    description: 'Room 7',
    customer,
    notify: { sms: true, email: false },
    reminder_enable: true,
    notes: { room: '7' },
    callback_url: CALLBACK,
    callback_method: 'get',
    expire_by,
  };
  const made = await make(server, wish);
  assert.match(made.id, /^plink_[0-9A-Za-z]{14}$/);
  const { id, short_url, created_at, ...rest } = made;
  assert.deepEqual(rest, {
    ...wish,
    accept_partial: false,
    amount: 50000,
    amount_paid: 0,
    cancelled_at: 0,
    expired_at: 0,
    first_min_partial_amount: 0,
    notify: { sms: true, email: false, whatsapp: false },
    payments: null,
    reminders: [],
    status: 'created',
    updated_at: created_at,
    upi_link: false,
    user_id: '',
    whatsapp_link: false,
  });
  const page = await ask(short_url);
  assert.equal(page.status, 200);
  assert.match(page.text, /Room 7/);
  assert.deepEqual(await fetchLink(server, id), made);
});

test('a link with an amount alone: rupees, for six months, called by its id', async () => {
  const made = await make(server);
  const said = pick(made, 'currency', 'reference_id', 'description', 'notes', 'expire_by');
  assert.deepEqual(said, ['INR', '', '', null, 0]);
  assert.deepEqual(pick(made, 'customer', 'callback_url'), [{}, undefined]);
});

test('paid on its page: the SDK verifies what comes back, and the link says who paid', async () => {
  const callback = { callback_url: CALLBACK, callback_method: 'get' };
  const made = await make(server, { reference_id: 'R|2', description: 'Room 7', ...callback });
  await payOnPage(server, made.short_url, 'failure@razorpay');
  assert.deepEqual(pick(await fetchLink(server, made.id), 'status', 'payments'), ['created', null]);
  assert.equal(await wayBack(made.short_url), null, 'who has not paid stays');
  await payOnPage(server, made.short_url);
  const back = await wayBack(made.short_url);
  assert.ok(back !== null);
  const fields = Object.fromEntries(back.searchParams);
  assert.equal(`${back.origin}${back.pathname}?cart=${fields['cart']}`, CALLBACK);
  const signed = {
    payment_link_id: fields['razorpay_payment_link_id'] ?? '',
    payment_link_reference_id: fields['razorpay_payment_link_reference_id'] ?? '',
    payment_link_status: fields['razorpay_payment_link_status'] ?? '',
    payment_id: fields['razorpay_payment_id'] ?? '',
  };
  assert.deepEqual(Object.values(signed).slice(0, 3), [made.id, 'R|2', 'paid']);
  const signature = fields['razorpay_signature'] ?? '';
  assert.equal(validatePaymentVerification(signed, signature, SECRET), true);
  const forged = { ...signed, payment_link_status: 'cancelled' };
  assert.equal(validatePaymentVerification(forged, signature, SECRET), false);

  const paid = await fetchLink(server, made.id);
  assert.deepEqual(pick(paid, 'status', 'amount_paid'), ['paid', 50000]);
  const [payment, ...others] = paid['payments'] as Json[];
  assert.deepEqual(others, []);
  assert.deepEqual(pick(payment ?? {}, 'payment_id', 'plink_id', 'amount', 'method', 'status'), [
    signed.payment_id,
    made.id,
    50000,
    'upi',
    'captured',
  ]);
  assert.equal(payment?.['updated_at'], paid['updated_at']);
  const { orders, payments } = open29(server.url);
  const order = await orders.fetch(String(paid['order_id']));
  assert.deepEqual([order.receipt, order.status, order.attempts], ['R|2', 'paid', 2]);
  const one = await payments.fetch(signed.payment_id);
  assert.deepEqual([one.description, one.order_id], [`#${made.id.slice(6)}`, order.id]);
});

test('without a reference its place in the way back is empty', async () => {
  const made = await make(server, { callback_url: CALLBACK, callback_method: 'get' });
  await payOnPage(server, made.short_url);
  const fields = Object.fromEntries((await wayBack(made.short_url))?.searchParams ?? []);
  assert.equal(fields['razorpay_payment_link_reference_id'], '');
  const signed = {
    payment_link_id: made.id,
    payment_link_reference_id: '',
    payment_link_status: 'paid',
    payment_id: fields['razorpay_payment_id'] ?? '',
  };
  assert.ok(validatePaymentVerification(signed, fields['razorpay_signature'] ?? '', SECRET));
});

test('without an address the customer stays; a link that is over says so', async () => {
  const paid = await make(server);
  await payOnPage(server, paid.short_url);
  assert.equal(await wayBack(paid.short_url), null);
  assert.match((await ask(paid.short_url)).text, /Payment received/);
  const gone = await make(server);
  await linkCallsOf(server).cancel(gone.id);
  assert.match((await ask(gone.short_url)).text, /withdr/i);
  const body = new URLSearchParams({ method: 'upi', vpa: 'success@razorpay' }).toString();
  await ask(gone.short_url, { headers: FORM, body });
  assert.deepEqual(pick(await fetchLink(server, gone.id), 'status', 'payments'), [
    'cancelled',
    null,
  ]);
});

test('a paid link is told after its order, signed, with its payment and order', async () => {
  const made = await make(server, { reference_id: 'R-paid' });
  const before = hook.came.length;
  await payOnPage(server, made.short_url);
  await hook.until(before + 4);
  const events = hook.came.slice(before).map(({ body }) => (JSON.parse(body) as Json)['event']);
  assert.deepEqual(events, [
    'payment.authorized',
    'payment.captured',
    'order.paid',
    'payment_link.paid',
  ]);
  const ids = hook.came.slice(before).map(({ headers }) => headers['x-razorpay-event-id']);
  assert.equal(new Set(ids).size, 4);
  const { body = '', headers } = hook.came.at(-1) ?? {};
  const signature = headers?.['x-razorpay-signature'] ?? '';
  assert.equal(validateWebhookSignature(body, signature, HOOK_SECRET), true);
  const told = JSON.parse(body) as Json;
  assert.deepEqual(told['contains'], ['payment_link', 'order', 'payment']);
  assert.equal(told['created_at'], made['created_at'], 'as in every sample');
  const payload = told['payload'] as Record<string, { readonly entity: Json }>;
  const { payments: _, ...fetched } = await fetchLink(server, made.id);
  assert.deepEqual(payload['payment_link']?.entity, fetched);
  assert.equal(payload['order']?.entity['status'], 'paid');
  assert.equal(payload['payment']?.entity['order_id'], payload['order']?.entity['id']);
});

test('withdrawn once, and told; then neither withdrawn, changed nor sent', async () => {
  const made = await make(server, { reference_id: 'R-cancel' });
  const gone: unknown = await linkCallsOf(server).cancel(made.id);
  const { status, cancelled_at: at, updated_at } = gone as Json;
  assert.deepEqual([status, at], ['cancelled', updated_at]);
  assert.ok(Math.abs(Number(at) - seconds()) < 60);
  await hook.until(hook.came.length);
  const again = 'cannot cancel or expire a cancelled link';
  assert.equal(await saysOf(linkCallsOf(server).cancel(made.id)), again);
  const changed = 'update can only be made in created or partially paid state';
  assert.equal(await saysOf(linkCallsOf(server).edit(made.id, { reference_id: 'R-new' })), changed);
  const sent = 'notification can only be sent in created or partially paid state';
  assert.equal(await saysOf(linkCallsOf(server).notifyBy(made.id, 'sms')), sent);
  await settle(server);
  const [told, ...others] = toldOf('R-cancel');
  assert.deepEqual(others, []);
  assert.deepEqual(
    [told?.['event'], told?.['contains']],
    ['payment_link.cancelled', ['payment_link']],
  );
});

test('a payment under way keeps its link from being withdrawn; a paid one is not', async () => {
  const made = await make(server);
  const body = new URLSearchParams({ method: 'netbanking', bank: 'HDFC' }).toString();
  await ask(made.short_url, { headers: FORM, body });
  const busy = 'Request failed because another payment operation is in progress.';
  assert.equal(await saysOf(linkCallsOf(server).cancel(made.id)), busy);
  const paid = await make(server);
  await payOnPage(server, paid.short_url);
  const over = 'cannot cancel or expire an already paid/partially paid link';
  assert.equal(await saysOf(linkCallsOf(server).cancel(paid.id)), over);
});

// It moves the clock: the last one.
test('a link whose time is over has run out, and its merchant is told', async () => {
  const soon = await make(server, { reference_id: 'R-soon', expire_by: seconds() + 20 * 60 });
  const usual = await make(server, { reference_id: 'R-usual' });
  const move = async (advance_seconds: number) => {
    const sent = { headers: { authorization: BASIC }, body: { advance_seconds } };
    assert.equal((await ask(`${server.url}/sandbox/clock`, sent)).status, 200);
  };
  const before = hook.came.length;
  await move(21 * 60);
  const over = await fetchLink(server, soon.id);
  const said = pick(over, 'status', 'expired_at', 'updated_at', 'cancelled_at');
  assert.deepEqual(said, ['expired', soon['expire_by'], soon['updated_at'], 0]);
  assert.match((await ask(soon.short_url)).text, /expired/i);
  const cancel = 'cannot cancel or expire an expired link';
  assert.equal(await saysOf(linkCallsOf(server).cancel(soon.id)), cancel);
  await settle(server);
  await hook.until(before + 1);
  const [told] = toldOf('R-soon');
  assert.deepEqual(
    [told?.['event'], told?.['contains']],
    ['payment_link.expired', ['payment_link']],
  );
  assert.deepEqual(await fetchLink(server, soon.id), over, 'as before it was told');
  assert.equal((await fetchLink(server, usual.id))['status'], 'created');
  await move(7 * MONTH);
  assert.equal((await fetchLink(server, usual.id))['status'], 'expired', 'after six months');
});

// Payment links with the official SDK: made, opened by anybody, paid, changed, withdrawn, run out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  validatePaymentVerification,
  validateWebhookSignature,
} from 'razorpay/dist/utils/razorpay-utils.js';
import { type Hook, openHook } from '../support/receiver.ts';
import { ask, BASIC, SECRET, startServer, type TestServer } from '../support/server.ts';
import { open29, pay, saysOf, settle } from './razorpay-client.ts';

const HOOK_SECRET = 'hook secret';
const CALLBACK = 'https://shop.example/back?cart=7';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
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

type Json = Readonly<Record<string, unknown>>;
type Link = Json & { readonly id: string; readonly short_url: string };

const links = () => open29(server.url).paymentLink;
const seconds = (): number => Math.floor(Date.now() / 1000);

async function make(more: Json = {}): Promise<Link> {
  const made: unknown = await links().create({ amount: 50000, ...more } as never);
  return made as Link;
}

async function fetchLink(id: string): Promise<Json> {
  const found: unknown = await links().fetch(id);
  return found as Json;
}

const pick = (from: Json, ...names: string[]) => names.map((name) => from[name]);

async function payOnPage(page: string, vpa = 'success@razorpay'): Promise<void> {
  const body = new URLSearchParams({ method: 'upi', vpa }).toString();
  assert.equal((await ask(page, { headers: FORM, body })).status, 303);
  await settle(server);
}

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
  const made = await make(wish);
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
  assert.deepEqual(await fetchLink(id), made);
});

test('a link with an amount alone: rupees, for six months, called by its id', async () => {
  const made = await make();
  const said = pick(made, 'currency', 'reference_id', 'description', 'notes', 'expire_by');
  assert.deepEqual(said, ['INR', '', '', null, 0]);
  assert.deepEqual(pick(made, 'customer', 'callback_url'), [{}, undefined]);
});

test('paid on its page: the SDK verifies what comes back, and the link says who paid', async () => {
  const callback = { callback_url: CALLBACK, callback_method: 'get' };
  const made = await make({ reference_id: 'R|2', description: 'Room 7', ...callback });
  await payOnPage(made.short_url, 'failure@razorpay');
  assert.deepEqual(pick(await fetchLink(made.id), 'status', 'payments'), ['created', null]);
  assert.equal(await wayBack(made.short_url), null, 'who has not paid stays');
  await payOnPage(made.short_url);
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

  const paid = await fetchLink(made.id);
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
  const made = await make({ callback_url: CALLBACK, callback_method: 'get' });
  await payOnPage(made.short_url);
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
  const paid = await make();
  await payOnPage(paid.short_url);
  assert.equal(await wayBack(paid.short_url), null);
  assert.match((await ask(paid.short_url)).text, /Payment received/);
  const gone = await make();
  await links().cancel(gone.id);
  assert.match((await ask(gone.short_url)).text, /withdr/i);
  const body = new URLSearchParams({ method: 'upi', vpa: 'success@razorpay' }).toString();
  await ask(gone.short_url, { headers: FORM, body });
  assert.deepEqual(pick(await fetchLink(gone.id), 'status', 'payments'), ['cancelled', null]);
});

test('a paid link is told after its order, signed, with its payment and order', async () => {
  const made = await make({ reference_id: 'R-paid' });
  const before = hook.came.length;
  await payOnPage(made.short_url);
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
  const { payments: _, ...fetched } = await fetchLink(made.id);
  assert.deepEqual(payload['payment_link']?.entity, fetched);
  assert.equal(payload['order']?.entity['status'], 'paid');
  assert.equal(payload['payment']?.entity['order_id'], payload['order']?.entity['id']);
});

test('withdrawn once, and told; then neither withdrawn, changed nor sent', async () => {
  const made = await make({ reference_id: 'R-cancel' });
  const gone: unknown = await links().cancel(made.id);
  const { status, cancelled_at: at, updated_at } = gone as Json;
  assert.deepEqual([status, at], ['cancelled', updated_at]);
  assert.ok(Math.abs(Number(at) - seconds()) < 60);
  await hook.until(hook.came.length);
  const again = 'cannot cancel or expire a cancelled link';
  assert.equal(await saysOf(links().cancel(made.id)), again);
  const changed = 'update can only be made in created or partially paid state';
  assert.equal(await saysOf(links().edit(made.id, { reference_id: 'R-new' })), changed);
  const sent = 'notification can only be sent in created or partially paid state';
  assert.equal(await saysOf(links().notifyBy(made.id, 'sms')), sent);
  await settle(server);
  const [told, ...others] = toldOf('R-cancel');
  assert.deepEqual(others, []);
  assert.deepEqual(
    [told?.['event'], told?.['contains']],
    ['payment_link.cancelled', ['payment_link']],
  );
});

test('a payment under way keeps its link from being withdrawn; a paid one is not', async () => {
  const made = await make();
  const body = new URLSearchParams({ method: 'netbanking', bank: 'HDFC' }).toString();
  await ask(made.short_url, { headers: FORM, body });
  const busy = 'Request failed because another payment operation is in progress.';
  assert.equal(await saysOf(links().cancel(made.id)), busy);
  const paid = await make();
  await payOnPage(paid.short_url);
  const over = 'cannot cancel or expire an already paid/partially paid link';
  assert.equal(await saysOf(links().cancel(paid.id)), over);
});

test('changed while nobody paid: what is not named stays', async () => {
  const made = await make({ reference_id: 'R-a', notes: { room: '7' }, reminder_enable: true });
  const expire_by = seconds() + 2 * 86_400;
  await links().edit(made.id, { reference_id: 'R-b', expire_by });
  const changed = await fetchLink(made.id);
  const named = pick(changed, 'reference_id', 'expire_by', 'notes', 'reminder_enable');
  assert.deepEqual(named, ['R-b', expire_by, { room: '7' }, true]);
  await links().edit(made.id, { notes: { room: '8' }, reminder_enable: false });
  const again = await fetchLink(made.id);
  assert.deepEqual(pick(again, 'reference_id', 'notes', 'reminder_enable'), [
    'R-b',
    { room: '8' },
    false,
  ]);
  const parts = 'accept_partial is/are not required and should not be sent';
  assert.equal(await saysOf(links().edit(made.id, { accept_partial: true })), parts);
  // The first name is free again, the second one is taken.
  assert.equal((await make({ reference_id: 'R-a' }))['reference_id'], 'R-a');
  const taken = await make();
  assert.match(
    await saysOf(links().edit(taken.id, { reference_id: 'R-b' })),
    /: R-b already exists/,
  );
});

test('no two links are called alike; an order may be called as a link', async () => {
  const { orders } = open29(server.url);
  await orders.create({ amount: 50000, currency: 'INR', receipt: 'R-same' });
  const made = await make({ reference_id: 'R-same' });
  const says =
    'payment link with given reference_id: R-same already exists. Please create a payment link ' +
    'with a different reference_id';
  assert.equal(await saysOf(make({ reference_id: 'R-same' })), says);
  await links().cancel(made.id);
  assert.equal(await saysOf(make({ reference_id: 'R-same' })), says, 'also of one that is over');
  const tries = Array.from({ length: 20 }, () => make({ reference_id: 'R-race' }));
  const settled = await Promise.allSettled(tries);
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('listed newest first, by reference and by payment', async () => {
  const one = await make({ reference_id: 'R-list', upi_link: true });
  const two = await make();
  const { orders } = open29(server.url);
  const plain = await orders.create({ amount: 50000, currency: 'INR' });
  const list = async (query: Json): Promise<readonly string[]> => {
    const found: unknown = await links().all(query as never);
    return (found as { readonly payment_links: readonly Link[] }).payment_links.map(({ id }) => id);
  };
  assert.deepEqual(await list({ count: 2 }), [two.id, one.id]);
  assert.deepEqual(await list({ count: 1, skip: 1 }), [one.id]);
  assert.deepEqual(await list({ reference_id: 'R-list' }), [one.id]);
  assert.deepEqual(await list({ reference_id: 'R-none' }), []);
  assert.deepEqual(await list({ count: 2, upi_link: 1 }), [one.id]);
  await payOnPage(one.short_url);
  const [payment] = (await fetchLink(one.id))['payments'] as Json[];
  const payment_id = String(payment?.['payment_id']);
  assert.deepEqual(await list({ payment_id }), [one.id]);
  assert.deepEqual(await list({ payment_id, reference_id: 'R-other' }), []);
  assert.deepEqual(await list({ payment_id, to: seconds() - 3600 }), []);
  const other = await pay(server, plain.id);
  assert.deepEqual(await list({ payment_id: other.id }), [], 'of no link');
  assert.deepEqual(await list({ from: seconds() - 60, to: seconds() + 60, count: 2 }), [
    two.id,
    one.id,
  ]);
  assert.deepEqual(await list({ to: seconds() - 3600 }), []);
});

test('an order is no link, and ids that cannot be are told as the service tells them', async () => {
  const { orders } = open29(server.url);
  const { id } = await orders.create({ amount: 50000, currency: 'INR' });
  const named = id.replace('order_', 'plink_');
  const missing = 'The id provided does not exist';
  assert.equal(await saysOf(links().fetch(named)), missing);
  assert.equal(await saysOf(links().cancel(named)), missing);
  assert.equal(await saysOf(links().edit(named, { reference_id: 'R-x' })), missing);
  assert.equal(await saysOf(links().notifyBy(named, 'sms')), missing);
  assert.equal((await orders.fetch(id)).status, 'created');
  assert.equal(await saysOf(links().fetch('plink_7')), 'invalid input [strippedId] = [7]');
  const headers = { authorization: BASIC };
  const wrong = await ask(`${server.url}/v1/payment_links/link_7`, { headers });
  assert.deepEqual(wrong.json, {
    error: {
      code: 'BAD_REQUEST_ERROR',
      description: 'invalid input [id] = [link_7]',
      metadata: [],
      reason: null,
      source: null,
      step: null,
    },
  });
});

test('a notification is said to be sent, by SMS and e-mail alone', async () => {
  const { id } = await make();
  for (const medium of ['sms', 'email'] as const) {
    assert.deepEqual(await links().notifyBy(id, medium), { success: true });
  }
  const says = 'not a valid notification medium';
  assert.equal(await saysOf(links().notifyBy(id, 'pigeon' as never)), says);
});

test('a link of UPI or of the methods that the shop left is paid so alone', async () => {
  const offered = async (more: Json): Promise<readonly string[]> => {
    const { text } = await ask((await make(more)).short_url);
    const all = ['card', 'upi', 'netbanking', 'wallet'];
    return all.filter((each) => text.includes(`value="${each}"`));
  };
  const method = { netbanking: '0', wallet: false };
  const blocks = { banks: { name: 'Pay by bank', instruments: [{ method: 'netbanking' }] } };
  const display = { blocks, preferences: { show_default_blocks: false } };
  assert.deepEqual(await offered({ upi_link: true }), ['upi']);
  assert.deepEqual(await offered({ upi_link: 'true' }), ['upi']);
  assert.deepEqual(await offered({ options: { checkout: { method } } }), ['card', 'upi']);
  const config = await offered({ options: { checkout: { config: { display } } } });
  assert.deepEqual(config, ['netbanking']);
  assert.deepEqual(await offered({ options: { order: { method: 'upi' } } }), ['upi']);
  assert.deepEqual(await offered({ currency: 'USD' }), ['card']);
  const { short_url, id } = await make({ upi_link: true });
  const body = new URLSearchParams({ method: 'netbanking', bank: 'HDFC' }).toString();
  await ask(short_url, { headers: FORM, body });
  assert.deepEqual(pick(await fetchLink(id), 'status', 'order_id'), ['created', undefined]);
  const none = { upi_link: true, options: { checkout: { method: { upi: false } } } };
  assert.equal(await saysOf(make(none)), 'No payment method is left.');
});

test('no fields at all, as the Go and PHP SDKs write them', async () => {
  const headers = { authorization: BASIC, 'content-type': 'application/json' };
  for (const body of ['null', ' []\n', '{}', '']) {
    const { id } = await make();
    const sent = { method: 'POST', headers, body };
    const gone = await ask(`${server.url}/v1/payment_links/${id}/cancel`, sent);
    assert.equal(gone.status, 200, `${body}: ${gone.text}`);
  }
  const wrong = { method: 'POST', headers, body: '[1]' };
  assert.equal((await ask(`${server.url}/v1/payment_links/plink_7/cancel`, wrong)).status, 400);
});

test('the address with a slash at its end, and every base', async () => {
  const headers = { authorization: BASIC };
  for (const base of ['/v1', '/razorpay/v1', '/razorpay', '/api/v2/order/via/rzp/v1']) {
    const at = `${server.url}${base}/payment_links/`;
    const made = await ask(at, { headers, body: { amount: 50000 } });
    assert.equal(made.status, 200, made.text);
    assert.equal((await ask(at, { headers })).status, 200);
  }
  const stranger = await ask(`${server.url}/v1/payment_links`, { body: { amount: 50000 } });
  assert.equal(stranger.status, 401);
});

// It moves the clock: the last one.
test('a link whose time is over has run out, and its merchant is told', async () => {
  const soon = await make({ reference_id: 'R-soon', expire_by: seconds() + 20 * 60 });
  const usual = await make({ reference_id: 'R-usual' });
  const move = async (advance_seconds: number) => {
    const sent = { headers: { authorization: BASIC }, body: { advance_seconds } };
    assert.equal((await ask(`${server.url}/sandbox/clock`, sent)).status, 200);
  };
  const before = hook.came.length;
  await move(21 * 60);
  const over = await fetchLink(soon.id);
  const said = pick(over, 'status', 'expired_at', 'updated_at', 'cancelled_at');
  assert.deepEqual(said, ['expired', soon['expire_by'], soon['updated_at'], 0]);
  assert.match((await ask(soon.short_url)).text, /expired/i);
  const cancel = 'cannot cancel or expire an expired link';
  assert.equal(await saysOf(links().cancel(soon.id)), cancel);
  await settle(server);
  await hook.until(before + 1);
  const [told] = toldOf('R-soon');
  assert.deepEqual(
    [told?.['event'], told?.['contains']],
    ['payment_link.expired', ['payment_link']],
  );
  assert.deepEqual(await fetchLink(soon.id), over, 'as before it was told');
  assert.equal((await fetchLink(usual.id))['status'], 'created');
  await move(7 * MONTH);
  assert.equal((await fetchLink(usual.id))['status'], 'expired', 'after six months');
});

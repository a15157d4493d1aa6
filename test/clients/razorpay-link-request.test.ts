// What payment links are asked for and refused, by the official SDK: changes, lists and methods.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { open29, pay, saysOf } from './razorpay-client.ts';
import {
  fetchLink,
  FORM,
  type Json,
  type Link,
  linkCallsOf,
  make,
  payOnPage,
  pick,
  seconds,
} from './razorpay-link-shop.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

test('a link that cannot be is refused by its field', async () => {
  const back = { callback_url: 'https://shop.example/back' };
  const unwanted = (name: string) => `${name} is/are not required and should not be sent`;
  const soon = 'expire_by: timestamp must be atleast 15 minutes in future';
  const rows: readonly (readonly [Json, string])[] = [
    [{ amount: null }, 'The amount field is required.'],
    [{ amount: 99 }, 'The amount must be at least INR 1.00'],
    [{ currency: 'XYZ' }, 'The currency is not supported.'],
    [{ accept_partial: true }, unwanted('accept_partial')],
    [{ accept_partial: '1', upi_link: true }, 'partial payment not supported in upi link'],
    [{ upi_link: true, currency: 'USD' }, 'upi is currently supported only in indian currency'],
    [{ expire_by: seconds() + 14 * 60 }, soon],
    [{ expire_by: seconds() - 60 }, soon],
    [{ expire_by: 'soon' }, 'expire_by: timestamp must be an integer'],
    [{ expire_by: { at: 1 } }, 'expire_by: timestamp must be an integer'],
    [
      { expire_by: seconds() + 200 * 86_400 },
      'expire_by: timestamp must be within 6 months from now',
    ],
    [{ reference_id: 'x'.repeat(41) }, 'reference_id: the length must be no more than 40.'],
    [{ description: 'x'.repeat(2049) }, 'The description may not be greater than 2048 characters.'],
    [{ notes: { a: 'x'.repeat(256) } }, 'value: the length must not be greater than 255.'],
    [{ customer: 'Asha' }, 'The customer must be an array.'],
    [{ customer: { email: 'asha' } }, 'The email must be a valid email address.'],
    [back, 'callback_method: must be get.'],
    [{ ...back, callback_method: 'post' }, 'callback_method: must be get.'],
    [{ callback_url: 'shop', callback_method: 'get' }, 'callback_url: must be a valid URL.'],
    [{ options: { order: { transfers: [{}] } } }, unwanted('options.order.transfers')],
    [
      { options: { order: { bank_account: { ifsc: 'A' } } } },
      unwanted('options.order.bank_account'),
    ],
    [{ colour: 'red' }, unwanted('colour')],
  ];
  for (const [more, says] of rows) assert.equal(await saysOf(make(server, more)), says);
  // PHP writes an empty customer as a list; no end is 0, as the gateway shows it.
  assert.deepEqual((await make(server, { customer: [], expire_by: 0 }))['customer'], {});
});

test('changed while nobody paid: what is not named stays', async () => {
  const made = await make(server, {
    reference_id: 'R-a',
    notes: { room: '7' },
    reminder_enable: true,
  });
  const expire_by = seconds() + 2 * 86_400;
  await linkCallsOf(server).edit(made.id, { reference_id: 'R-b', expire_by });
  const changed = await fetchLink(server, made.id);
  const named = pick(changed, 'reference_id', 'expire_by', 'notes', 'reminder_enable');
  assert.deepEqual(named, ['R-b', expire_by, { room: '7' }, true]);
  await linkCallsOf(server).edit(made.id, { notes: { room: '8' }, reminder_enable: false });
  const again = await fetchLink(server, made.id);
  assert.deepEqual(pick(again, 'reference_id', 'notes', 'reminder_enable'), [
    'R-b',
    { room: '8' },
    false,
  ]);
  const parts = 'accept_partial is/are not required and should not be sent';
  assert.equal(await saysOf(linkCallsOf(server).edit(made.id, { accept_partial: true })), parts);
  // The first name is free again, the second one is taken.
  assert.equal((await make(server, { reference_id: 'R-a' }))['reference_id'], 'R-a');
  const taken = await make(server);
  assert.match(
    await saysOf(linkCallsOf(server).edit(taken.id, { reference_id: 'R-b' })),
    /: R-b already exists/,
  );
});

test('no two links are called alike; an order may be called as a link', async () => {
  const { orders } = open29(server.url);
  await orders.create({ amount: 50000, currency: 'INR', receipt: 'R-same' });
  const made = await make(server, { reference_id: 'R-same' });
  const says =
    'payment link with given reference_id: R-same already exists. Please create a payment link ' +
    'with a different reference_id';
  assert.equal(await saysOf(make(server, { reference_id: 'R-same' })), says);
  await linkCallsOf(server).cancel(made.id);
  assert.equal(
    await saysOf(make(server, { reference_id: 'R-same' })),
    says,
    'also of one that is over',
  );
  const tries = Array.from({ length: 20 }, () => make(server, { reference_id: 'R-race' }));
  const settled = await Promise.allSettled(tries);
  assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('listed newest first, by reference and by payment', async () => {
  const one = await make(server, { reference_id: 'R-list', upi_link: true });
  const two = await make(server);
  const { orders } = open29(server.url);
  const plain = await orders.create({ amount: 50000, currency: 'INR' });
  const list = async (query: Json): Promise<readonly string[]> => {
    const found: unknown = await linkCallsOf(server).all(query as never);
    return (found as { readonly payment_links: readonly Link[] }).payment_links.map(({ id }) => id);
  };
  assert.deepEqual(await list({ count: 2 }), [two.id, one.id]);
  assert.deepEqual(await list({ count: 1, skip: 1 }), [one.id]);
  assert.deepEqual(await list({ reference_id: 'R-list' }), [one.id]);
  assert.deepEqual(await list({ reference_id: 'R-none' }), []);
  assert.deepEqual(await list({ count: 2, upi_link: 1 }), [one.id]);
  await payOnPage(server, one.short_url);
  const [payment] = (await fetchLink(server, one.id))['payments'] as Json[];
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
  assert.equal(await saysOf(linkCallsOf(server).fetch(named)), missing);
  assert.equal(await saysOf(linkCallsOf(server).cancel(named)), missing);
  assert.equal(await saysOf(linkCallsOf(server).edit(named, { reference_id: 'R-x' })), missing);
  assert.equal(await saysOf(linkCallsOf(server).notifyBy(named, 'sms')), missing);
  assert.equal((await orders.fetch(id)).status, 'created');
  assert.equal(
    await saysOf(linkCallsOf(server).fetch('plink_7')),
    'invalid input [strippedId] = [7]',
  );
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
  const { id } = await make(server);
  for (const medium of ['sms', 'email'] as const) {
    assert.deepEqual(await linkCallsOf(server).notifyBy(id, medium), { success: true });
  }
  const says = 'not a valid notification medium';
  assert.equal(await saysOf(linkCallsOf(server).notifyBy(id, 'pigeon' as never)), says);
});

test('a link of UPI or of the methods that the shop left is paid so alone', async () => {
  const offered = async (more: Json): Promise<readonly string[]> => {
    const { text } = await ask((await make(server, more)).short_url);
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
  const { short_url, id } = await make(server, { upi_link: true });
  const body = new URLSearchParams({ method: 'netbanking', bank: 'HDFC' }).toString();
  await ask(short_url, { headers: FORM, body });
  assert.deepEqual(pick(await fetchLink(server, id), 'status', 'order_id'), ['created', undefined]);
  const none = { upi_link: true, options: { checkout: { method: { upi: false } } } };
  assert.equal(await saysOf(make(server, none)), 'No payment method is left.');
});

test('no fields at all, as the Go and PHP SDKs write them', async () => {
  const headers = { authorization: BASIC, 'content-type': 'application/json' };
  for (const body of ['null', ' []\n', '{}', '']) {
    const { id } = await make(server);
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

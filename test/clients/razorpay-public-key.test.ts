// Beside orders and payments: customers, webhooks, methods, and what plugins ask for themselves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import { open28, open29, refusalOf } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const PROVED = { authorization: BASIC };
const FORM = { ...PROVED, 'content-type': 'application/x-www-form-urlencoded' };

type Body = Readonly<Record<string, unknown>> & {
  readonly items: readonly Body[];
  readonly error: Readonly<Record<string, unknown>>;
};
const bodyOf = ({ json }: Answered): Body => json as Body;

test('customers are created once, found, listed and changed', async () => {
  for (const [index, sdk] of [open29(server.url), open28(`${server.url}/v1/`)].entries()) {
    const { customers } = sdk;
    const [email, contact] = [`asha${index}@example.com`, `+91987654321${index}`];
    const made = await customers.create({ name: 'Asha Rao', email, contact, notes: { a: 'b' } });
    assert.match(made.id, /^cust_[0-9A-Za-z]{14}$/);
    assert.deepEqual(made, {
      id: made.id,
      entity: 'customer',
      name: 'Asha Rao',
      email,
      contact,
      gstin: null,
      notes: { a: 'b' },
      created_at: made.created_at,
    });
    const again = { name: 'Asha', email, contact };
    const { error } = await refusalOf(customers.create(again));
    assert.equal(error.description, 'Customer already exists for the merchant');
    assert.deepEqual(
      [error.source, error.step, error.reason, error.field],
      ['NA', 'NA', 'NA', undefined],
    );
    const found = { ...again, fail_existing: '0' as unknown as 0 };
    assert.equal((await customers.create(found)).id, made.id);
    // The number is not understood; a form has texts only.
    const numbered = customers.create({ ...again, fail_existing: 0 });
    if (index === 1) assert.equal((await numbered).id, made.id);
    else assert.equal((await refusalOf(numbered)).error.description, error.description);
    const edited = await customers.edit(made.id, { name: 'Asha Roy' });
    assert.deepEqual([edited.name, edited.email], ['Asha Roy', email]);
    assert.deepEqual(await customers.fetch(made.id), edited);
    assert.equal((await customers.all({ count: 1 })).items[0]?.id, made.id);
    // The old address is free again once the customer has another one.
    await customers.edit(made.id, { email: `new${index}@example.com` });
    assert.notEqual((await customers.create(again)).id, made.id);
    const wrong = await refusalOf(customers.create({ contact: '123' }));
    assert.equal(
      wrong.error.description,
      'Contact number should be at least 8 digits, including country code',
    );
    assert.equal(wrong.error.reason, 'invalid_contact_number');
  }
});

test('webhooks are created, listed and changed; their secret is never told', async () => {
  const url = 'https://shop.example/webhook?a=b';
  const body =
    `url=${encodeURIComponent(url)}&active=1&secret=hush-hush-1` +
    '&events%5Bpayment.authorized%5D=1&events%5Brefund.created%5D=0';
  const made = await ask(`${server.url}/v1/webhooks/`, { headers: FORM, body });
  assert.equal(made.status, 200, made.text);
  const { id, events, active, secret_exists } = bodyOf(made);
  assert.deepEqual(events, { 'payment.authorized': true, 'refund.created': false });
  assert.deepEqual([active, secret_exists], [true, true]);
  const { webhooks } = open29(server.url);
  const changed = await webhooks.edit(
    { url, events: { 'order.paid': true }, active: '0' },
    String(id),
  );
  assert.deepEqual(changed.events, { 'order.paid': true });
  assert.equal(changed.secret_exists, true);
  const listed = await ask(`${server.url}/v1/webhooks?count=10&skip=0`, { headers: PROVED });
  assert.equal(bodyOf(listed)['count'], 1);
  assert.equal(bodyOf(listed).items[0]?.['url'], url);
  const found = await ask(`${server.url}/v1/webhooks/${id}`, { headers: PROVED });
  for (const { text } of [made, listed, found]) assert.ok(!text.includes('hush-hush'));
  const wrong = await refusalOf(webhooks.create({ url: 'javascript:alert(1)', events: {} }));
  assert.equal(wrong.error.description, 'The url format is invalid.');
});

test('methods, downtimes and what plugins ask beside the payment', async () => {
  const { payments } = open29(server.url);
  const methods = (await payments.fetchPaymentMethods()) as Body;
  assert.equal(methods['entity'], 'methods');
  const nothing = { entity: 'collection', count: 0, items: [] };
  assert.deepEqual(await payments.fetchPaymentDowntime(), nothing);
  const { error } = await refusalOf(payments.fetchPaymentDowntimeById('down_ABC123def456GH'));
  assert.equal(error.description, 'The id provided does not exist');
  // One SDK leaves the version out; the key alone is enough.
  const publicly = { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}` };
  const places = ['/methods', '/v1/methods', '/razorpay/methods', '/api/v2/order/via/rzp/methods'];
  for (const path of places) {
    const answered = await ask(server.url + path, { headers: publicly });
    assert.equal(bodyOf(answered)['entity'], 'methods', path);
  }
  const asked = [
    ['POST', '/plugins/segment'],
    ['GET', '/merchant/1cc_preferences'],
    ['GET', '/app/merchant/api/verify/3/2'],
    ['GET', '/rtb?key_id=rzp_test_x'],
  ] as const;
  for (const [method, path] of asked) {
    const headers = method === 'POST' ? FORM : PROVED;
    const answered = await ask(`${server.url}/v1${path}`, { method, headers });
    assert.equal(answered.status, 200, path);
    assert.equal(bodyOf(answered)['enabled'], false);
  }
});

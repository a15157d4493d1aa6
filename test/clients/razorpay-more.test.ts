// What plugins and SDKs of other languages send and the Node SDK does not, as they send it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Answered, ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import { open29, pay, refusalOf, settle } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const PROVED = { authorization: BASIC };
const FORM = { ...PROVED, 'content-type': 'application/x-www-form-urlencoded' };
const BASES = ['/v1', '/razorpay/v1', '/razorpay', '/api/v2/order/via/rzp/v1'];
const URL_UNKNOWN = 'The requested URL was not found on the server.';

type Body = Readonly<Record<string, unknown>> & {
  readonly items: readonly Body[];
  readonly error: Readonly<Record<string, unknown>>;
};
const bodyOf = ({ json }: Answered): Body => json as Body;
const saysOf = (answered: Answered): unknown => bodyOf(answered).error['description'];

async function createOrder(more: object = {}): Promise<string> {
  const body = { amount: 50000, currency: 'INR', ...more };
  const created = await ask(`${server.url}/v1/orders`, { headers: PROVED, body });
  assert.equal(created.status, 200, created.text);
  return String(bodyOf(created)['id']);
}

test('PHP: nested forms, slashes at the end, a refund by its own path', async () => {
  for (const base of BASES) {
    const url = server.url + base;
    const order = await ask(`${url}/orders/`, {
      headers: FORM,
      body:
        'amount=50000&currency=INR&receipt=7&payment_capture=1&notes%5Bwoocommerce_order_id%5D=7' +
        '&notes%5Bsource%5D=shop&payment%5Bcapture%5D=manual' +
        '&payment%5Bcapture_options%5D%5Bmanual_expiry_period%5D=7200',
    });
    assert.equal(order.status, 200, order.text);
    const { id, notes, receipt } = bodyOf(order);
    assert.deepEqual(notes, { woocommerce_order_id: '7', source: 'shop' });
    assert.equal(receipt, '7');
    const held = await pay(server, String(id));
    assert.equal(held.status, 'authorized');
    const capture = `${url}/payments/${held.id}/capture/`;
    const taken = await ask(capture, { headers: FORM, body: 'amount=50000' });
    assert.equal(bodyOf(taken)['status'], 'captured');
    const body = `payment_id=${held.id}&amount=100&notes%5Breason%5D=size`;
    const refund = await ask(`${url}/refunds/`, { headers: FORM, body });
    assert.equal(bodyOf(refund)['amount'], 100);
    assert.deepEqual(bodyOf(refund)['notes'], { reason: 'size' });
    const own = await ask(`${url}/refunds/?payment_id=${held.id}`, { headers: PROVED });
    assert.deepEqual(
      bodyOf(own).items.map((each) => each['id']),
      [bodyOf(refund)['id']],
    );
  }
  const nameless = await ask(`${server.url}/v1/refunds`, { headers: FORM, body: 'amount=100' });
  assert.equal(saysOf(nameless), 'The payment id field is required.');
  assert.equal(bodyOf(nameless).error['field'], 'payment_id');
});

test('expand is read in every spelling, and several at once', async () => {
  const order = await createOrder();
  const paid = await pay(server, order, { method: 'card', instrument: '4100280000001007' });
  const spellings = ['expand', 'expand[]', 'expand[0]', 'expand[expand]', 'expand[expand][]'];
  for (const spelling of [...spellings, 'expand[expand[]]']) {
    const query = new URLSearchParams([[spelling, 'card']]);
    const found = await ask(`${server.url}/v1/payments/${paid.id}?${query}`, { headers: PROVED });
    assert.equal((bodyOf(found)['card'] as Body)['last4'], '1007', spelling);
  }
  const both = 'expand[]=card&expand[]=refunds&expand[]=offers';
  const found = await ask(`${server.url}/v1/payments/${paid.id}/?${both}`, { headers: PROVED });
  const nothing = { entity: 'collection', count: 0, items: [] };
  const { card, refunds, offers } = bodyOf(found);
  assert.deepEqual([refunds, offers], [nothing, nothing]);
  assert.ok(card);
  const expanded = `${server.url}/v1/orders/${order}?expand[0]=payments`;
  const { payments } = bodyOf(await ask(expanded, { headers: PROVED }));
  assert.equal((payments as Body)['count'], 1);
});

test('a card is found by its own id, as the PHP and Ruby SDKs ask for it', async () => {
  const order = await createOrder();
  const paid = await pay(server, order, { method: 'card', instrument: '4100280000001007' });
  const payment = await ask(`${server.url}/v1/payments/${paid.id}`, { headers: PROVED });
  const { card_id } = bodyOf(payment);
  const { id, entity, last4 } = bodyOf(
    await ask(`${server.url}/v1/cards/${card_id}`, { headers: PROVED }),
  );
  assert.deepEqual([id, entity, last4], [card_id, 'card', '1007']);
  const upi = await pay(server, await createOrder());
  for (const name of ['card_ABC123def456GH', `card_${upi.id.slice(4)}`]) {
    const none = await ask(`${server.url}/v1/cards/${name}`, { headers: PROVED });
    assert.equal(none.status, 400);
    assert.equal(saysOf(none), 'The id provided does not exist', name);
  }
  const wrong = await ask(`${server.url}/v1/cards/${paid.id}`, { headers: PROVED });
  assert.equal(saysOf(wrong), `${paid.id} is not a valid id`);
});

test('a form that calls itself JSON is read: SDKs keep a header set for another call', async () => {
  const headers = { ...PROVED, 'content-type': 'application/json' };
  const body = 'amount=50000&currency=INR&notes%5Bshop%5D=a%20b';
  const made = await ask(`${server.url}/v1/orders`, { headers, body });
  assert.equal(made.status, 200, made.text);
  assert.deepEqual(bodyOf(made)['notes'], { shop: 'a b' });
});

test('a name with [] that is repeated is a list, as PHP reads it', async () => {
  const url = 'url=https%3A%2F%2Fshop.example%2Fhook';
  const events = 'events[]=payment.captured&events%5B%5D=order.paid&events[]=refund.created';
  const hook = await ask(`${server.url}/v1/webhooks`, { headers: FORM, body: `${url}&${events}` });
  assert.equal(hook.status, 200, hook.text);
  const chosen = { 'payment.captured': true, 'order.paid': true, 'refund.created': true };
  assert.deepEqual(bodyOf(hook)['events'], chosen);
  const body = 'amount=50000&currency=INR&notes[]=first&notes[]=second';
  const made = await ask(`${server.url}/v1/orders`, { headers: FORM, body });
  assert.deepEqual(bodyOf(made)['notes'], ['first', 'second'], made.text);
  const found = await ask(`${server.url}/v1/orders/${bodyOf(made)['id']}`, { headers: PROVED });
  assert.deepEqual(bodyOf(found)['notes'], ['first', 'second']);
  const form = new FormData();
  for (const [name, value] of new URLSearchParams(body)) form.append(name, value);
  const sent = { method: 'POST', headers: PROVED, body: form };
  const folded = await fetch(`${server.url}/v1/orders`, sent);
  assert.deepEqual(((await folded.json()) as Body)['notes'], ['first', 'second']);
  // Without [] the last would win there; here nobody guesses which amount is meant.
  const twice = 'amount=50000&amount=100&currency=INR';
  assert.equal((await ask(`${server.url}/v1/orders`, { headers: FORM, body: twice })).status, 400);
});

test('orders are listed by whether a payment of theirs was authorized', async () => {
  const receipt = 'authorized-list';
  const manual = await createOrder({ receipt, payment_capture: 0 });
  await pay(server, manual);
  const paid = await createOrder({ receipt });
  await pay(server, paid);
  const open = await createOrder({ receipt });
  const idsOf = async (authorized: string) => {
    const query = `receipt=${receipt}&authorized=${authorized}`;
    const listed = await ask(`${server.url}/v1/orders?${query}`, { headers: PROVED });
    return bodyOf(listed).items.map(({ id }) => id);
  };
  assert.deepEqual(await idsOf('1'), [paid, manual]);
  assert.ok((await idsOf('0')).includes(open));
  assert.ok(!(await idsOf('0')).includes(paid));
});

test('receipts repeat, unless the request or the account says that they do not', async () => {
  const receipt = 'repeat-1';
  assert.notEqual(await createOrder({ receipt }), await createOrder({ receipt }));
  const first = await createOrder({ receipt: 'once-1', unique_receipt: true });
  assert.equal(await createOrder({ receipt: 'once-1', unique_receipt: true }), first);
  const body = { amount: 60000, currency: 'INR', receipt: 'once-1', unique_receipt: true };
  const other = await ask(`${server.url}/v1/orders`, { headers: PROVED, body });
  assert.equal(other.status, 400);
  assert.equal(saysOf(other), 'Order receipt should be unique.');
  assert.deepEqual(bodyOf(other).error['metadata'], { order_id: first });
});

test('an account that wants unique receipts gets them', async () => {
  const { accounts } = server.app.parts;
  const [key, secret] = ['unique_1', 'unique_secret_1'];
  const settings = { uniqueReferences: true };
  const rest = { name: 'Unique', mode: 'sandbox', processor: 'sandbox' } as const;
  await accounts.add({ key, secret, settings, ...rest });
  const { orders } = open29(server.url, secret, key);
  const order = { amount: 50000, currency: 'INR', receipt: 'r-1' };
  const { id } = await orders.create(order);
  const { error } = await refusalOf(orders.create(order));
  assert.equal(error.description, 'Order receipt should be unique.');
  assert.deepEqual(error.metadata, { order_id: id });
});

test('a refund with an idempotency key happens once', async () => {
  const { id } = await pay(server, await createOrder());
  const refund = (key: string, body: object = { amount: 1000 }) =>
    ask(`${server.url}/v1/payments/${id}/refund`, {
      headers: { ...PROVED, 'x-refund-idempotency': key },
      body,
    });
  const short = await refund('short');
  assert.equal(short.status, 400);
  assert.equal(saysOf(short), 'The idempotency key must be at least 10 characters long.');
  assert.equal(bodyOf(short).error['field'], undefined);
  for (const strange of ['key with blanks', 'key-with-ü-inside', 'key.with.dots']) {
    const refused = await refund(Buffer.from(strange).toString('latin1'));
    assert.equal(refused.status, 400);
    assert.equal(
      saysOf(refused),
      'The idempotency key must only contain alphanumeric characters, underscores, and hyphens',
    );
  }
  const key = 'refund_key-0001';
  const [one, two] = await Promise.all([refund(key), refund(key)]);
  const [good, late] = one.status === 200 ? [one, two] : [two, one];
  assert.equal(good.status, 200);
  if (late.status !== 200) {
    assert.equal(late.status, 409);
    const busy = 'Another request with the same idempotency key is still in progress.';
    assert.equal(saysOf(late), busy);
  }
  assert.equal((await refund(key)).text, good.text);
  const other = await refund(key, { amount: 2000 });
  assert.equal(other.status, 409);
  assert.equal(
    saysOf(other),
    'Different request with the same idempotency key has already been processed.',
  );
  const { amount_refunded } = bodyOf(
    await ask(`${server.url}/v1/payments/${id}`, { headers: PROVED }),
  );
  assert.equal(amount_refunded, 1000);
});

test('a refund of the failing amount fails, and gives its amount back', async () => {
  const { id } = await pay(server, await createOrder());
  const { payments, refunds } = open29(server.url);
  const { id: refund, status } = await payments.refund(id, { amount: 2468 });
  assert.equal(status, 'pending');
  await settle(server);
  assert.equal((await refunds.fetch(refund)).status, 'failed');
  assert.equal((await payments.fetch(id)).amount_refunded, 0);
});

test('who is asking is told exactly', async () => {
  const encoded = BASIC.slice(6);
  const cases: readonly (readonly [string | null, string])[] = [
    [null, 'Please provide your api key for authentication purposes'],
    [`basic ${encoded}`, 'Authentication failed'],
    [`BASIC ${encoded}`, 'Authentication failed'],
    [`Basic "${encoded}"`, 'Authentication failed'],
    [`Bearer ${encoded}`, 'Authentication failed'],
    [`Basic ${Buffer.from(`${KEY}:`).toString('base64')}`, 'Authentication failed'],
  ];
  for (const [authorization, says] of cases) {
    const headers = authorization === null ? {} : { authorization };
    const answered = await ask(`${server.url}/v1/orders`, { headers });
    assert.equal(answered.status, 401);
    assert.deepEqual(bodyOf(answered).error, {
      code: 'BAD_REQUEST_ERROR',
      description: says,
      source: 'NA',
      step: 'NA',
      reason: 'NA',
      metadata: {},
    });
  }
});

test('unknown addresses and methods, and the greeting of the short root', async () => {
  const wrong = [
    ['GET', '/v1/nothing'],
    ['GET', '/v1'],
    ['DELETE', '/v1/orders'],
    ['PUT', '/razorpay/v1/orders'],
    ['GET', '/razorpay/v2/accounts'],
    ['POST', '/razorpay/nothing/at/all'],
    ['DELETE', '/api/v2/order/via/rzp/orders'],
    ['GET', '/api/v2/order/via/rzp/v1/payments/a/b/c/d'],
  ] as const;
  for (const [method, path] of wrong) {
    const answered = await ask(server.url + path, { method, headers: PROVED });
    assert.equal(answered.status, 400, path);
    assert.equal(saysOf(answered), URL_UNKNOWN, path);
  }
  for (const path of ['/razorpay', '/razorpay/']) {
    const greeting = await ask(server.url + path);
    assert.equal(greeting.status, 200);
    assert.deepEqual(greeting.json, { message: 'Welcome to Razorpay API.' });
  }
});

test('bodies that cannot be read are refused in the same shape', async () => {
  const bodies = [
    [{ 'content-type': 'application/json' }, '{"amount":'],
    [{ 'content-type': 'application/json' }, '[1]'],
    [{ 'content-type': 'text/plain' }, 'amount=1'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'a=%zz'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'notes[__proto__][a]=b&amount=5'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 'notes=x&notes[a]=b'],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, `a${'[b]'.repeat(20)}=c`],
  ] as const;
  for (const [type, body] of bodies) {
    const answered = await ask(`${server.url}/v1/orders`, {
      headers: { ...PROVED, ...type },
      body,
    });
    assert.equal(answered.status, 400, body);
    assert.equal(bodyOf(answered).error['code'], 'BAD_REQUEST_ERROR', body);
    assert.doesNotMatch(answered.text, /internal_error_code/);
  }
  const large = { headers: PROVED, body: { receipt: 'x'.repeat(2 ** 21) } };
  const answered = await ask(`${server.url}/v1/orders`, large);
  assert.equal(answered.status, 413);
  assert.equal(bodyOf(answered).error['code'], 'BAD_REQUEST_ERROR');
});

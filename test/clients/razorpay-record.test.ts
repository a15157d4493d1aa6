// What is kept for a merchant beside payments: items, customers' bank accounts; what digits say.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addAccount } from '../support/account-api.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { open29, pay, saysOf } from './razorpay-client.ts';

let server: TestServer;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

type Json = Readonly<Record<string, unknown>>;
type Answered = { readonly status: number; readonly json: Json; readonly text: string };

async function call(method: string, path: string, body?: Json): Promise<Answered> {
  const headers = { authorization: BASIC };
  const sent = body === undefined ? { method, headers } : { method, headers, body };
  const { status, json, text } = await ask(`${server.url}/v1${path}`, sent);
  return { status, json: json as Json, text };
}

const saysIn = ({ json }: Answered): string =>
  (json['error'] as { readonly description: string }).description;
const MISSING = 'The id provided does not exist';

test('SDK: an item from its making to its end', async () => {
  const { items } = open29(server.url);
  const made = await items.create({
    name: 'Tea',
    description: 'Green',
    amount: 20000,
    currency: 'INR',
  });
  assert.match(made.id, /^item_[0-9A-Za-z]{14}$/);
  const { created_at, id, ...rest } = made;
  assert.equal(typeof created_at, 'number');
  assert.deepEqual(rest, {
    ...{ active: true, name: 'Tea', description: 'Green', amount: 20000, unit_amount: 20000 },
    ...{ currency: 'INR', type: 'invoice', unit: null, tax_inclusive: false, hsn_code: null },
    ...{ sac_code: null, tax_rate: null, tax_id: null, tax_group_id: null },
  });
  const edited = await items.edit(id, { description: 'Black', amount: 30000 } as never);
  assert.deepEqual([edited.name, edited.description, edited.amount], ['Tea', 'Black', 30000]);
  assert.deepEqual(await items.fetch(id), edited);
  assert.equal((await call('PATCH', `/items/${id}`, { active: false })).json['active'], false);
  const listed = async (query: string) => {
    const { json } = await call('GET', `/items?${query}`);
    return (json['items'] as readonly Json[]).map((each) => each['id']);
  };
  assert.deepEqual(await listed('active=0'), [id]);
  assert.deepEqual(await listed('active=1'), []);
  assert.deepEqual(await listed(`from=${created_at}&to=${created_at}`), [id]);
  assert.deepEqual(await listed(`to=${created_at - 1}`), []);
  assert.deepEqual(await listed('count=1'), [id]);
  assert.deepEqual((await call('DELETE', `/items/${id}`)).json, []);
  assert.equal(saysIn(await call('GET', `/items/${id}`)), MISSING);
  assert.equal(saysIn(await call('DELETE', `/items/${id}`)), MISSING);
});

test('an item that cannot be is refused by its field', async () => {
  const item = { name: 'Tea', amount: 20000, currency: 'INR' };
  for (const [change, says] of [
    [{ name: '' }, 'The name field is required.'],
    [{ amount: 99 }, 'The amount must be at least INR 1.00'],
    [{ amount: 'x' }, 'The amount must be an integer.'],
    [{ currency: null }, 'The currency field is required.'],
    [{ tax_rate: 5 }, 'tax_rate is/are not required and should not be sent'],
  ] as const) {
    assert.equal(saysIn(await call('POST', '/items', { ...item, ...change })), says);
  }
  assert.equal(saysIn(await call('GET', '/items?colour=red')).slice(0, 6), 'colour');
  assert.equal(saysIn(await call('GET', '/items?active=perhaps')).slice(0, 10), 'The active');
});

const ACCOUNT = {
  ...{ ifsc_code: 'HDFC0000053', account_number: '765432123456789' },
  ...{ beneficiary_name: 'Asha Rao', beneficiary_address1: '1 Road', beneficiary_pin: 411001 },
};

async function makeCustomer(): Promise<string> {
  const { json } = await call('POST', '/customers', {
    name: 'Asha',
    contact: '+919812345678',
    fail_existing: '0',
  });
  return String(json['id']);
}

test('a bank account of a customer: told but for its number, and deleted', async () => {
  const at = `/customers/${await makeCustomer()}/bank_account`;
  const { json } = await call('POST', at, ACCOUNT);
  const { id, ...rest } = json;
  assert.match(String(id), /^ba_[0-9a-f]{14}$/);
  assert.deepEqual(rest, {
    ...{ entity: 'bank_account', ifsc: 'HDFC0000053', bank_name: 'HDFC Bank', name: 'Asha Rao' },
    ...{ notes: [], account_number: 'XXXXXXXXXXX6789' },
  });
  assert.equal((await call('POST', at, ACCOUNT)).json['id'], id, 'the same one is the same');
  const other = await call('POST', at, { ...ACCOUNT, account_number: '999988887777' });
  assert.notEqual(other.json['id'], id);
  const gone = await call('DELETE', `${at}/${String(id)}`);
  assert.deepEqual([gone.json['id'], gone.json['status']], [id, 'deleted']);
  assert.equal(saysIn(await call('DELETE', `${at}/${String(id)}`)), MISSING);
  assert.equal((await call('DELETE', `${at}/${String(other.json['id'])}`)).status, 200);
  assert.ok(!server.logged.some((line) => line.includes(ACCOUNT.account_number)));
});

test('a bank account that cannot be, of nobody, or one too many', async () => {
  const at = `/customers/${await makeCustomer()}/bank_account`;
  for (const [change, says] of [
    [{ ifsc_code: 'HDFC' }, 'The ifsc code format is invalid.'],
    [{ account_number: '' }, 'The account number field is required.'],
    [{ colour: 'red' }, 'colour is/are not required and should not be sent.'],
  ] as const) {
    assert.equal(saysIn(await call('POST', at, { ...ACCOUNT, ...change })), says);
  }
  const nobody = '/customers/cust_ABC123def456GH/bank_account';
  assert.equal(saysIn(await call('POST', nobody, ACCOUNT)), MISSING);
  for (let made = 0; made < 10; made += 1) {
    const account_number = `12345678${made}`;
    assert.equal((await call('POST', at, { ...ACCOUNT, account_number })).status, 200);
  }
  const says = 'A customer may not have more than 10 bank accounts.';
  assert.equal(saysIn(await call('POST', at, ACCOUNT)), says);
});

test('the first digits of a card tell its network and kind', async () => {
  const { json } = await call('GET', '/iins/652765');
  assert.deepEqual(
    [json['iin'], json['network'], json['type'], json['emi']],
    ['652765', 'RuPay', 'debit', { available: false }],
  );
  assert.equal(saysIn(await call('GET', '/iins/000000')), 'IIN 000000 does not exist');
  assert.equal(saysIn(await call('GET', '/iins/410028000')), 'IIN 410028000 does not exist');
  const says = 'The requested IIN is a card IIN & should be 6 digits long.';
  assert.equal(saysIn(await call('GET', '/iins/41002800')), says);
});

test('the reference of a card is the same for the same card, and of the account', async () => {
  const { json } = await call('POST', '/cards/fingerprints', { number: '4100280000001007' });
  assert.equal(json['network'], 'Visa');
  assert.match(String(json['payment_account_reference']), /^V\d{28}$/);
  assert.equal(json['network_reference_id'], null);
  const again = await call('POST', '/cards/fingerprints', { number: '4100 2800 0000 1007' });
  assert.deepEqual(again.json, json);
  const rupay = (await call('POST', '/cards/fingerprints', { number: '6527658900001005' })).json;
  assert.equal(rupay['payment_account_reference'], null);
  assert.match(String(rupay['network_reference_id']), /^\d{28}$/);
  const headers = await addAccount(server, 'other_cards', 'sandbox');
  const body = { number: '4100280000001007' };
  const { json: other } = await ask(`${server.url}/v1/cards/fingerprints`, { headers, body });
  assert.notDeepEqual(other, json);
  const token = { token: 'token_ABC123def456GH' };
  assert.equal(saysIn(await call('POST', '/cards/fingerprints', token)), MISSING);
  const invalid = await call('POST', '/cards/fingerprints', { number: '340256000401007' });
  assert.equal(saysIn(invalid), 'The number is invalid.');
  assert.ok(!server.logged.some((line) => line.includes('4100280000001007')));
});

test('a live account knows no digits of cards', async () => {
  const headers = await addAccount(server, 'live_cards', 'live');
  const unknown = 'The requested URL was not found on the server.';
  const iin = await ask(`${server.url}/v1/iins/652765`, { headers });
  assert.equal(saysIn(iin as unknown as Answered), unknown);
  const body = { number: '4100280000001007' };
  const sent = await ask(`${server.url}/v1/cards/fingerprints`, { headers, body });
  assert.equal(saysIn(sent as unknown as Answered), unknown);
});

test('who buys may be told after the order was made, and is who pays', async () => {
  const { orders } = open29(server.url);
  const customer_details = { name: 'Asha', email: 'asha@example.com' };
  const made = await orders.create({
    amount: 50000,
    currency: 'INR',
    notes: { table: '7' },
    customer_details,
  } as never);
  const told = { contact: '+919876543210', name: 'Devi', individual: { place_of_birth: 'Pune' } };
  const { status, json } = await call('PATCH', `/orders/${made.id}`, { customer_details: told });
  assert.equal(status, 200);
  assert.deepEqual(json['notes'], { table: '7' }, 'the notes stay');
  const { id } = await pay(server, made.id);
  const payment = await open29(server.url).payments.fetch(id);
  assert.deepEqual([payment.email, payment.contact], ['asha@example.com', '+919876543210']);
  assert.equal(await saysOf(orders.edit(made.id, {} as never)), 'The notes field is required');
});

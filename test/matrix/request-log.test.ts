// The request log on a running server: by API and by command, each account its own, by any name of
// an order, and a request id on every answer.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { openRequestStore } from '../../src/store/open-store.ts';
import { rethrow } from '../../src/guard.ts';
import { addAccount } from '../support/account-api.ts';
import { databases } from '../support/database.ts';
import { type Answered, ask, BASIC, startServer, type TestServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

type Line = Readonly<Record<string, unknown>>;

let server: TestServer;
let env: Readonly<Record<string, string>> = {};
type Headers = Readonly<Record<string, string>>;
const OWN: Headers = { authorization: BASIC };
const ADMIN: Headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
const CARD = '4111111111111111';
let live: Headers = {};

before(async () => {
  const place = await databases.settings();
  server = await startServer(place);
  env = { DATA_DIR: server.app.summary.dataDir, ...place };
  live = await addAccount(server, 'live_log', 'live');
});
after(() => server.stop());

const post = (path: string, body: unknown, headers = OWN): Promise<Answered> =>
  ask(server.url + path, { headers, body });

const listOf = async (query: string, headers = OWN, base = 'account'): Promise<readonly Line[]> => {
  const answered = await ask(`${server.url}/${base}/requests?${query}`, { headers });
  assert.equal(answered.status, 200, answered.text);
  return (answered.json as { readonly requests: readonly Line[] }).requests;
};
const showOf = async (id: unknown, headers = OWN, base = 'account'): Promise<Answered> =>
  ask(`${server.url}/${base}/requests/${String(id)}`, { headers });
const dubash = (...words: readonly string[]) => typeCommand(env, words);

test('a write and its refusals are found by every name of the order', async () => {
  const created = await post('/v1/orders', { amount: 50_000, currency: 'INR', receipt: 'RL_1' });
  const { id } = created.json as { readonly id: string };
  const paid = await post('/sandbox/pay', { order: 'RL_1', method: 'upi', outcome: 'success' });
  assert.equal(paid.status, 200, paid.text);
  const payments = await ask(`${server.url}/v1/orders/${id}/payments`, { headers: OWN });
  const [{ id: payment } = { id: '' }] = (
    payments.json as { readonly items: readonly { readonly id: string }[] }
  ).items;
  const refused = await post(`/v1/payments/${payment}/refund`, { amount: 60_000 });
  assert.equal(refused.status, 400, refused.text);
  const unread = await post('/v1/orders', { amount: 'x', currency: 'INR', receipt: 'RL_1' });
  assert.equal(unread.status, 400);
  const operations = async (name: string) =>
    (await listOf(`order=${name}`)).map(({ operation, status }) => `${operation} ${status}`);
  const all = ['null 400', 'createRefund 400', 'payOrder 200', 'createOrder 200'];
  const { orderToken } = { orderToken: id.slice('order_'.length) };
  for (const name of ['RL_1', id, orderToken, `cf_${orderToken}`, payment]) {
    assert.deepEqual(await operations(name), all, name);
  }
  assert.deepEqual(await operations('RL_2'), []);
  assert.deepEqual(
    (await listOf('order=RL_1&refused=true')).map(({ refusal }) => refusal),
    ['request_invalid', (await listOf('operation=createRefund'))[0]?.['refusal']],
  );
});

test('an order that never came to be is found by what it was called', async () => {
  await post('/v1/orders', { amount: -1, currency: 'INR', receipt: 'RL_never' });
  const [line, ...others] = await listOf('order=RL_never');
  assert.deepEqual([line?.['refusal'], others.length], ['request_invalid', 0]);
});

test('a line is shown with the wire, by its id and by its x-request-id', async () => {
  const headers = { ...OWN, 'x-request-id': 'chosen-by-the-shop' };
  const notes = { card: CARD, secret: 'hidden-secret' };
  const body = { amount: 700, currency: 'INR', receipt: 'RL_wire', notes };
  const answered = await post('/v1/orders', body, headers);
  assert.equal(answered.headers.get('x-request-id'), 'chosen-by-the-shop');
  const shown = await showOf('chosen-by-the-shop');
  const line = shown.json as Line;
  assert.match(String(line['body']), /"receipt":"RL_wire"/);
  assert.match(String(line['reply']), /"entity":"order"/);
  const read = await ask(`${server.url}/v1/orders?token=t0ken&count=x`, { headers: OWN });
  const asked = (await showOf(read.headers.get('x-request-id'))).json as Line;
  assert.equal(asked['query'], 'token=…&count=x');
  for (const gone of [CARD, 'hidden-secret', 't0ken', 'secret_123']) {
    assert.ok(!`${shown.text} ${JSON.stringify(asked)}`.includes(gone), gone);
  }
  assert.match(String(line['curl']), /^curl -X POST '?http.*-H 'authorization: …'/s);
  const byId = (await showOf(line['id'])).json as Line;
  // What a copy of it says of its address depends on who asks, and nothing else.
  assert.deepEqual({ ...byId, curl: '' }, { ...line, curl: '' });
});

test('an account sees its own lines alone; the operator sees all', async () => {
  await post('/v1/orders', { amount: 800, currency: 'INR', receipt: 'RL_own' });
  const [own] = await listOf('order=RL_own');
  assert.deepEqual(await listOf('order=RL_own', live), []);
  assert.deepEqual(await listOf('count=100', live), []);
  for (const name of [own?.['id'], own?.['request_id']]) {
    assert.equal((await showOf(name, live)).status, 404);
    assert.equal((await showOf(name, OWN)).status, 200);
    assert.equal((await showOf(name, ADMIN, 'admin')).status, 200);
  }
  assert.equal((await ask(`${server.url}/admin/requests`, { headers: OWN })).status, 401);
  const admins = await listOf('account=test_123&order=RL_own', ADMIN, 'admin');
  assert.deepEqual(
    admins.map(({ id }) => id),
    [own?.['id']],
  );
  const asked = await ask(`${server.url}/admin/requests?order=RL_own`, { headers: ADMIN });
  assert.equal(asked.status, 400, 'an order needs an account');
});

test('whoever proves nothing is on nobody’s page, with the key that was named', async () => {
  const wrong = {
    authorization: `Basic ${Buffer.from('test_123:wrong-secret').toString('base64')}`,
  };
  const answered = await post('/v1/orders', { amount: 1 }, wrong);
  const id = answered.headers.get('x-request-id') ?? '';
  assert.deepEqual(await listOf(`request_id=${id}`), []);
  const shown = (await showOf(id, ADMIN, 'admin')).json as Line;
  assert.deepEqual([shown['account'], shown['claimed_key']], [null, 'test_123']);
  assert.ok(!JSON.stringify(shown).includes('wrong-secret'));
});

test('of a live account nobody who pays is kept', async () => {
  const customer = { name: 'Asha Rao', email: 'asha@example.com', contact: '+919876543210' };
  await post(
    '/v1/orders',
    { amount: 900, currency: 'INR', receipt: 'RL_live', notes: customer },
    live,
  );
  const [line] = await listOf('order=RL_live', live);
  const { text } = await showOf(line?.['id'], live);
  assert.match(text, /RL_live/);
  for (const gone of ['Asha', 'example.com', '98765']) assert.ok(!text.includes(gone), text);
});

test('pages, times and wrong questions', async () => {
  for (const at of [1, 2, 3]) await post('/v1/orders', { amount: at, currency: 'no' });
  const whole = await listOf('count=3');
  const [first] = await listOf('count=1');
  const rest = await listOf(`count=2&before=${String(first?.['id'])}`);
  assert.deepEqual([first, ...rest], whole);
  const since = String(first?.['at']);
  assert.ok((await listOf(`since=${since}`)).length >= 1);
  assert.deepEqual(await listOf('until=2020-01-01T00:00:00Z'), []);
  assert.ok((await listOf('status=4xx')).every(({ status }) => Number(status) >= 400));
  for (const query of ['status=4', 'refused=1', 'count=0', 'nothing=1', 'since=x']) {
    const answered = await ask(`${server.url}/account/requests?${query}`, { headers: OWN });
    assert.equal(answered.status, 400, query);
  }
});

/** What comes back on a connection of its own. */
async function sendRaw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (bytes: Buffer) => {
    answer += bytes.toString('latin1');
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

test('every answer has a request id, and what never came to the road is written down', async () => {
  const close = 'connection: close\r\n';
  const raw: [string, string][] = [
    ['not HTTP at all', 'GARBAGE\r\n\r\n'],
    ['too many headers', `GET /v1/orders HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['a method nobody has', `BREW /v1/orders HTTP/1.1\r\nhost: x\r\n${close}\r\n`],
    ['no such path', `GET /nowhere HTTP/1.1\r\nhost: x\r\n${close}\r\n`],
    ['another method', `PATCH /v1/orders HTTP/1.1\r\nhost: x\r\n${close}\r\n`],
    ['a method of HTTP', `PROPFIND /v1/orders HTTP/1.1\r\nhost: x\r\n${close}\r\n`],
    ['too large', `POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 2000000\r\n${close}\r\n`],
    ['health', `GET /healthz HTTP/1.1\r\nhost: x\r\n${close}\r\n`],
    ['no such page', `GET /pay/nothing HTTP/1.1\r\nhost: x\r\n${close}\r\n`],
    ['metrics', `POST /metrics HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n${close}\r\n`],
  ];
  const ids = new Map<string, string>();
  for (const [title, text] of raw) {
    const answer = await sendRaw(text);
    const id = /^x-request-id: ([0-9a-f]{32})\r$/im.exec(answer)?.[1];
    assert.ok(id !== undefined, `${title}: ${answer}`);
    ids.set(title, id);
  }
  for (const title of ['too many headers', 'no such path', 'another method', 'too large']) {
    const lines = await listOf(`request_id=${ids.get(title)}`, ADMIN, 'admin');
    assert.equal(lines.length, 1, title);
    assert.ok(Number(lines[0]?.['status']) >= 400, JSON.stringify(lines));
  }
});

test('the commands list, show and copy what the API has, and forget a customer', async () => {
  const notes = { phone: '9123456789' };
  await post('/v1/orders', { amount: 600, currency: 'INR', receipt: 'RL_cli', notes });
  await post('/v1/orders', { amount: 600, currency: 'INR', receipt: 'RL_stays' });
  const [line] = await listOf('order=RL_cli');
  const listed = await dubash('requests', 'list', '--order', 'RL_cli');
  assert.equal(listed.code, 0, listed.wrong);
  assert.match(listed.out, /^request .*\nrequest_\w{14} .* createOrder +200/);
  const json = await dubash(
    'requests',
    'list',
    '--order',
    'RL_cli',
    '--account',
    'test_123',
    '--json',
  );
  assert.deepEqual(JSON.parse(json.out), { requests: [line] });
  const shown = await dubash('requests', 'show', String(line?.['id']));
  assert.match(shown.out, /POST \/v1\/orders\n[\s\S]*authorization: …[\s\S]*"receipt":"RL_cli"/);
  const curl = await dubash('requests', 'show', String(line?.['request_id']), '--curl');
  assert.match(curl.out, /^curl -X POST http\S+\/v1\/orders \\\n/);
  for (const words of [['list', 'x'], ['show'], ['find'], ['list', '--status', '4']]) {
    assert.equal((await dubash('requests', ...words)).code, 2, words.join(' '));
  }
  assert.equal((await dubash('requests', 'show', 'nothing')).code, 1);
  assert.equal((await dubash('requests', 'list', '--account', 'nobody')).code, 1);
  const forgotten = await dubash('forget', '+91 91234 56789', '--json');
  assert.deepEqual(JSON.parse(forgotten.out), { forgotten: 1 });
  const audit = (await dubash('audit', 'list', '--json')).out;
  assert.match(audit, /"operation":"forget"/);
  assert.ok(!audit.includes('91234'), 'who was forgotten stands nowhere');
  assert.deepEqual(await listOf('order=RL_cli'), []);
  assert.equal((await listOf('order=RL_stays')).length, 1);
  const order = await dubash('orders', 'show', 'RL_cli');
  assert.equal(order.code, 0, 'the order stays');
});

test('the minutes have what was asked and refused', async () => {
  await server.app.parts.requestList.list({ account: null, limit: 1 });
  const requests = await openRequestStore(
    { databaseUrl: null, databasePrepare: true, ...placeOf(env) },
    rethrow,
    false,
  );
  const until = Date.now() + 15_000;
  let sums = await requests.listSums(0, until);
  while (sums.length === 0 && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    sums = await requests.listSums(0, until);
  }
  await requests.close();
  const told = await server.app.parts.requestList.sumsOf({ from: 0, until });
  const creates = told.filter(({ operation }) => operation === 'createOrder');
  const count = creates.reduce((sum, each) => sum + each.count, 0);
  assert.ok(count >= 5, `${count} creates`);
  for (const each of told) {
    assert.equal(each.took.length, each.bounds.length + 1);
    const took = each.took.reduce((sum, some) => sum + some, 0);
    assert.equal(took, each.count);
    assert.ok(each.refused + each.failed <= each.count);
  }
  assert.ok(told.some(({ refused }) => refused > 0));
});

function placeOf({ DATA_DIR = '', DATABASE_URL }: Readonly<Record<string, string>>) {
  return {
    dataDir: DATA_DIR,
    ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
  };
}

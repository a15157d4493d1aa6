// Routes by the operator's API and by `dubash routes`: a file is taken whole or refused with all
// that is wrong with it, and tells before anybody pays where a payment would go.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { routesBy } from '../../src/cli/routes.ts';
import { readRoutes } from '../../src/api/admin/route.ts';
import { connectionApiOf, type Json, type Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { TEST_CARRIAGE } from '../support/processor.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const { api, addAccount, connect, createOrder } = connectionApiOf(() => server);

function dubash(words: readonly string[], input = '') {
  const settings = { ...place, DATA_DIR: server.app.summary.dataDir };
  const commands = [routesBy(TEST_CARRIAGE.processors)];
  return typeCommand(settings, ['routes', ...words], { input, commands });
}

async function addTwo() {
  const { key, owner } = await addAccount();
  const first = String((await connect(key, { label: 'One' }))['id']);
  const second = String((await connect(key, { label: 'Two' }))['id']);
  return { key, owner, first, second };
}

test('routes are set, read back as they were set, tried out and taken away', async () => {
  const { key, owner, first, second } = await addTwo();
  const none = (await api('GET', `/${key}/routes`)).json as Json;
  assert.deepEqual([none['routes'], (none['connections'] as Json[]).length], [null, 2]);
  const small = { name: 'Small', methods: ['upi'], currency: 'INR', max: '2000', to: second };
  const set = await api('PUT', `/${key}/routes`, { rules: [small], default: first });
  assert.equal(set.status, 200, set.text);
  const routes = (set.json as Json)['routes'];
  assert.deepEqual(routes, {
    rules: [{ ...small, max: '2000.00', to: [second] }],
    default: [first],
  });
  const again = await api('PUT', `/${key}/routes`, routes as Json);
  assert.deepEqual((again.json as Json)['routes'], routes, 'what is read can be set');
  assert.equal((await createOrder(owner)).status, 200);
  const tested = await api('POST', `/${key}/routes/test`, { amount: '500', method: 'upi' });
  const [found] = (tested.json as { routes: Json[] }).routes;
  assert.deepEqual(found, {
    method: 'upi',
    connection: { id: second, processor: 'testbank', mode: 'test', label: 'Two' },
    reason: 'rule 1: Small: UPI up to ₹2,000 → testbank (Two)',
  });
  const all = await api('POST', `/${key}/routes/test`, { amount: '2000.01' });
  const places = (all.json as { routes: Json[] }).routes.map((each) => each['reason']);
  assert.deepEqual(places, Array(4).fill('default → testbank (One)'));
  const gone = await api('PUT', `/${key}/routes`, { rules: [] });
  assert.equal((gone.json as Json)['routes'], null);
});

test('without rules all goes by the account’s route; what that cannot take, nowhere', async () => {
  const { key, first } = await addTwo();
  const tryOut = async (fields: Json): Promise<Json | undefined> => {
    const tested = await api('POST', `/${key}/routes/test`, { method: 'upi', ...fields });
    return (tested.json as { routes: Json[] }).routes[0];
  };
  assert.deepEqual(await tryOut({ amount: '500' }), {
    method: 'upi',
    connection: { id: first, processor: 'testbank', mode: 'test', label: 'One' },
    reason: 'the account’s route → testbank (One); there are no rules',
  });
  const foreign = await tryOut({ amount: '500', currency: 'XAF' });
  assert.deepEqual(foreign, {
    method: 'upi',
    connection: null,
    reason: 'no connection can take it',
  });
  await api('PATCH', `/${key}`, { disabled: true });
  assert.equal((await tryOut({ amount: '500' }))?.['connection'], null);
});

test('a retired connection is refused in a rule, and told where it retires later', async () => {
  const { key, first, second } = await addTwo();
  await api('PUT', `/${key}/routes`, { rules: [{ to: [first] }] });
  await api('DELETE', `/${key}/connections/${first}`);
  const listed = (await api('GET', `/${key}/routes`)).json as Json;
  const states = (listed['connections'] as Json[]).map((each) => [each['id'], each['retired']]);
  assert.deepEqual(states, [
    [second, false],
    [first, true],
  ]);
  const tested = await api('POST', `/${key}/routes/test`, { amount: '1', method: 'card' });
  const [found] = (tested.json as { routes: Json[] }).routes;
  assert.match(
    String(found?.['reason']),
    /^the account’s route → .*\(Two\); .* left out: is retired/,
  );
  const refused = await api('PUT', `/${key}/routes`, { rules: [{ to: [first] }] });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /rule 1: conn_\w+ is retired/);
  const after = (await api('GET', `/${key}/routes`)).json as Json;
  assert.deepEqual(after['routes'], listed['routes'], 'refused whole');
});

test('what is no file of routes is refused with all that is wrong, and takes nothing', async () => {
  const { key, first } = await addTwo();
  const stranger = (await addTwo()).first;
  const to = [first];
  const rows: readonly (readonly [Json, RegExp])[] = [
    [{ rules: {} }, /rules must be a list of at most 50 rules/],
    [{ rules: Array(51).fill({ to }) }, /at most 50 rules/],
    [{ ruls: [] }, /"ruls" is not among rules, default/],
    [{ rules: ['upi'] }, /rule 1: must be an object with name, methods/],
    [{ rules: [{ to, method: 'upi' }] }, /rule 1: "method" is not among name, methods/],
    [{ rules: [{ to, methods: [] }] }, /rule 1: methods must be a list of some of upi/],
    [{ rules: [{ to, methods: ['upi', 'upi'] }] }, /each once/],
    [{ rules: [{ to, methods: ['cash'] }] }, /rule 1: methods must be/],
    [{ rules: [{ to, methods: 'upi' }] }, /rule 1: methods must be/],
    [{ rules: [{ to, currency: 'inr' }] }, /rule 1: currency must be an ISO 4217 code/],
    [{ rules: [{ to, currency: 'USD' }] }, /rule 1: testbank takes no USD/],
    [{ rules: [{ to, max: '10' }] }, /rule 1: max needs a currency/],
    [{ rules: [{ to, currency: 'INR', max: 10 }] }, /rule 1: max must be a text such as/],
    [{ rules: [{ to, currency: 'INR', max: '-1' }] }, /rule 1: max must be a text/],
    [{ rules: [{ to, currency: 'INR', max: '1.005' }] }, /rule 1: max must be a text/],
    [{ rules: [{ to, currency: 'INR', max: '1e99' }] }, /rule 1: max must be a text/],
    [{ rules: [{ to, currency: 'INR', min: '2', max: '1' }] }, /min must not be more than max/],
    [{ rules: [{ to, name: 'a\nb' }] }, /rule 1: name must be a text of 1 to 60/],
    [{ rules: [{ to, name: 'x'.repeat(61) }] }, /rule 1: name must be/],
    [{ rules: [{}] }, /rule 1: to must be a connection such as/],
    [{ rules: [{ to: [] }] }, /rule 1: to must be a connection/],
    [{ rules: [{ to: [first, first] }] }, /rule 1: to must be a list with each once/],
    [{ rules: [{ to: Array(11).fill(first) }] }, /a list of 1 to 10/],
    [{ rules: [{ to: [7] }] }, /rule 1: to must be a connection/],
    [{ rules: [{ to: [stranger] }] }, /rule 1: the account has no connection conn_/],
    [{ rules: [{ to: ['../../etc/passwd'] }] }, /the account has no connection/],
    [{ default: [stranger] }, /default: the account has no connection/],
    [{ rules: [{ to }, { to, methods: ['x'] }], default: 7 }, /rule 2: .*default: must be/s],
  ];
  for (const [body, says] of rows) {
    const refused = await api('PUT', `/${key}/routes`, body);
    assert.equal(refused.status, 400, JSON.stringify(body).slice(0, 80));
    const { errors } = refused.json as { errors: Record<string, readonly string[]> };
    assert.match(Object.values(errors).flat().join('\n'), says);
  }
  assert.equal(((await api('GET', `/${key}/routes`)).json as Json)['routes'], null);
  for (const wild of [null, [], 'x', 7, { rules: null }, { rules: [null] }, { default: {} }]) {
    assert.ok('failure' in readRoutes(wild), JSON.stringify(wild));
  }
  const polluted = JSON.parse('{"rules": [{"__proto__": {"to": ["x"]}}]}') as unknown;
  assert.ok('failure' in readRoutes(polluted));
});

test('a sandbox account has nothing to choose among', async () => {
  const { key } = await addAccount('sandbox');
  const refused = await api('PUT', `/${key}/routes`, { rules: [] });
  assert.deepEqual([refused.status, /sandbox account has no conn/.test(refused.text)], [400, true]);
  assert.equal((await api('PUT', '/live_nobody/routes', { rules: [] })).status, 404);
});

test('dubash routes sets a file, lists what it says and tells where ₹500 would go', async () => {
  const { key, first, second } = await addTwo();
  const file = path.join(server.app.summary.dataDir, 'routes.json');
  const rules = [{ methods: ['upi'], currency: 'INR', min: '100', max: '2000', to: [second] }];
  writeFileSync(file, JSON.stringify({ rules, default: [first] }));
  const set = await dubash(['set', key, file]);
  assert.deepEqual([set.code, set.wrong], [0, ''], set.wrong);
  assert.match(set.out, /^rule 1 +UPI from ₹100 to ₹2,000 +conn_\w{14}$/m);
  assert.match(set.out, /^default +everything else +conn_\w{14}$/m);
  const tested = await dubash(['test', key, '--amount', '500', '--method', 'upi']);
  assert.equal(tested.out, 'upi  rule 1: UPI from ₹100 to ₹2,000 → testbank (Two)\n');
  const each = await dubash(['test', key, '--amount', '500', '--json']);
  assert.equal((JSON.parse(each.out) as { routes: unknown[] }).routes.length, 4);
  const list = await dubash(['list', key, '--json']);
  assert.deepEqual(JSON.parse(list.out), (await api('GET', `/${key}/routes`)).json);
  const manual = await dubash(['test', key, '--amount', '500', '--method', 'upi', '--manual']);
  assert.deepEqual([manual.code, manual.out], [1, 'upi  no connection can take it\n']);
  const rows: readonly (readonly [readonly string[], string, number, RegExp])[] = [
    [['set', key, '-'], '{"rules": [', 1, /standard input is no JSON/],
    [['set', key, '-'], '{"rules": [{"to": 1}], "x": 1}', 1, /"x" is not among .*\n +rule 1: to/],
    [['set', key, `${file}.none`], '', 1, /cannot be read \(ENOENT\)/],
    [['set', key], '', 2, /needs an account and a file/],
    [['list', key, 'x'], '', 2, /needs an account and no file/],
    [['test', key, '--amount', 'x'], '', 2, /--amount must be/],
    [['test', key, '--amount', '1', '--method', 'cash'], '', 2, /--method must be one of upi/],
    [['list', 'live_nobody'], '', 1, /there is no account live_nobody/],
  ];
  for (const [words, input, code, says] of rows) {
    const said = await dubash(words, input);
    assert.equal(said.code, code, words.join(' '));
    assert.match(said.wrong, says);
  }
});

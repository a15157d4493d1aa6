// `dubash connections` beside a running server: credentials from a file, from standard input and
// the environment, and no secret of them seen.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { connectionsBy } from '../../src/cli/connections.ts';
import { CANARY, connectionApiOf, type Json, type Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { BANK, CREDENTIALS_OF_BANK, callBy, TEST_CARRIAGE } from '../support/processor.ts';
import { KEY, startServer, type TestServer } from '../support/server.ts';
import { type Said, typeCommand } from '../support/typed-command.ts';

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const { api, addAccount, connect, createOrder } = connectionApiOf(() => server);

type Typed = { readonly input?: string; readonly env?: Texts; readonly call?: 'refusing' };

/** `dubash connections …` with the processor of the tests. */
function dubash(words: readonly string[], { input = '', env = {}, call }: Typed = {}) {
  const refusing = callBy((_url, secret) => ({ status: 401, body: `no ${secret}` }));
  const carriage = call === undefined ? TEST_CARRIAGE : { ...TEST_CARRIAGE, call: refusing };
  const settings = { ...place, DATA_DIR: server.app.summary.dataDir, ...env };
  const commands = [connectionsBy(carriage.processors, () => carriage)];
  return typeCommand(settings, ['connections', ...words], { input, commands });
}

test('dubash connections add says of a processor that nobody has paid with it yet', async () => {
  const add = async (processor: string, credentials: Texts): Promise<Said> => {
    const { key } = await addAccount();
    const words = ['add', key, '--processor', processor, '--mode', 'test', '--credentials', '-'];
    return dubash(words, { input: JSON.stringify(credentials) });
  };
  const codes = { merchant_code: 'T206030', scheme_code: 'first', salt: 'canary-salt' };
  const said = await add('worldline', codes);
  assert.deepEqual([said.code, said.wrong], [0, ''], said.out);
  assert.match(said.out, /worldline is experimental: nobody has paid with it/);
  assert.doesNotMatch(said.out, CANARY);
  assert.doesNotMatch((await add(BANK, CREDENTIALS_OF_BANK)).out, /experimental/);
});

test('dubash connections adds from a file, standard input and the environment', async () => {
  const { key, owner } = await addAccount();
  const file = path.join(server.app.summary.dataDir, 'keys.json');
  writeFileSync(file, JSON.stringify(CREDENTIALS_OF_BANK), { mode: 0o600 });
  const words = ['add', key, '--processor', BANK, '--mode', 'test'];
  const environment = {
    DUBASH_TESTBANK_MERCHANT_ID: 'M-2',
    DUBASH_TESTBANK_API_SECRET: 'canary-env',
  };
  const said: readonly Said[] = [
    await dubash([...words, '--credentials', file, '--base-url', 'http://127.0.0.1:9']),
    await dubash([...words, '--credentials', '-'], { input: JSON.stringify(CREDENTIALS_OF_BANK) }),
    await dubash([...words, '--label', 'From here', '--json'], { env: environment }),
  ];
  for (const { code, out, wrong } of said) assert.deepEqual([code, wrong], [0, ''], out);
  assert.match(said[0]?.out ?? '', /^conn_\w{14} is a connection of live_\w+ to testbank \(test\)/);
  assert.doesNotMatch(JSON.stringify(said), CANARY);
  const shown = JSON.parse(said[2]?.out ?? '') as Json;
  assert.deepEqual(shown['credentials'], { merchantId: 'M-2' });
  assert.deepEqual(shown['secrets'], { apiSecret: true, hookSecret: false });
  assert.equal((await createOrder(owner)).status, 200);
  const list = await dubash(['list', key]);
  assert.match(list.out, /^connection +processor +mode +state +label\n/);
  assert.match(list.out, /^conn_\w{14} +testbank +test +standby +From here\n/m);
  assert.match(list.out, /^conn_\w{14} +testbank +test +route$/m);
  // Where the server is reached it says itself; the command knows it by the same setting.
  const env = { PUBLIC_URL: server.url };
  const { connections } = JSON.parse((await dubash(['list', key, '--json'], { env })).out) as {
    readonly connections: unknown;
  };
  assert.deepEqual(
    connections,
    ((await api('GET', `/${key}/connections`)).json as Json)['connections'],
  );
});

test('dubash connections checks, changes and retires', async () => {
  const { key } = await addAccount();
  const id = String((await connect(key))['id']);
  const accepted = await dubash(['check', key, id]);
  assert.deepEqual([accepted.code, accepted.out], [0, `${id} is accepted by testbank: hello …\n`]);
  const refused = await dubash(['check', key, id], { call: 'refusing' });
  const words = `${id} is refused by testbank (credentials): no …\n`;
  assert.deepEqual([refused.code, refused.out], [1, words]);
  const changed = ['change', key, id, '--credentials', '-'];
  const input = JSON.stringify({ apiSecret: 'canary-three' });
  assert.match((await dubash(changed, { input })).out, /Former ones that still verify: 1\./);
  assert.match((await dubash([...changed, '--drop-former'], { input })).out, /No former ones/);
  const taken = await dubash([...changed, '--json'], { input: '{"hookSecret": null}' });
  assert.equal(taken.wrong, '');
  assert.deepEqual((JSON.parse(taken.out) as Json)['secrets'], {
    apiSecret: true,
    hookSecret: false,
  });
  const alone = await dubash(['change', key, id, '--drop-former']);
  const kept = `${id} signs with the credentials that it has.\nNo former ones verify.\n`;
  assert.deepEqual([alone.code, alone.out, alone.wrong], [0, kept, '']);
  const retired = await dubash(['retire', key, id]);
  assert.match(retired.out, /takes no new payments, everywhere within 2 seconds\.\n$/);
  assert.match((await dubash(['list', key])).out, new RegExp(`^${id} .* retired$`, 'm'));
});

test('a live connection that is added says what the settings at hand lack', async () => {
  const { key } = await addAccount();
  const words = ['add', key, '--processor', BANK, '--mode', 'live', '--credentials', '-'];
  const input = JSON.stringify(CREDENTIALS_OF_BANK);
  assert.match((await dubash(words, { input })).out, /takes no order by it: set PUBLIC_URL/);
});

test('where there is no connection it is said how to get one, or that none is needed', async () => {
  const { key } = await addAccount();
  const { code, out } = await dubash(['list', key]);
  assert.equal(code, 0);
  assert.equal(
    out,
    `${key} has no connection: nobody carries its payments. Add one:\n` +
      `  dubash connections add ${key} --processor <name> --mode test\n`,
  );
  assert.deepEqual(JSON.parse((await dubash(['list', key, '--json'])).out), { connections: [] });
  const sandbox = await dubash(['list', KEY]);
  assert.equal(sandbox.out, `${KEY} has none, and needs none: it is a sandbox.\n`);
});

test('what is typed wrongly is told in one line, without any secret', async () => {
  const { key } = await addAccount();
  const file = path.join(server.app.summary.dataDir, 'broken.json');
  writeFileSync(file, '{"apiSecret": canary}');
  const words = ['add', key, '--processor', BANK, '--mode', 'test', '--credentials'];
  const rows: readonly (readonly [readonly string[], number, RegExp, string?])[] = [
    [['sell', key], 2, /needs add, list, check, change or retire/],
    [['check', key], 2, /connections check needs an account and a connection/],
    [['list'], 2, /needs <account>/],
    [['list', 'nobody'], 1, /there is no account nobody/],
    [['check', key, 'conn_00000000000000'], 1, /it has no connection conn_0/],
    [['add', key, '--processor', 'nobank'], 2, /--processor must be one of .*testbank/],
    [['add', key, '--processor', BANK], 2, /--mode must be test or live/],
    [words.slice(0, -1), 1, /or the environment: DUBASH_TESTBANK_MERCHANT_ID, /],
    [[...words, file], 1, /broken\.json must be a JSON object of texts/],
    [[...words, `${file}.not`], 1, /cannot be read \(ENOENT\)/],
    [[...words, '{"apiSecret":"canary"}'], 1, /names cannot be read .*a file of JSON is needed/],
    [[...words, '-'], 1, /standard input must be a JSON object/, '["canary"]'],
    [[...words, '-'], 1, /Merchant id is required; API secret is required/, '{}'],
    [[...words, '-'], 1, /must be a JSON object of texts/, '{"apiSecret":null}'],
    [['change', key, 'conn_00000000000000'], 1, /it has no connection conn_0/],
    [[...words, '-'], 1, /canar is not among merchantId/, '{"canar":"canary"}'],
  ];
  for (const [typed, code, says, input = ''] of rows) {
    const said = await dubash(typed, { input });
    assert.deepEqual([said.code, said.out], [code, ''], typed.join(' '));
    assert.match(said.wrong, says);
    assert.match(said.wrong, /^dubash: [^\n]*\n$/);
    assert.doesNotMatch(said.wrong, CANARY);
  }
  const help = await dubash(['--help']);
  assert.match(help.out, /testbank +hookSecret +DUBASH_TESTBANK_HOOK_SECRET +secret, optional/);
});

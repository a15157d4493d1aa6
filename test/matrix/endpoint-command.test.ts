// `dubash endpoints`, on the database and by a server: the same endpoints as the account API has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import type { Json, Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { ask, BASIC, KEY, startServer, type TestServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const ways: readonly (readonly [string, () => Texts])[] = [
  ['on the database', () => ({ ...place, DATA_DIR: server.app.summary.dataDir })],
  ['by a server', () => ({ DUBASH_SERVER: server.url, DUBASH_TOKEN: TEST_ADMIN_TOKEN })],
];
const HOOK = 'https://shop.example/hook';

for (const [way, env] of ways) {
  const type = (words: readonly string[], input = '') =>
    typeCommand(env(), ['endpoints', ...words], { input });
  const told = async (): Promise<readonly Json[]> => {
    const { json } = await ask(`${server.url}/account/endpoints`, {
      headers: { authorization: BASIC },
    });
    return (json as { readonly endpoints: readonly Json[] }).endpoints;
  };

  const other = async (key: string): Promise<void> => {
    const none = await type(['list', '--account', KEY]);
    assert.match(none.out, /ep_/);
    const account = { key, secret: `secret-of-${key}`, name: '', processor: 'sandbox' } as const;
    await server.app.parts.accounts.add({ ...account, mode: 'sandbox' });
    assert.match(
      (await type(['list', '--account', key])).out,
      /^There is no endpoint\. Add one:\n {2}dubash endpoints add --account /,
    );
    const words = ['--account', key, '--dialect', 'razorpay', '--url', HOOK];
    assert.equal((await type(['add', ...words])).code, 0);
  };

  test(`${way}: added, listed, changed and removed`, async () => {
    const added = await type(['add', '--dialect', 'razorpay', '--url', HOOK, '--json']);
    assert.equal(added.code, 0, added.wrong);
    const { id, secret, account } = JSON.parse(added.out) as Texts;
    assert.match(String(secret), /^whsec_/);
    assert.equal(account, KEY);
    const listed = await type(['list', '--json']);
    const own = (await told()).map((each) => ({ account: KEY, ...each }));
    const all = JSON.parse(listed.out) as { account: unknown; endpoints: readonly Json[] };
    assert.equal(all.account, null);
    assert.deepEqual(
      all.endpoints.filter((each) => each['account'] === KEY),
      own,
    );
    const row = new RegExp(`${id} +${KEY} +razorpay +active +${HOOK}`);
    assert.match((await type(['list'])).out, row);
    const named = await type(['list', '--account', KEY, '--json']);
    assert.deepEqual(JSON.parse(named.out), { account: KEY, endpoints: own });
    await other(`other_${way.replaceAll(' ', '_')}`);
    const others = (await type(['list'])).out;
    assert.match(others, row);
    assert.match(others, new RegExp(`^ep_\\w{14} +other_${way.replaceAll(' ', '_')} `, 'm'));
    const changes = ['--off', '--events', 'order.paid,payment.failed', '--description', 'The shop'];
    assert.equal((await type(['change', String(id), ...changes])).code, 0);
    const [endpoint] = (await told()).filter((each) => each['id'] === id);
    assert.deepEqual(
      [endpoint?.['active'], endpoint?.['events'], endpoint?.['description']],
      [false, ['order.paid', 'payment.failed'], 'The shop'],
    );
    const words = ['change', String(id), '--on', '--events', 'all', '--secret', '-', '--json'];
    const changed = await type(words, 'a-secret-of-the-shop\n');
    const { active, events } = JSON.parse(changed.out) as Json;
    assert.deepEqual([active, events], [true, null]);
    assert.ok(!changed.out.includes('a-secret-of-the-shop'));
    const removed = await type(['remove', String(id)]);
    assert.deepEqual([removed.code, removed.out], [0, `${id} is removed.\n`]);
    assert.deepEqual(
      (await told()).filter((each) => each['id'] === id),
      [],
    );
    const gone = await type(['remove', String(id)]);
    assert.deepEqual([gone.code, gone.wrong], [1, `dubash: ${KEY} has no endpoint ${id}\n`]);
  });

  test(`${way}: what is wrong is one sentence, and nothing is done`, async () => {
    const before = await told();
    for (const [words, code, says] of [
      [[], 2, /needs <list \| add/],
      [['show'], 2, /endpoints needs list/],
      [['change'], 2, /change needs an endpoint/],
      [['add', 'ep_1'], 2, /add takes no endpoint/],
      [['change', 'ep_1'], 2, /nothing to change was named/],
      [['change', 'ep_1', '--on', '--off'], 2, /the opposite/],
      [['add', '--url', HOOK], 1, /dialect/i],
      [['add', '--dialect', 'razorpay', '--url', 'shop'], 1, /url/i],
      [['add', '--dialect', 'razorpay', '--url', HOOK, '--events', 'x'], 1, /events/i],
      [['list', '--account', 'nobody'], 1, /there is no account nobody/],
    ] as const) {
      const said = await type(words);
      assert.deepEqual([said.code, said.out], [code, ''], words.join(' '));
      assert.match(said.wrong, says);
    }
    assert.deepEqual(await told(), before);
  });
}

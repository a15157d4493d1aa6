// `dubash sign` and `verify` with the secrets of an account, from the database, never printed.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Texts } from '../support/connection-api.ts';
import { databases } from '../support/database.ts';
import { KEY, SECRET, startServer, type TestServer } from '../support/server.ts';
import { typeCommand } from '../support/typed-command.ts';

let server: TestServer;
let place: Texts;
before(async () => {
  place = await databases.settings();
  server = await startServer(place);
});
after(() => server.stop());

const type = (words: readonly string[], input = '') =>
  typeCommand({ ...place, DATA_DIR: server.app.summary.dataDir }, words, { input });

const BODY = '{"event":"payment.captured"}';
const sealed = (secret: string): string => createHmac('sha256', secret).update(BODY).digest('hex');
const verify = async (signature: string) => {
  const words = ['verify', 'razorpay', 'webhook', '--account', KEY, '--json'];
  const { code, out, wrong } = await type([...words, '--signature', signature], BODY);
  assert.equal(wrong, '');
  assert.ok(!out.includes(SECRET));
  return { code, told: JSON.parse(out) as Readonly<Record<string, unknown>> };
};

test('any secret that holds verifies, and the newest one signs', async () => {
  const made = await type(['keys', 'create', '--account', KEY, '--json']);
  const { id, secret } = JSON.parse(made.out) as { readonly id: number; readonly secret: string };
  const [first, second] = [await verify(sealed(SECRET)), await verify(sealed(secret))];
  assert.deepEqual([first.code, first.told['secret']], [0, 1]);
  assert.deepEqual([second.code, second.told['secret']], [0, id]);
  const other = await verify(sealed('another'));
  assert.deepEqual([other.code, other.told['good']], [3, false]);
  const words = ['verify', 'razorpay', 'webhook', '--account', KEY, '--signature'];
  const shown = await type([...words, sealed('another')], BODY);
  assert.match(shown.out, /\nA webhook of an endpoint with a secret of its own needs that one: /);
  assert.ok(!(await type([...words, sealed(secret)], BODY)).out.includes('of its own'));
  const signed = await type(['sign', 'razorpay', 'webhook', '--account', KEY, '--json'], BODY);
  const { signature, secret: by } = JSON.parse(signed.out) as Texts;
  assert.deepEqual([signature, by], [sealed(secret), id]);
  assert.ok(!signed.out.includes(secret));
});

test('an account that is not there, and no audit of what is only looked at', async () => {
  const none = await type(['sign', 'razorpay', 'webhook', '--account', 'nobody'], BODY);
  assert.deepEqual([none.code, none.wrong], [1, 'dubash: there is no account nobody\n']);
  const { out } = await type(['audit', 'list', '--operator', 'terminal', '--json']);
  const { audit } = JSON.parse(out) as { readonly audit: readonly Texts[] };
  assert.deepEqual(
    audit.map(({ operation }) => operation),
    ['keys create'],
  );
});

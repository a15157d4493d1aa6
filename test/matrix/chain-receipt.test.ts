// A gateway whose calls from server to server are GETs that need a receipt: sent by the second
// server as it sends them to shops, taken by the first as the gateway demands.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { beginAt, type Chain, findOrder, openChain, payFar, until } from '../support/chain.ts';
import { sendHook, writeHook } from '../support/hook.ts';
import { ask, BASIC } from '../support/server.ts';

let chain: Chain;
before(async () => {
  chain = await openChain('worldline');
});
after(() => chain.stop());

async function addressOf(): Promise<string> {
  const { id: account, settings } = await chain.account();
  const connection = settings.route?.connection ?? assert.fail('no route');
  const name = chain.near.app.parts.hooks.nameOf({ account, id: connection });
  return `${chain.near.url}/hooks/${name}`;
}

async function askFar(path: string, body?: unknown) {
  const headers = { authorization: BASIC };
  const answer = await ask(`${chain.far.url}${path}`, {
    headers,
    ...(body === undefined ? {} : { body }),
  });
  assert.ok(answer.status < 300, answer.text);
  return answer.json as Readonly<Record<string, unknown>>;
}

const statusOf = async (reference: string) =>
  (await findOrder(chain, reference)).aggregate.order.status;

for (const version of ['v1', 'v2']) {
  test(`${version}: nobody comes back, and the call alone brings the news`, async () => {
    const endpoint = await askFar('/account/endpoints', {
      dialect: 'worldline',
      url: await addressOf(),
      ...(version === 'v1' ? {} : { version }),
    });
    const reference = `R_${version}`;
    const { payment } = await beginAt(chain, reference);
    await payFar(chain, payment.id.token);
    await askFar('/sandbox/settle', {});
    assert.equal(await until(() => statusOf(reference), 'paid'), 'paid');
    const told = await askFar(`/account/webhooks?endpoint=${String(endpoint['id'])}`);
    const [sent] = told['webhooks'] as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual([sent?.['state'], sent?.['attempts_made']], ['delivered', 1]);
  });
}

test('the receipt names both, and nothing that is not sealed gets one', async () => {
  const { payment } = await beginAt(chain, 'R_receipt');
  const { token } = payment.id;
  const connection = payment.connection ?? assert.fail();
  const taken = await sendHook(chain, connection, writeHook(chain, token));
  assert.deepEqual([taken.status, taken.text], [200, `${token}|7|1`]);
  assert.match(taken.headers.get('content-type') ?? '', /^text\/plain/);
  const forged = await sendHook(chain, connection, writeHook(chain, token, 'another_salt'));
  assert.equal(forged.status, 401);
  assert.doesNotMatch(forged.text, new RegExp(token));
  const bare = await ask(await addressOf());
  assert.equal(bare.status, 401);
  assert.equal((await ask(await addressOf(), { method: 'PUT', body: '{}' })).status, 405);
  const query = writeHook(chain, token).query ?? '';
  assert.ok(!chain.near.logged.join().includes(query), 'what it says of a customer is logged');
  const { store } = chain.near.app.parts;
  const listKept = async () => {
    const rows = await store.listTranscripts((await chain.account()).id, {}, 100);
    return rows.filter(({ request }) => request.method === 'GET');
  };
  // Of both orders that were paid, and the three of this test.
  assert.equal(await until(async () => (await listKept()).length, 5), 5);
  const kept = JSON.stringify(await listKept());
  assert.match(kept, /"body":"msg=/);
  assert.doesNotMatch(kept, /0300|success/);
});

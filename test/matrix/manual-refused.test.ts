// Orders that their merchant captures, on an account whose gateway holds no money first: refused
// when they are made, in each dialect's own words, and taken once that is enabled.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { databases } from '../support/database.ts';
import { SERVED } from '../support/fixture.ts';
import { connectionApiOf, type Json } from '../support/connection-api.ts';
import { freshName, prepare, send, type Shopkeeper } from '../support/sample.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
before(async () => {
  const hosts = { PUBLIC_URL: 'https://pay.example.com', HANDOVER_URL: 'https://go.example.com' };
  server = await startServer({ ...(await databases.settings()), ...hosts });
});
after(() => server.stop());

const { connect } = connectionApiOf(() => server);
const KEYS = { client_id: 'CF_APP', client_secret: 'cfsk_ma_prod_canary' };

async function openLive(credentials: Json): Promise<Shopkeeper> {
  // Some gateways spell their secrets in hex and sign with the bytes.
  const own = { key: `key_${freshName()}`, secret: Buffer.from(freshName()).toString('hex') };
  const { accounts } = server.app.parts;
  const facts = { name: 'Live shop', mode: 'live', processor: 'none' } as const;
  await accounts.add({ ...own, ...facts, settings: { v1Hashes: true } });
  await connect(own.key, { processor: 'cashfree', mode: 'live', credentials });
  const known = (await accounts.findFresh(own.key)) ?? assert.fail('no account');
  return { account: known.account, credentials: own };
}

async function countOrders({ account }: Shopkeeper): Promise<number> {
  const all = { kind: 'list', of: 'order', reference: null, states: null } as const;
  const page = { from: null, to: null, skip: 0, count: 100 };
  return (await server.app.parts.engine.list(account, { ...all, ...page })).items.length;
}

/** What pays with its order in one request, which is the sandbox's alone. */
const PAYS = /^POST \/payments\//;

/** Every sample of an order that its merchant captures. */
const MAKING = SERVED.flatMap((served) =>
  served.families.flatMap((family) =>
    served.fixture.samples
      .filter(({ families, makes, row }) => {
        return families.test(family.name) && makes?.capture === 'manual' && !PAYS.test(row);
      })
      .map((sample) => ({ served, family, sample })),
  ),
);

test('a manual order is refused by every dialect where no connection holds money', async () => {
  const shop = await openLive(KEYS);
  const refused = new Set<string>();
  for (const { served, family, sample } of MAKING) {
    const { given } = await prepare(server, served, family, sample, shop);
    const { answered, succeeded } = await send(server, served, family, sample, given);
    const what = `${served.owner}, ${family.name}: ${sample.row}: ${answered.text}`;
    assert.ok(!succeeded && answered.status < 500, what);
    assert.match(answered.text, /Manual capture is not enabled for this account/, what);
    refused.add(served.owner);
  }
  assert.deepEqual([...refused].sort(), ['paytring', 'pinelabs', 'razorpay']);
  assert.equal(await countOrders(shop), 0);
});

test('where the connection says that it is enabled the same orders are made', async () => {
  const shop = await openLive({ ...KEYS, pre_authorization: 'enabled' });
  for (const { served, family, sample } of MAKING) {
    const { given } = await prepare(server, served, family, sample, shop);
    const { answered, succeeded } = await send(server, served, family, sample, given);
    assert.ok(succeeded, `${served.owner}, ${family.name}: ${sample.row}: ${answered.text}`);
  }
  assert.ok((await countOrders(shop)) > 1);
});

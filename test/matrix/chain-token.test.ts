// A processor whose credentials buy a token: one for many requests, renewed where it was refused,
// for nobody else's eyes, and no request is done twice by that.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  admin,
  beginAt,
  type Chain,
  comeBack,
  createAt,
  findFar,
  findOrder,
  openChain,
  payFar,
  pressButton,
  until,
} from '../support/chain.ts';
import { ask, BASIC, KEY, SECRET } from '../support/server.ts';

const STALE = { status: 401, body: '{"message":"Unauthorized"}' } as const;
const isToken = (seen: string): boolean => /\/auth\/v1\/token(?: |$)/.test(seen);
const isRefund = (seen: string): boolean => /^POST \S*\/refunds\//.test(seen);

suite('the token of pinelabs', () => {
  let chain: Chain;
  before(async () => {
    chain = await openChain('pinelabs');
  });
  after(() => chain.stop());

  /** What the gateway is asked from now on. */
  const watch = () => {
    const { length } = chain.front.seen;
    return () => chain.front.seen.slice(length);
  };
  const paid = async (reference: string) => {
    const { page, payment } = await beginAt(chain, reference);
    await payFar(chain, payment.id.token);
    await comeBack(page);
    return { page, payment };
  };
  const give = async (token: string, minor: number) => {
    const target = { payment: [{ by: 'token', token }] } as const;
    const asked = { reference: null, note: null, notes: {}, wire: {} } as const;
    const command = { kind: 'createRefund', dialect: 'razorpay', target, ...asked } as const;
    const { engine } = chain.near.app.parts;
    return engine.execute(await chain.account(), { ...command, amount: { minor } });
  };
  const givenFar = async (token: string) =>
    (await findFar(chain, token))?.aggregate.refunds.map(({ amountMinor }) => amountMinor).join();
  const statesOf = async (reference: string) =>
    (await findOrder(chain, reference)).aggregate.refunds.map(({ status }) => status).join();

  test('one serves every request of a connection', async () => {
    const seen = watch();
    await paid('T_one');
    await paid('T_two');
    assert.ok(seen().length > 4);
    assert.equal(seen().filter(isToken).length, 1);
  });

  for (const when of ['before', 'after'] as const) {
    test(`refused ${when} a refund is read: renewed, given back once`, async () => {
      const reference = `T_${when}`;
      const { payment } = await paid(reference);
      const seen = watch();
      let spoiled = 0;
      chain.front.spoil = (each) => {
        if (!isRefund(each) || spoiled > 0) return null;
        spoiled += 1;
        return { when, how: STALE };
      };
      await give(payment.id.token, 1000);
      assert.equal(await until(() => statesOf(reference), 'processed'), 'processed');
      chain.front.spoil = () => null;
      const [first, token, second, ...rest] = seen().filter(
        (each) => isRefund(each) || isToken(each),
      );
      assert.ok(first !== undefined && token !== undefined && isToken(token));
      assert.equal(second, first);
      assert.deepEqual(rest, []);
      assert.equal(await givenFar(payment.id.token), '1000');
    });
  }

  test('refused again: the credentials are, and nothing is sent a third time', async () => {
    const page = await createAt(chain, 'T_refused');
    const seen = watch();
    chain.front.spoil = (each) => (isToken(each) ? null : { when: 'before', how: STALE });
    const pressed = await pressButton(page);
    chain.front.spoil = () => null;
    assert.equal(pressed.status, 303, pressed.text);
    assert.equal(seen().filter((each) => /checkout/.test(each)).length, 2);
    const { aggregate } = await findOrder(chain, 'T_refused');
    assert.equal(aggregate.payments[0]?.status, 'failed');
    const told = chain.near.logged.filter((line) => /refuses this connection/.test(line));
    assert.match(told.at(-1) ?? '', /"why":"credentials"/);
  });

  /** The only connection, as the admin API knows it. */
  const pathOf = async (): Promise<string> => {
    const all = `/accounts/${chain.merchant.key}/connections`;
    const { connections } = await admin(chain.near, 'GET', all, undefined);
    const [only, ...others] = connections as readonly { readonly id: string }[];
    assert.ok(only !== undefined && others.length === 0);
    return `${all}/${only.id}`;
  };

  test('other credentials buy another, at once', async () => {
    const path = await pathOf();
    const change = (client_secret: string) =>
      admin(chain.near, 'PATCH', path, { credentials: { client_id: KEY, client_secret } });
    await change('another-secret');
    const seen = watch();
    const page = await createAt(chain, 'T_changed');
    await pressButton(page);
    assert.ok(seen().length > 0 && seen().every(isToken), seen().join());
    await change(SECRET);
    await pressButton(page);
    const { aggregate } = await findOrder(chain, 'T_changed');
    assert.deepEqual(
      aggregate.payments.map(({ status }) => status),
      ['failed', 'pending'],
    );
  });

  test('a check asks for a fresh one', async () => {
    const path = `${await pathOf()}/check`;
    const seen = watch();
    const checked = await admin(chain.near, 'POST', path, {});
    assert.equal(checked['result'], 'accepted', JSON.stringify(checked));
    assert.equal(seen().filter(isToken).length, 1);
  });

  test('what the gateway itself tells is signed by a secret of the connection', async () => {
    const path = await pathOf();
    const key = KEY;
    // Former credentials verify too: the second server's own is too short for an endpoint of its.
    const long = 'a-secret-that-is-long-enough';
    for (const client_secret of [long, SECRET]) {
      await admin(chain.near, 'PATCH', path, { credentials: { client_id: key, client_secret } });
    }
    const { webhook_url: url } = await admin(chain.near, 'GET', path, undefined);
    const basic = { authorization: BASIC };
    const body = { url, dialect: 'pinelabs', secret: long };
    const added = await ask(`${chain.far.url}/account/endpoints`, { headers: basic, body });
    assert.equal(added.status, 200, added.text);
    const { payment } = await beginAt(chain, 'T_hook');
    await payFar(chain, payment.id.token);
    const told = async () => {
      const list = await ask(`${chain.far.url}/account/webhooks`, { headers: basic });
      const { webhooks } = list.json as { readonly webhooks: readonly Record<string, unknown>[] };
      return webhooks.map(({ event, state }) => `${event} ${state}`).join();
    };
    assert.equal(await until(told, 'ORDER_PROCESSED delivered'), 'ORDER_PROCESSED delivered');
    assert.ok(!chain.near.logged.some((line) => line.includes('did not sign')));
    const paidAt = async () =>
      (await findOrder(chain, 'T_hook')).aggregate.payments[0]?.status ?? 'none';
    assert.equal(await until(paidAt, 'captured'), 'captured');
  });

  test('none of it stands in a log', async () => {
    const granted = await ask(`${chain.far.url}/pinelabs/api/auth/v1/token`, {
      body: { client_id: KEY, client_secret: SECRET, grant_type: 'client_credentials' },
    });
    const { access_token } = granted.json as { readonly access_token: string };
    const [head = ''] = access_token.split('.');
    assert.ok(head.length > 4 && chain.near.logged.length > 0);
    const logged = chain.near.logged.join('\n');
    assert.ok(!logged.includes(`${head}.`), 'a token was logged');
    assert.ok(!logged.includes(SECRET), 'a secret was logged');
  });
});

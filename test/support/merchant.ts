// A merchant's program that asks a running server, for the drivers of the dialects.
import assert from 'node:assert/strict';
import type { Credentials } from '../../src/core/account.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Merchant, Values } from '../../src/gateways/fixture.ts';
import { ask, type TestServer } from './server.ts';

/** One at `url`; whoever knows the pages of its orders finds them with `findPage`. */
export function merchantAt(
  url: string,
  { key, secret }: Credentials,
  shop: string,
  findPage: Merchant['findPage'],
): Merchant {
  const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
  return {
    key,
    secret,
    shop,
    server: url,
    ask: async (method, path, { headers = { authorization: basic }, body } = {}) => {
      const sent = body === undefined ? { method, headers } : { method, headers, body };
      const answered = await ask(`${url}${path}`, sent);
      assert.equal(answered.status, 200, `${method} ${path}: ${answered.text}`);
      return answered.json as Values;
    },
    findPage,
  };
}

/** `shop` is where its customers come back to. */
export function merchantOf(
  server: TestServer,
  { key, secret }: Credentials,
  shop = 'https://merchant.example',
): Merchant {
  return merchantAt(server.url, { key, secret }, shop, async (reference) => {
    const { accounts, engine, pages } = server.app.parts;
    const { account } = (await accounts.find(key)) ?? assert.fail();
    const order = [{ by: 'reference', reference } as const];
    const found = await engine.find(account, { kind: 'findOrder', order });
    assert.ok(!isFailure(found));
    return `${server.url}/pay/${pages.nameOf(account, found.aggregate.order)}`;
  });
}

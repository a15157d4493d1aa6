// The operator's API as tests of connections send to it, and a shop of the accounts that it makes.
import assert from 'node:assert/strict';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';
import { BANK, CREDENTIALS_OF_BANK } from './processor.ts';
import { type Answered, ask, type TestServer } from './server.ts';

export type Json = Record<string, unknown>;
export type Texts = Readonly<Record<string, string>>;

export const ADMIN = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
/** What no answer, log or output may have: it stands in every secret of CREDENTIALS_OF_BANK. */
export const CANARY = /canary/;

/** `server` is asked once it has started. */
export function connectionApiOf(server: () => TestServer) {
  const api = (method: string, where: string, body?: Json, headers: Texts = ADMIN) => {
    const sent = body === undefined ? { method, headers } : { method, headers, body };
    return ask(`${server().url}/admin/accounts${where}`, sent);
  };
  let receipts = 0;
  return {
    api,
    addAccount: async (mode = 'live'): Promise<{ readonly key: string; readonly owner: Texts }> => {
      const { key, secret } = (await api('POST', '', { name: 'Chai Point', mode })).json as Json;
      const basic = Buffer.from(`${key}:${secret}`).toString('base64');
      return { key: String(key), owner: { authorization: `Basic ${basic}` } };
    },
    connect: async (key: string, more: Json = {}): Promise<Json> => {
      const asked = { processor: BANK, mode: 'test', credentials: { ...CREDENTIALS_OF_BANK } };
      const added = await api('POST', `/${key}/connections`, { ...asked, ...more });
      assert.equal(added.status, 200, added.text);
      return added.json as Json;
    },
    createOrder: (headers: Texts): Promise<Answered> => {
      receipts += 1;
      const body = { amount: 50000, currency: 'INR', receipt: `connection-${receipts}` };
      return ask(`${server().url}/v1/orders`, { headers, body });
    },
  };
}

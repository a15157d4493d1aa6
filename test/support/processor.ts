// A processor of the tests' own: it has credentials, and answers whether it accepts them.
import assert from 'node:assert/strict';
import type { Carriage } from '../../src/connections.ts';
import { listProcessors } from '../../src/gateways/gateway.ts';
import * as gateways from '../../src/gateways/registry.ts';
import type { Call } from '../../src/engine/processing/call.ts';
import type { Connection, Exchange, Processor } from '../../src/gateways/processor.ts';

export const BANK = 'testbank';
export const CREDENTIALS_OF_BANK = Object.freeze({
  merchantId: 'M-1',
  apiSecret: 'canary-api-secret',
  hookSecret: 'canary-hook-secret',
});

const NEVER = Object.freeze({
  request: () => assert.fail('it is never asked'),
  read: () => assert.fail('it is never read'),
});

/** Only its credentials and its probe can be used. */
export const TEST_PROCESSOR: Processor = Object.freeze({
  credentialFields: [
    { name: 'merchantId', label: 'Merchant id', secret: false, required: true },
    { name: 'apiSecret', label: 'API secret', secret: true, required: true },
    { name: 'hookSecret', label: 'Webhook secret', secret: true, required: false },
  ],
  checkCredentials: ({ merchantId = '' }, mode) =>
    mode === 'live' && merchantId.startsWith('T-') ? 'Merchant id is one of test mode' : null,
  abilities: { currencies: ['INR'], methods: null, manualCapture: false, partialCapture: false },
  needs: [],
  lateSuccess: 'refund',
  watchMs: 0,
  inquiriesPerMinute: 60,
  identifies: 'name',
  start: NEVER,
  inquire: NEVER,
  refund: NEVER,
  inquireRefund: NEVER,
  probe: {
    request: (_ask, { connection, credentials }) => ({
      method: 'GET',
      url: `${connection.baseUrl ?? 'https://bank.example'}/me`,
      headers: { authorization: credentials['apiSecret'] ?? '' },
      body: null,
    }),
    read: ({ status, body }) => {
      if (status === 200) return { kind: 'accepted', raw: body };
      if (status !== 401) return { kind: 'unknown', raw: body };
      return { kind: 'refused', why: 'credentials', again: 'never', raw: body };
    },
  },
  webhook: { locate: () => null, verify: () => false },
  redact: [],
});

/** Answers every question as a network would; `reply` says what came. */
export function callBy(
  reply: (url: string, secret: string) => { readonly status: number; readonly body: string },
): Call {
  return async <Ask, Result>(
    exchange: Exchange<Ask, Result>,
    ask: Ask,
    connection: Connection,
  ): Promise<Result> => {
    const [credentials = {}] = connection.credentials;
    const side = { connection, credentials, now: 0 };
    const request = exchange.request(ask, side) as {
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    };
    const came = reply(request.url, request.headers['authorization'] ?? '');
    return exchange.read(came, ask, side, 0, []) as Result;
  };
}

/** What it says is whatever secret it was sent: a report must not have it. */
export const ACCEPTING = callBy((_url, secret) => ({ status: 200, body: `hello ${secret}` }));

/** The registry's processors, which nobody calls, and the one of the tests. */
export const TEST_CARRIAGE: Carriage = {
  processors: new Map([...listProcessors(gateways), [BANK, TEST_PROCESSOR]]),
  call: (exchange, ask, connection) =>
    connection.processor === BANK
      ? ACCEPTING(exchange, ask, connection)
      : Promise.resolve({ kind: 'unknown', raw: 'nobody is called here' }),
  close: async () => undefined,
};

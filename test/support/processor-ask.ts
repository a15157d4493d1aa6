// What the engine asks a processor with, in the tests of processors, and how it is sent.
import assert from 'node:assert/strict';
import type { Choice } from '../../src/core/command.ts';
import type { Locator } from '../../src/core/id.ts';
import { PROCESSORS } from '../../src/connections.ts';
import { createCall, type ProcessorSend } from '../../src/engine/processing/call.ts';
import type {
  CaptureAsk,
  Exchange,
  RefundAsk,
  Refused,
  Side,
  StartAsk,
  Unknown,
} from '../../src/gateways/processor.ts';
import { buildOrder, buildPayment, buildRefund } from './call.ts';
import { expectOutcome } from './engine.ts';
import { ask, KEY, type TestServer } from './server.ts';

/** Everything that any exchange asks with. */
export type Ask = StartAsk & CaptureAsk & RefundAsk;

export const NAME = 'aB3dE5fG7hJ9kL';
export const REFUND_NAME = 'rF2dE4fG6hJ8kL';

const PAYER = { id: null, name: 'Asha Rao', email: 'asha@example.com' } as const;

/** Amounts are of `minor`, at the moment `at`; nothing has paid yet. */
export function buildAsk(minor: number, at: number, more: Partial<Ask> = {}): Ask {
  const customer = { ...PAYER, phone: '+919000090000' };
  const money = { amountMinor: minor, createdAt: at };
  const order = buildOrder({
    ...{ ...money, reference: 'shop-17', status: 'attempted', attempts: 1 },
    ...{ description: '#Tea, Earl Grey', customer },
  });
  const said = { processorReference: null, processorStatus: null, bankReference: null };
  const payment = buildPayment({
    ...{ ...money, ...said, status: 'pending', instrument: null },
    ...{ capturedMinor: 0, completedAt: null },
  });
  const refund = buildRefund({ ...money, reference: null, ownsReference: false });
  return {
    ...{ name: NAME, theirOrder: null, attempt: null },
    ...{ order, payment, customer, merchant: 'Chai House', amountMinor: minor },
    back: 'https://pay.example.in/pay/x/back',
    hook: 'https://pay.example.in/hooks/x',
    ...{ refundName: REFUND_NAME, refund },
    ...more,
  };
}

const silent = (): void => undefined;
const LOG = { info: silent, warn: silent, error: silent };

const send: ProcessorSend = async ({ method, url, headers, body }) => {
  const { status, text } = await ask(url, { method, headers, ...(body === null ? {} : { body }) });
  return { kind: 'answered', status, body: text, isCut: false };
};

/** As the engine calls, with a connection's own credentials. */
export function callProcessor<Asked, Result extends { readonly kind: string }>(
  exchange: Exchange<Asked, Result>,
  asked: Asked,
  { connection, now }: Side,
): Promise<Result | Refused | Unknown> {
  const call = createCall({ send, processors: PROCESSORS, now: () => now, log: LOG });
  return call(exchange, asked, connection);
}

export const CARD = {
  method: 'card',
  network: 'visa',
  kind: 'credit',
  last4: '1111',
  holder: null,
} as const;

/** The customer at the page of a server of ours that stands for the gateway. */
export async function payAt(
  { app }: TestServer,
  order: Locator,
  { order: { capture } }: Pick<Ask, 'order'>,
  choice: Choice,
): Promise<void> {
  const { accounts, engine, instructions, simulators } = app.parts;
  const { account } = (await accounts.find(KEY)) ?? assert.fail();
  const command = { kind: 'startPayment', order: [order], instrument: CARD } as const;
  const { payment } = expectOutcome(await engine.execute(account, command));
  const report = payment && simulators.get(account.processor)?.choose(payment, choice, capture);
  assert.ok(payment && report);
  await instructions.report(account, payment, report, null);
}

// Builds the values that a dialect's pure functions take, for tests that need no server.
import type { Account, Credentials } from '../../src/core/account.ts';
import { DEFAULT_SETTINGS } from '../../src/core/account.ts';
import type { CreateOrder, Request } from '../../src/core/command.ts';
import type { Outcome } from '../../src/core/decision.ts';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Aggregate, Order } from '../../src/core/order.ts';
import type { Payment } from '../../src/core/payment.ts';
import type { Refund } from '../../src/core/refund.ts';
import type { Call, Addresses, Operation, RawRequest, Reply } from '../../src/gateways/dialect.ts';
import { decodeBody } from '../../src/gateways/kit/body.ts';

export const NOW = Date.parse('2024-01-15T10:30:00+05:30');
export const CREDENTIALS: Credentials = { key: 'test_123', secret: 'secret_123' };
export const ACCOUNT: Account = {
  id: 1,
  key: CREDENTIALS.key,
  aliases: { clientId: '11111111-2222-4333-8444-555555555555', merchantId: '123456789' },
  name: 'Test shop',
  mode: 'sandbox',
  processor: 'sandbox',
  settings: DEFAULT_SETTINGS,
  clockOffsetMs: 0,
};
const PAY = 'http://127.0.0.1:8080/pay';
export const ADDRESSES: Addresses = {
  origin: 'http://127.0.0.1:8080',
  pageToken: ({ order }) => `${order.id.token}PAGE`,
  page: ({ order }, session = '') => `${PAY}/${order.id.token}PAGE${session}`,
  frame: ({ order }, embedder, session = '') =>
    `${PAY}/${order.id.token}PAGE${session}/in/${embedder}`,
  orderOfPage: (name) => (name.endsWith('PAGE') ? name.slice(0, 14) : null),
};

type Sent = {
  readonly method?: string;
  readonly base?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly address?: string;
  /** An object is sent as JSON; a text as it is, with the content type given in `headers`. */
  readonly body?: Readonly<Record<string, unknown>> | string;
};

export function buildRequest(sent: Sent): RawRequest {
  const text = typeof sent.body === 'object' ? JSON.stringify(sent.body) : (sent.body ?? '');
  const bytes = Buffer.from(text);
  const headers = { 'content-type': 'application/json', ...sent.headers };
  return {
    method: sent.method ?? 'POST',
    base: sent.base ?? '',
    path: sent.path,
    query: sent.query ?? {},
    headers,
    address: sent.address ?? '127.0.0.1',
    bytes,
    fields: () => decodeBody(headers['content-type'], bytes),
  };
}

export function buildCall(sent: Sent, params: Readonly<Record<string, string>> = {}): Call {
  const request = buildRequest(sent);
  const fields = request.fields();
  if (isFailure(fields)) throw new Error(`the body does not decode: ${fields.detail}`);
  return {
    account: ACCOUNT,
    credentials: CREDENTIALS,
    request,
    params,
    fields,
    now: NOW,
    addresses: ADDRESSES,
  };
}

export function buildOrder(changes: Partial<Order> = {}): Order {
  return {
    id: { key: 1, number: 4403993715527184, token: 'ABC123def456GH' },
    dialect: 'test',
    reference: 'REF_1',
    ownsReference: true,
    amountMinor: 50050,
    currency: 'INR',
    amountText: null,
    status: 'created',
    capture: 'automatic',
    description: null,
    customer: { id: null, name: null, email: null, phone: null },
    notes: {},
    returns: { success: null, failure: null, cancel: null, notify: null },
    wire: {},
    attempts: 0,
    refunds: 0,
    amountPaidMinor: 0,
    createdAt: NOW,
    expiresAt: null,
    version: 1,
    ...changes,
  };
}

export function orderCommand(changes: Partial<CreateOrder> = {}): CreateOrder {
  return {
    kind: 'createOrder',
    dialect: 'test',
    reference: null,
    repeat: 'refuse',
    amountMinor: 50050,
    currency: 'INR',
    amountText: null,
    capture: 'automatic',
    description: null,
    customer: { id: null, name: null, email: null, phone: null },
    notes: {},
    returns: { success: null, failure: null, cancel: null, notify: null },
    wire: {},
    expiresAt: null,
    ...changes,
  };
}

export function buildPayment(changes: Partial<Payment> = {}): Payment {
  return {
    id: { key: 2, number: 5403993715527185, token: 'PAY123def456GH' },
    orderKey: 1,
    amountMinor: 50050,
    currency: 'INR',
    status: 'captured',
    instrument: { method: 'card', network: 'visa', kind: 'credit', last4: '1234', holder: null },
    processor: 'sandbox',
    processorReference: 'SBX1',
    processorStatus: 'captured',
    bankReference: '123456789',
    decline: null,
    requested: null,
    capturedMinor: 50050,
    refundedMinor: 0,
    notes: {},
    createdAt: NOW + 240_000,
    completedAt: NOW + 300_000,
    ...changes,
  };
}

export function buildRefund(changes: Partial<Refund> = {}): Refund {
  return {
    id: { key: 3, number: 6403993715527186, token: 'RFN123def456GH' },
    orderKey: 1,
    paymentKey: 2,
    dialect: 'test',
    reference: 'refund_123',
    ownsReference: true,
    amountMinor: 10000,
    currency: 'INR',
    status: 'pending',
    note: null,
    notes: {},
    wire: {},
    processorReference: null,
    processorStatus: null,
    bankReference: null,
    createdAt: NOW + 1_800_000,
    processedAt: null,
    ...changes,
  };
}

export function buildOutcome(aggregate: Partial<Aggregate> & { order: Order }): Outcome {
  const whole: Aggregate = { payments: [], refunds: [], ...aggregate };
  return {
    aggregate: whole,
    payment: whole.payments.at(-1) ?? null,
    refund: whole.refunds.at(-1) ?? null,
  };
}

/** What a row asks for. */
export function parseBy(operation: Operation | undefined, call: Call): Request | Failure {
  if (operation === undefined || !('pair' in operation)) throw new Error('a row that parses');
  return operation.pair<Request | Failure>(({ parse }) => parse(call));
}

/** Renders a result by a row; whether the row is of such results is the test's business. */
export function renderBy(operation: Operation | undefined, result: unknown, call: Call): Reply {
  if (operation === undefined || !('pair' in operation)) throw new Error('a row that renders');
  return operation.pair(({ render }) => render(result as never, call));
}

// Every text that this server signs with an account's secret, caught while the dialects run, and
// the texts that merchants' pages print with a signature of their own.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import type { CreateOrder, Request } from '../../src/core/command.ts';
import type { EventKind } from '../../src/core/decision.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Aggregate, Order } from '../../src/core/order.ts';
import { standardHeaders } from '../../src/engine/webhooks/standard-headers.ts';
import type { Call, Dialect, Operation } from '../../src/gateways/dialect.ts';
import { listRequestForms, writePreImage } from '../../src/gateways/payu/hash.ts';
import { signedText, signText } from '../../src/gateways/pinelabs/signature.ts';
import { listPreImages } from '../../src/gateways/worldline/token.ts';
import type { Values } from '../../src/gateways/fixture.ts';
import { ACCOUNT, ADDRESSES, buildOrder, buildPayment, buildRefund, buildRequest } from './call.ts';
import { CREDENTIALS, NOW, parseBy, renderBy } from './call.ts';
import { bodiesOf, headersOf } from './sample-body.ts';

const { key: KEY, secret: SECRET } = CREDENTIALS;

/** A text and how it was signed; `where` says by whom, for whoever reads a failure. */
export type Signed = {
  readonly where: string;
  readonly by: 'sha512' | 'sha256' | 'hmac';
  readonly text: string;
};

/** Stands for whatever a buyer typed: what survives of it shows what could have been put there. */
export const HOSTILE = 'Jo|QQ&QQ|z';

/** What `work` signs with the secret: hashed with it inside, or by an HMAC whose key it is. */
function catchSigned(where: string, work: () => void): readonly Signed[] {
  const { createHash, createHmac, hash: hashAtOnce } = crypto;
  const caught: Signed[] = [];
  const note = (by: string, text: string): void => {
    if (by === 'sha512' || by === 'sha256' || by === 'hmac') caught.push({ where, by, text });
  };
  crypto.createHash = (algorithm, options) => {
    const hash = createHash(algorithm, options);
    return watchUpdates(hash, (text) => {
      if (text.includes(SECRET)) note(algorithm, text);
    });
  };
  const hash = (...[algorithm, data, options]: Parameters<typeof hashAtOnce>) => {
    const text = String(data);
    if (text.includes(SECRET)) note(algorithm, text);
    return hashAtOnce(algorithm, data, options);
  };
  Object.assign(crypto, { hash });
  crypto.createHmac = (algorithm, secret, options) => {
    const hmac = createHmac(algorithm, secret, options);
    const isOurs = Buffer.from(secret as Buffer).toString() === SECRET;
    return watchUpdates(hmac, (text) => {
      if (isOurs) note('hmac', text);
    });
  };
  syncBuiltinESMExports();
  try {
    work();
  } finally {
    Object.assign(crypto, { createHash, createHmac, hash: hashAtOnce });
    syncBuiltinESMExports();
  }
  return caught;
}

function watchUpdates<T extends crypto.Hash | crypto.Hmac>(
  hash: T,
  see: (text: string) => void,
): T {
  const update = hash.update.bind(hash) as (data: string | Buffer) => T;
  hash.update = ((data: string | Buffer) => {
    see(data.toString());
    return update(data);
  }) as T['update'];
  return hash;
}

function callOf({ method, path }: Operation, sender: Sender, body: Values): Call | null {
  const params = { id: 'o-123', refund_id: 'r-123', cf_payment_id: '12' };
  const sent = { method, path, body, ...sender };
  const request = buildRequest(sent);
  const fields = request.fields();
  const who = { account: ACCOUNT, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  return isFailure(fields) ? null : { ...who, request, params, fields };
}

type Sender = { readonly base: string; readonly headers: Readonly<Record<string, string>> };

/** Each text of a body in turn replaced by what a hostile buyer would type there. */
export function spoil(body: Values): readonly Values[] {
  return [body, ...Object.entries(body).flatMap(([name, value]) => spoilField(body, name, value))];
}

function spoilField(body: Values, name: string, value: unknown): readonly Values[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return spoil(value as Values).map((inside) => ({ ...body, [name]: inside }));
  }
  return [HOSTILE, `${HOSTILE}@shop.example`].map((text) => ({ ...body, [name]: text }));
}

type Taken = { readonly operation: Operation; readonly call: Call; readonly request: Request };

/** Every request of the dialect's samples, as they are and spoiled, that one of its rows takes. */
function takenBy(dialect: Dialect): readonly Taken[] {
  const { name } = dialect;
  return dialect.families.flatMap((family) => {
    const sender = { base: family.bases[0] ?? '', headers: headersOf(name, family) };
    return family.operations.flatMap((operation) => {
      const samples = bodiesOf(name, family, operation);
      const bodies = samples.flatMap((sample) => spoil(withPeople(sample)));
      return bodies.flatMap((body): readonly Taken[] => {
        const call = callOf(operation, sender, body);
        if (call === null || !('pair' in operation)) return [];
        const request = parseBy(operation, call);
        return isFailure(request) ? [] : [{ operation, call, request }];
      });
    });
  });
}

/** Fields of a buyer that samples leave out; operations ignore what they do not know. */
function withPeople(sample: Values): Values {
  const udf = Object.fromEntries([1, 5, 6, 10].map((number) => [`udf${number}`, 'x']));
  const named = { customer_name: 'Jo', customer_email: 'jo@shop.example', lastname: 'Rao', ...udf };
  const ppc = { ppc_CustomerFirstName: 'Jo', ppc_CustomerEmail: 'jo', ppc_CustomerMobile: '99' };
  return { ...named, ...ppc, ppc_UdfField2: 'x', consumerId: 'c', ...sample };
}

const KINDS: readonly EventKind[] = [
  ...['order.paid', 'order.expired', 'payment.pending', 'payment.authorized'],
  ...['payment.captured', 'payment.failed', 'refund.processed', 'refund.failed'],
] as readonly EventKind[];
const ENDPOINTS = [null, {}, { version: 'v2' }, { version: 'v1' }, { format: 'both' }] as const;
const ADDRESS = 'https://shop.example/back';

function orderOf(asked: CreateOrder): Order {
  const { kind, repeat, pays, ...facts } = asked;
  const returns = { success: ADDRESS, failure: ADDRESS, cancel: ADDRESS, notify: ADDRESS };
  return buildOrder({ ...facts, returns: { ...returns, ...withoutNulls(asked.returns) } });
}

function withoutNulls<T extends object>(values: T): Partial<T> {
  const kept = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as Partial<T>;
}

function aggregatesOf(order: Order): readonly Aggregate[] {
  const card = { method: 'card', network: 'visa', kind: 'credit', last4: '1111' } as const;
  const refunds = [buildRefund({ status: 'processed' })];
  return ([HOSTILE, null] as const).flatMap((holder) => {
    const payment = buildPayment({ instrument: { ...card, holder } });
    const paid = { order: { ...order, status: 'paid' } as const, payments: [payment], refunds };
    const failed = buildPayment({ status: 'failed', decline: 'declined', instrument: null });
    return [paid, { order, payments: [failed], refunds: [] }];
  });
}

/** Handbacks, webhooks and answers of the dialect for orders as hostile as they get. */
function signAll(dialect: Dialect): void {
  const taken = takenBy(dialect);
  const created = taken.flatMap(({ request }) => (request.kind === 'createOrder' ? [request] : []));
  // Versions and ways to prove oneself come to the same orders.
  const asked = new Map(created.map((request) => [JSON.stringify(request), request]));
  const aggregates = [...asked.values()].map(orderOf).flatMap(aggregatesOf);
  for (const aggregate of aggregates) {
    const payment = aggregate.payments.at(-1) ?? null;
    const context = { aggregate, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
    dialect.handback({ ...context, payment });
    dialect.handback({ ...context, payment: null, embedded: true });
    for (const kind of KINDS) tell(dialect, aggregate, kind);
  }
  const hostile = aggregates.filter((each) => JSON.stringify(each).includes(HOSTILE));
  const told = [...hostile.slice(0, 8), ...hostile.slice(-4), ...aggregates.slice(0, 2)];
  for (const { operation, call, request } of taken) answer(operation, call, request, told);
}

function tell({ webhooks }: Dialect, aggregate: Aggregate, kind: EventKind): void {
  const [payment = null, refund = null] = [aggregate.payments[0], aggregate.refunds[0]];
  const event = { kind, at: NOW, token: 'EVT123def456GH', aggregate, payment, refund };
  if (kind.startsWith('refund.') && refund === null) return;
  for (const body of ENDPOINTS) {
    const subscriber = { url: ADDRESS, body, secret: SECRET };
    const side = { account: ACCOUNT, credentials: CREDENTIALS, addresses: ADDRESSES };
    for (const request of webhooks.render(event, subscriber, side)) {
      standardHeaders({ token: 'WH', request } as never, SECRET, Math.floor(NOW / 1000));
    }
  }
}

/** Answers that are signed; the states of orders matter less here than who typed what. */
function answer(
  operation: Operation,
  call: Call,
  { kind }: Request,
  aggregates: readonly Aggregate[],
): void {
  for (const aggregate of aggregates) {
    const { payments, refunds } = aggregate;
    const found = { aggregate, payment: payments[0] ?? null, refund: refunds[0] ?? null };
    const isOne = /^(findOrder|createOrder|payByApi|capturePayment)$/.test(kind);
    const isRefund = /^(createRefund|findRefund)$/.test(kind) && found.refund !== null;
    if (isOne || isRefund) renderBy(operation, found, call);
    if (kind === 'findMany') renderBy(operation, { items: [found] }, call);
  }
}

export function listSignedByUs(dialects: readonly Dialect[]): readonly Signed[] {
  return unique(dialects.flatMap((dialect) => catchSigned(dialect.name, () => signAll(dialect))));
}

function unique(signed: readonly Signed[]): readonly Signed[] {
  return [...new Map(signed.map((each) => [`${each.by} ${each.text}`, each])).values()];
}

/** What shops print: goods, amount and the order's name are theirs, the rest is the buyer's. */
export function listPrinted(): readonly Signed[] {
  const udfs = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`udf${number}`, '']));
  const payu = { key: KEY, txnid: 'T-1', amount: '500.00', productinfo: 'Shoes', ...udfs };
  const buyer = {
    ...{ firstname: 'Jo', email: 'jo@shop.example', udf1: 'u', udf6: '', udf10: 'x' },
    ...{ phone: '9876543210', user_token: 'jo' },
  };
  const forms = spoil(buyer).flatMap((typed) => {
    const values = { ...payu, ...typed } as Readonly<Record<string, string>>;
    const newer = { ...values, api_version: '19', cart_details: '{"sku":"1"}' };
    return [values, newer].flatMap((each) =>
      listRequestForms(each).map(({ sequence }) => writePreImage(sequence, each, SECRET)),
    );
  });
  const bought = { consumerId: 'c', consumerMobileNo: '9876543210', consumerEmailId: 'jo@x.co' };
  const tokens = spoil(bought).flatMap((typed) => {
    const values = { merchantId: KEY, txnId: 'T-1', accountNo: '', ...typed };
    const [text = ''] = listPreImages({ values, lexemes: new Map() }, 50000);
    return [`${text}|${SECRET}`];
  });
  const ppc = {
    ppc_MerchantID: 'm',
    ppc_MerchantAccessCode: KEY,
    ppc_UniqueMerchantTxnID: 'T-1',
    ppc_Amount: '50000',
    ppc_TransactionType: '1',
    ppc_MerchantReturnURL: ADDRESS,
  };
  const person = { ppc_CustomerFirstName: 'Jo', ppc_ShippingLastName: 'x', ppc_UdfField1: 'u' };
  const pages = spoil(person).map((typed) =>
    signedText(Object.entries({ ...ppc, ...(typed as Readonly<Record<string, string>>) })),
  );
  return unique([
    ...forms.map((text) => ({ where: 'a PayU form', by: 'sha512', text }) as const),
    ...tokens.flatMap((text) =>
      (['sha256', 'sha512'] as const).map((by) => ({ where: 'a Worldline token', by, text })),
    ),
    ...pages.map((text) => ({ where: 'a Pine Labs form', by: 'hmac', text }) as const),
  ]);
}

/** The signature that was printed beside such a text. */
export function digestOf({ by, text }: Signed): string {
  if (by === 'hmac') return signText(text, SECRET);
  return crypto.createHash(by).update(text).digest('hex');
}

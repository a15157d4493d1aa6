// Sends the samples of fixtures to a running server, and finds the row that answered.
import assert from 'node:assert/strict';
import type { Account, Credentials } from '../../src/core/account.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Outcome } from '../../src/core/decision.ts';
import type { Instrument } from '../../src/core/payment.ts';
import type { Call, Family, Operation } from '../../src/gateways/dialect.ts';
import type { Given, Sample, SampleRequest, Values } from '../../src/gateways/fixture.ts';
import { select } from '../../src/http/mount.ts';
import { openRequest } from '../../src/http/open.ts';
import type { Served } from './fixture.ts';
import { makeOrder } from './sample-order.ts';
import { proveSample } from './sample-proof.ts';
import { spell, type WireRequest } from './sample-wire.ts';
import { type Answered, ask, type TestServer } from './server.ts';

/** A merchant of its own for each sample, so that none sees another's orders. */
export type Shopkeeper = {
  readonly account: Account;
  readonly credentials: Credentials;
  /** What its customers pay with; absent: a card. */
  readonly instrument?: Instrument;
};

/** A request as it goes out, with the row that it comes to and what that row is given. */
export type Driven = {
  readonly sample: Sample;
  readonly given: Given;
  readonly request: SampleRequest;
  readonly answered: Answered;
  /** Null when the request comes to no row, or to a row of another family. */
  readonly row: Operation | null;
  /** Null when the proof was not taken. */
  readonly call: Call | null;
  /** Whether it was answered as it should be. */
  readonly succeeded: boolean;
};

const SHOP = 'https://shop.example/back';
let names = 0;

/** Twelve letters and digits that nothing was called by. */
export function freshName(): string {
  names += 1;
  return `S${names.toString(36).padStart(11, '0')}`;
}

export async function openShop(
  { app }: TestServer,
  settings: Sample['settings'] = {},
): Promise<Shopkeeper> {
  const name = freshName();
  return app.parts.accounts.add({
    key: `key_${name}`,
    // Some gateways spell their secrets in hex and sign with the bytes.
    secret: Buffer.from(name.repeat(2)).toString('hex'),
    name: 'Sample shop',
    mode: 'sandbox',
    processor: 'sandbox',
    settings,
  });
}

/** What exists once the sample may be sent: all that it needs is made. */
export async function prepare(
  server: TestServer,
  served: Served,
  family: Family,
  sample: Sample,
  shop: Shopkeeper,
): Promise<{ readonly given: Given; readonly account: Account }> {
  const { accounts, engine } = server.app.parts;
  let { account } = shop;
  let answer: Values | null = null;
  if (sample.after !== undefined) {
    const before = served.fixture.samples.find(
      ({ row, families }) => row === sample.after && families.test(family.name),
    );
    if (before === undefined) throw new Error(`no sample of ${sample.after} for ${family.name}`);
    const earlier = await prepare(server, served, family, before, shop);
    account = earlier.account;
    const { answered } = await send(server, served, family, before, earlier.given);
    assert.ok(answered.status < 400, `${sample.after}: ${answered.text}`);
    answer = answered.json as Values;
  }
  const { order: state } = sample;
  const { instrument } = shop;
  const own = instrument === undefined ? {} : { instrument };
  const plan = { dialect: served.dialect, reference: freshName(), shop: SHOP, ...own };
  const outcome =
    state === undefined ? null : await makeOrder(server.app.parts, account, { ...plan, state });
  if (sample.laterMs !== undefined) account = await accounts.advanceClock(account, sample.laterMs);
  const now = engine.nowOf(account);
  const { credentials } = shop;
  const page =
    outcome === null ? null : server.app.parts.pages.nameOf(account, outcome.aggregate.order);
  return { account, given: givenOf({ served, family, credentials, now, outcome, answer, page }) };
}

export type Made = {
  readonly served: Served;
  readonly family: Family;
  readonly credentials: Credentials;
  readonly now: number;
  readonly outcome: Outcome | null;
  readonly answer: Values | null;
  readonly page: string | null;
  /** Made up unless it is given. */
  readonly fresh?: string;
};

/** What a sample may look at; what was not made throws when it is asked for. */
export function givenOf(made: Made): Given {
  const { served, family, credentials, now, outcome, answer, page } = made;
  const sure = <T>(value: T | null | undefined, what: string): T => {
    if (value === null || value === undefined) throw new Error(`the sample asks for no ${what}`);
    return value;
  };
  const { fresh = freshName() } = made;
  const { dialect } = served;
  return {
    ...credentials,
    family: family.name,
    dialect,
    now,
    fresh,
    shop: SHOP,
    get order() {
      return sure(outcome?.aggregate.order, 'order');
    },
    get reference() {
      return sure(outcome?.aggregate.order.reference, 'order');
    },
    get page() {
      return sure(page, 'order');
    },
    get payment() {
      return sure(outcome?.payment ?? outcome?.aggregate.payments.at(-1), 'payment');
    },
    get refund() {
      return sure(outcome?.refund, 'refund');
    },
    get answer() {
      return sure(answer, 'earlier answer');
    },
  };
}

/** Sends a spelt request. */
export async function post(server: TestServer, wire: WireRequest): Promise<Answered> {
  const { method, path, query, headers, body } = wire;
  const search = new URLSearchParams(query).toString();
  const url = `${server.url}${path}${search === '' ? '' : `?${search}`}`;
  return ask(url, { method, headers, ...(body === null ? {} : { body }) });
}

const WHERE = { id: '', address: '127.0.0.1' } as const;

/** The row that such a request comes to, and what that row is given; as the road finds them. */
export async function locate(
  { app }: TestServer,
  family: Family,
  wire: WireRequest,
): Promise<Pick<Driven, 'row' | 'call'>> {
  const { path, method, query, headers, body } = wire;
  const bytes = Buffer.from(body ?? '');
  const match = app.road.mount({ ...WHERE, method, path, query, headers, bytes });
  if (match === null || match.family.name !== family.name) return { row: null, call: null };
  const rowOf = (operation: Operation): Operation | null =>
    family.operations[match.family.operations.indexOf(operation)] ?? null;
  const [only, ...others] = match.candidates;
  const unopened = only === undefined || others.length > 0 ? null : rowOf(only.operation);
  const identification = match.family.identify(match.request);
  if (isFailure(identification)) return { row: unopened, call: null };
  const opened = await openRequest(
    app.road.findAccountBy,
    match.family,
    match.request,
    identification,
  );
  if (isFailure(opened)) return { row: unopened, call: null };
  const { account, fields } = opened;
  const chosen = select(match, fields);
  if (chosen === null) return { row: null, call: null };
  const addresses = app.road.addresses(account);
  const now = app.road.engine.nowOf(account);
  const { request } = match;
  const call = { ...opened, request, params: chosen.params, now, addresses };
  return { row: rowOf(chosen.operation), call };
}

/** Proves, locates and sends a sample whose needs are met. */
export async function send(
  server: TestServer,
  served: Served,
  family: Family,
  sample: Sample,
  given: Given,
  base?: string,
): Promise<Driven> {
  const who = { credentials: given, now: given.now, ...(base === undefined ? {} : { base }) };
  const request = proveSample(served, family, sample, sample.request(given), who);
  const headers = served.fixture.headersOf?.(family.name) ?? {};
  const wire = spell(family, sample, request, headers, base);
  const located = await locate(server, family, wire);
  const answered = await post(server, wire);
  const succeeded = isSuccess(served, answered);
  return { sample, given, request, answered, ...located, succeeded };
}

/** No status of refusal, and no answer that says no with another. */
export function isSuccess({ fixture }: Served, { status, text }: Answered): boolean {
  return status < 400 && fixture.isRefusal?.(text) !== true;
}

const UNPAID: ReadonlySet<string> = new Set(['created', 'link']);
const REFUNDED: ReadonlySet<string> = new Set(['refunding', 'refunded']);

/** Every name of what a sample is about: of the order, its payment and its refund. */
export function listNames(
  { order: state }: Pick<Sample, 'order'>,
  given: Given,
): readonly string[] {
  if (state === undefined) return [];
  const entities = [
    given.order,
    ...(UNPAID.has(state) ? [] : [given.payment]),
    ...(REFUNDED.has(state) ? [given.refund] : []),
  ];
  return [given.reference].concat(entities.flatMap(({ id }) => [id.token, String(id.number)]));
}

/** Texts of which the answer to a sample that succeeds has one; an empty list asks for none. */
export function namesOf({ sample, given }: Driven): readonly string[] {
  return sample.holds === undefined ? listNames(sample, given) : [sample.holds(given)];
}

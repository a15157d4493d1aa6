// The orders that a dialect's samples create, found without a server.
import type { Account, Credentials } from '../../src/core/account.ts';
import type { CreateOrder } from '../../src/core/command.ts';
import { isFailure } from '../../src/core/failure.ts';
import type { Order } from '../../src/core/order.ts';
import type { Call, Dialect, Family, Operation, RawRequest } from '../../src/gateways/dialect.ts';
import type { Sample, SampleRequest } from '../../src/gateways/fixture.ts';
import { decodeBody } from '../../src/gateways/kit/body.ts';
import { ACCOUNT, ADDRESSES, buildOrder, NOW, parseBy } from './call.ts';
import { type Served, SERVED } from './fixture.ts';
import { givenOf } from './sample.ts';
import { proveSample } from './sample-proof.ts';
import { spell, type WireRequest } from './sample-wire.ts';

/** In hex, as one gateway has it; the others take it as it is. */
export const MERCHANT: Credentials = { key: 'key_1', secret: '5ec2e7'.repeat(6) };
export const MERCHANT_ACCOUNT: Account = { ...ACCOUNT, key: MERCHANT.key };

/** The row that a request comes to without a server, and what that row is given. */
export type FoundCall = { readonly row: Operation; readonly call: Call };

type Asker = { readonly account: Account; readonly credentials: Credentials; readonly now: number };

/** Null when the proof is not taken, or the family has no such row. */
export function findCall(
  served: Served,
  family: Family,
  sample: Pick<Sample, 'row' | 'form'>,
  plain: SampleRequest,
  asker: Asker,
): FoundCall | null {
  const proved = proveSample(served, family, sample, plain, asker);
  return openProved(served, family, sample, proved, asker);
}

/** The same of a request that has its proof. */
export function openProved(
  served: Served,
  family: Family,
  sample: Pick<Sample, 'row' | 'form'>,
  proved: SampleRequest,
  asker: Asker,
): FoundCall | null {
  const { account, credentials, now } = asker;
  const headers = served.fixture.headersOf?.(family.name) ?? {};
  const request = rawOf(family, spell(family, sample, proved, headers));
  const identification = family.identify(request);
  if (isFailure(identification)) return null;
  const fields = family.open(request, identification, account, credentials);
  if (isFailure(fields)) return null;
  const row = family.operations.find(
    ({ method, path, when }) =>
      `${method} ${path}` === sample.row && (when?.(request, fields) ?? true),
  );
  const { params = {} } = proved;
  const call = { request, fields, account, credentials, params, now, addresses: ADDRESSES };
  return row === undefined ? null : { row, call };
}

function rawOf(family: Family, wire: WireRequest): RawRequest {
  const base = family.bases[0] ?? '';
  const bytes = Buffer.from(wire.body ?? '');
  return {
    ...wire,
    address: '127.0.0.1',
    base,
    path: wire.path.slice(base.length) || '/',
    bytes,
    fields: () => decodeBody(wire.headers['content-type'] ?? '', bytes),
  };
}

/** Null when it is no creation. */
function commandOf(served: Served, family: Family, sample: Sample): CreateOrder | null {
  const nothing = { outcome: null, answer: null, page: null };
  const given = givenOf({ served, family, credentials: MERCHANT, now: NOW, ...nothing });
  const settings = { ...MERCHANT_ACCOUNT.settings, ...sample.settings };
  const account = { ...MERCHANT_ACCOUNT, settings };
  const asker = { account, credentials: MERCHANT, now: NOW };
  const found = findCall(served, family, sample, sample.request(given), asker);
  if (found === null || !('pair' in found.row)) return null;
  const parsed = parseBy(found.row, found.call);
  return isFailure(parsed) || parsed.kind !== 'createOrder' ? null : parsed;
}

/** Of orders that differ only in what their fields hold, one. */
export function listCreated({ name }: Dialect): readonly CreateOrder[] {
  const served = SERVED.find(({ owner }) => owner === name);
  if (served === undefined) return [];
  const plain = served.fixture.samples.filter(({ order, after }) => !order && !after);
  const commands = served.families.flatMap((family) =>
    plain
      .filter(({ families }) => families.test(family.name))
      .flatMap((sample) => commandOf(served, family, sample) ?? []),
  );
  return [...new Map(commands.map((each) => [shapeOf(each), each])).values()];
}

function shapeOf({ wire, returns, capture, amountText }: CreateOrder): string {
  const generation = wire['generation'] ?? null;
  return JSON.stringify([Object.keys(wire).sort(), generation, returns, capture, !amountText]);
}

/** As it stands once it was created. */
export function orderOf(command: CreateOrder): Partial<Order> {
  const { kind: _kind, repeat: _repeat, pays: _pays, ...order } = command;
  return order;
}

/** The orders that the dialect must tell of: each of its own kinds, and one of another dialect. */
export function listOrders(dialect: Dialect): readonly Order[] {
  const another = { dialect: 'another', reference: null, wire: { odd: [1, null] } };
  return [...listCreated(dialect).map(orderOf), another].map((order) => buildOrder(order));
}

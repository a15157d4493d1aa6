// Every slot in which a row of any dialect can be told a name, found by trying.
import type { Request } from '../../src/core/command.ts';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Call, Dialect, Family, Operation } from '../../src/gateways/dialect.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import * as registry from '../../src/gateways/registry.ts';
import type { Texts, Values } from '../../src/gateways/fixture.ts';
import { ACCOUNT, ADDRESSES, buildRequest, CREDENTIALS, NOW, parseBy } from './call.ts';
import { bodiesOf, headersOf } from './sample-body.ts';

export const dialects = listDialects(registry);

/** One slot of one row that may hold a name. */
export type Slot = {
  readonly dialect: Dialect;
  readonly where: string;
  readonly ask: (name: string) => Request | Failure;
};

// Each is the right kind of name for whatever else the row needs.
const PARAMS: Values = {
  id: 'o-1',
  refund_id: 'r-1',
  link_id: 'l-1',
  cf_payment_id: '12',
  simulation_id: 'sim_PAY123def456GH',
  reference: 'o-1',
  payment: 'pay_PAY123def456GH',
  order: '12',
  subject: 'payment_methods',
};

function callOf({ method, path }: Operation, sent: Sent, changes: Values): Call {
  const request = buildRequest({ method, path, ...sent });
  const fields = request.fields();
  if (isFailure(fields)) throw new Error('a sample that cannot be read');
  const named = Object.entries({ ...PARAMS, ...changes });
  const params = Object.fromEntries(
    named.flatMap(([name, value]) => (path.split('/').includes(`:${name}`) ? [[name, value]] : [])),
  ) as Call['params'];
  // The samples' tokens are good at the tests' usual time.
  const who = { account: ACCOUNT, credentials: CREDENTIALS };
  const rest = { ...who, now: NOW, addresses: ADDRESSES };
  return { request, fields, params, ...rest };
}

type Sent = { readonly base: string; readonly headers: Texts; readonly body: Values };

/** The paths of the texts in a body, at any depth. */
function* textsIn(body: Values, before: readonly string[] = []): Generator<readonly string[]> {
  for (const [field, value] of Object.entries(body)) {
    if (typeof value === 'string') yield [...before, field];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    yield* textsIn(value as Values, [...before, field]);
  }
}

function replaced(body: Values, [field = '', ...rest]: readonly string[], name: string): Values {
  const inner = body[field] as Values;
  return { ...body, [field]: rest.length === 0 ? name : replaced(inner, rest, name) };
}

/** Where a row can be told a name: each part of its path and each text of the bodies it takes. */
function slotsOf(dialect: Dialect, family: Family, operation: Operation): Slot[] {
  if (!('pair' in operation)) return [];
  const { path } = operation;
  const base = family.bases[0] ?? '';
  const say = (place: string): string => `${dialect.name}, ${family.name}: ${path} ${place}`;
  const headers = headersOf(dialect.name, family);
  const bodies = bodiesOf(dialect.name, family, operation);
  return bodies.flatMap((body) => {
    const inPath = Object.keys(PARAMS).filter((param) => path.split('/').includes(`:${param}`));
    return [
      ...inPath.map((param) => ({
        dialect,
        where: say(`:${param}`),
        ask: (name: string) =>
          parseBy(operation, callOf(operation, { base, headers, body }, { [param]: name })),
      })),
      ...[...textsIn(body)].map((field) => ({
        dialect,
        where: say(field.join('.')),
        ask: (name: string) =>
          parseBy(
            operation,
            callOf(operation, { base, headers, body: replaced(body, field, name) }, {}),
          ),
      })),
    ];
  });
}

const slots = dialects.flatMap((dialect) =>
  dialect.families.flatMap((family) =>
    family.operations.flatMap((operation) => slotsOf(dialect, family, operation)),
  ),
);

/** The slots where a name counts, for one name at least. */
export function slotsWhere(counts: (asked: Request, name: string) => boolean): readonly Slot[] {
  const token = 'ABC123def456GH';
  const kinds = ['order', 'rf', 'rfnd'].map((word) => `${word}_${token}`);
  const dated = ['aa', 'rf'].map((letters) => `v1-260203103000-${letters}-${token}`);
  return slots.filter(({ ask }) =>
    [...kinds, ...dated, '12'].some((name) => {
      const asked = ask(name);
      return !isFailure(asked) && counts(asked, name);
    }),
  );
}

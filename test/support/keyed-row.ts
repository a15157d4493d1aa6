// Every operation that a hash in the body can ask for, from the registry, and bodies that it takes.
import { createHash } from 'node:crypto';
import { type Failure, isFailure } from '../../src/core/failure.ts';
import type { Dialect, Family, Fields, Operation, RawRequest } from '../../src/gateways/dialect.ts';
import { listDialects } from '../../src/gateways/gateway.ts';
import { type FieldList, fieldListOf } from '../../src/gateways/kit/field-list.ts';
import * as registry from '../../src/gateways/registry.ts';
import { HASH_OF_VALUES } from '../../src/gateways/kit/fixtures/prover.ts';
import { ACCOUNT, ADDRESSES, buildRequest, CREDENTIALS, NOW } from './call.ts';
import { fixtureOf } from './fixture.ts';

export type Values = Readonly<Record<string, unknown>>;
export type Row = {
  readonly name: string;
  readonly dialect: Dialect;
  readonly family: Family;
  readonly operation: Operation;
};

/** Operations of all families that take the documented hash, whatever they say of themselves. */
export function listKeyedRows(): readonly Row[] {
  return listDialects(registry).flatMap((dialect) =>
    dialect.families
      .filter((family) => isKeyed(dialect, family))
      .flatMap((family) =>
        family.operations.map((operation) => {
          const name = `${dialect.name} ${family.name} ${operation.path}`;
          return { name, dialect, family, operation };
        }),
      ),
  );
}

function isKeyed({ name }: Dialect, family: Family): boolean {
  const provers = fixtureOf(name).provers ?? [];
  return provers.some((each) => each.name === HASH_OF_VALUES && each.families.test(family.name));
}

export function fieldsOf({ operation }: Row): FieldList {
  const nothing = { signed: [], unsigned: [], elsewhere: [], oneOf: [], idle: [] };
  return fieldListOf(operation) ?? nothing;
}

type Asked = { readonly asked: unknown } | Failure;

/** What the operation makes of fields that were proved. */
export function askRow({ operation }: Row, request: RawRequest, fields: Fields): Asked {
  const who = { account: ACCOUNT, credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES };
  const call = { ...who, request, params: {}, fields };
  const asked: unknown =
    'answer' in operation
      ? operation.answer(call)
      : operation.pair<unknown>(({ parse }) => parse(call));
  return isFailure(asked) ? asked : { asked };
}

export function requestOf({ family, operation }: Row, body: Values): RawRequest {
  return buildRequest({ base: family.bases[0] ?? '', path: operation.path, body });
}

/** identify → open → parse, as the road goes; what was asked for, and the fields it was read of. */
export function travelRow(row: Row, body: Values): (Asked & { readonly fields: Fields }) | Failure {
  const { family } = row;
  const request = requestOf(row, body);
  const identification = family.identify(request);
  if (isFailure(identification)) return identification;
  if (identification.key !== CREDENTIALS.key) return { failure: 'credentials_wrong' };
  const fields = family.open(request, identification, ACCOUNT, CREDENTIALS);
  if (isFailure(fields)) return fields;
  const asked = askRow(row, request, fields);
  return isFailure(asked) ? asked : { ...asked, fields };
}

// For any field some of these will do: each is tried until the operation stops complaining of it.
const TRIED: readonly string[] = [
  ...['4403993715527184', '100', '500.00', 'INR', 'asha@example.com', 'asha@upi', '411111'],
  ...['https://shop.example/back', '9876543210', 'true', 'upi', 'collect', 'android', 'advance'],
  ...['Asha Rao'],
];

function complaints(row: Row, body: Values): ReadonlySet<string> {
  const keyed = { ...body, key: CREDENTIALS.key };
  const fields = { values: keyed, lexemes: new Map<string, string>() };
  const asked = askRow(row, requestOf(row, keyed), fields);
  return new Set(isFailure(asked) ? (asked.issues ?? []).map(({ field }) => field) : []);
}

const taken = new Map<string, boolean>();
const least = new Map<string, Values>();

/** Whether the operation has nothing against such a text in such a field. */
export function takes(row: Row, name: string, text: string): boolean {
  if (name === 'key') return text === CREDENTIALS.key;
  const about = JSON.stringify([row.name, name, text]);
  const known = taken.get(about);
  if (known !== undefined) return known;
  const told = !complaints(row, { ...leastBody(row), [name]: text }).has(name);
  taken.set(about, told);
  return told;
}

/** A body of texts with what the operation requires and nothing else. */
export function leastBody(row: Row): Values {
  const before = least.get(row.name);
  if (before !== undefined) return before;
  const body: Record<string, string> = {};
  const tries = new Map<string, number>();
  for (;;) {
    const wrong = complaints(row, body);
    if (wrong.size === 0) {
      least.set(row.name, body);
      return body;
    }
    for (const field of wrong) {
      const at = tries.get(field) ?? 0;
      const text = TRIED[at];
      if (text === undefined) throw new Error(`${row.name}: nothing that was tried fits ${field}`);
      tries.set(field, at + 1);
      body[field] = text;
    }
  }
}

/** The same with everything that a hash can be over. */
export function wholeBody(row: Row): Values {
  const { signed, oneOf } = fieldsOf(row);
  let body = leastBody(row);
  for (const name of signed.filter((each) => each !== 'key' && !oneOf.includes(each))) {
    if (Object.hasOwn(body, name)) continue;
    const text = TRIED.find((each) => !complaints(row, { ...body, [name]: each }).has(name));
    if (text !== undefined) body = { ...body, [name]: text };
  }
  return body;
}

const SIGNERS = {
  /** The documented rule: PHP, Python and Go make the same of texts. */
  documented: (value: unknown) => (typeof value === 'object' ? undefined : String(value)),
  node: (value: unknown) => [value].join(),
};
export type Signer = keyof typeof SIGNERS;
export const SIGNER_NAMES = Object.keys(SIGNERS) as readonly Signer[];

/** An independent signature: JavaScript's own `join` is what the Node SDK calls. */
export function signBody(body: Values, signer: Signer = 'documented'): Values {
  const keyed: Values = { ...body, key: CREDENTIALS.key };
  const texts = Object.keys(keyed)
    .sort()
    .map((name) => SIGNERS[signer](keyed[name]))
    .filter((text) => text !== undefined);
  const hash = sha512([...texts, CREDENTIALS.secret].join('|'));
  return { ...keyed, hash };
}

export function sha512(text: string): string {
  return createHash('sha512').update(text).digest('hex');
}

/** Whether it refuses whatever comes, as what no account here has: then nothing is proved. */
export function refusesAll(row: Row): boolean {
  return isFailure(travelRow(row, signBody(leastBody(row))));
}

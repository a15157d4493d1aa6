// The settings of an account that its merchant may look at and change.
import { NAME_MAX, type Profile, readName, type Strict, takesHashes } from '../../core/account.ts';
import type { Account, AccountSettings } from '../../core/account.ts';
import { readRange } from '../../core/address-range.ts';
import type { ChangeSettings } from '../../core/account-request.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import type {
  Call,
  Fields,
  JsonSchema,
  Operation,
  Reply,
  RowShape,
} from '../../gateways/dialect.ts';
import { operation } from '../../gateways/dialect.ts';
import { isRecord, type Reading, readFields } from '../../gateways/kit/read.ts';
import { readOrigin } from '../../web/origin.ts';
import { reply } from '../family.ts';
import {
  flag,
  listOf,
  namesOf,
  objectOf,
  orNull,
  text,
  textTo,
  wholeOf,
  wordOf,
} from '../shape.ts';
import { readPicture } from './picture.ts';

type Rule<T> = {
  readonly field: string;
  readonly schema: JsonSchema;
  /** Null after a refusal, and when it is not there. */
  readonly read: (read: Reading, field: string) => T | null;
};

const choose =
  <T>(...choices: readonly T[]) =>
  (read: Reading, field: string): T | null =>
    read.choice<T>(field, choices);

const RANGES_MAX = 50;
const RANGES_SAY =
  `must be a list of at most ${RANGES_MAX} addresses and networks such as 203.0.113.7 or ` +
  '203.0.113.0/24';

function readRanges(read: Reading, field: string): readonly string[] | null {
  const list = read.raw(field) ?? null;
  if (list === null) return null;
  const isRange = (text: unknown): text is string =>
    typeof text === 'string' && readRange(text) !== null;
  const isList = Array.isArray(list) && list.length <= RANGES_MAX && list.every(isRange);
  return isList ? list.map((text) => text.trim()) : read.wrong(field, 'format', RANGES_SAY);
}

const ORIGINS_MAX = 20;
const LAG_MS = 2000;
const LAG_MAX_MS = 60_000;
const STRICT_SAYS =
  `must be false, or an object with a list of at most ${ORIGINS_MAX} \`origins\` such as ` +
  `https://shop.example, another origin for its \`pages\`, \`lag_ms\` up to ${LAG_MAX_MS}, and ` +
  '`budgets`, true or false';
const STRICT_SHAPE = {
  origins: { ...listOf(text), maxItems: ORIGINS_MAX },
  ...{ pages: orNull(text), lag_ms: wholeOf(0, LAG_MAX_MS), budgets: flag },
};
const STRICT_FIELDS = Object.keys(STRICT_SHAPE);
const STRICT = { anyOf: [{ const: false }, objectOf({}, STRICT_SHAPE)] };
const RANGES = { ...listOf(text), maxItems: RANGES_MAX };
const NOTICES = ['json', 'form', 'both'] as const;

/** Null when it is switched off, too. */
function readStrict(read: Reading, field: string): Strict | null {
  const given = read.raw(field);
  if (given === false) return null;
  const strict = isRecord(given) ? strictOf(given) : null;
  return strict ?? read.wrong(field, 'format', STRICT_SAYS);
}

function strictOf(given: Readonly<Record<string, unknown>>): Strict | null {
  const { origins = [], pages = null, lag_ms: lagMs = LAG_MS, budgets = true } = given;
  const isOrigin = (text: unknown): text is string =>
    typeof text === 'string' && readOrigin(text) === text;
  const isFit =
    Object.keys(given).every((name) => STRICT_FIELDS.includes(name)) &&
    Array.isArray(origins) &&
    origins.length <= ORIGINS_MAX &&
    origins.every(isOrigin) &&
    (pages === null || isOrigin(pages)) &&
    Number.isSafeInteger(lagMs) &&
    Number(lagMs) >= 0 &&
    Number(lagMs) <= LAG_MAX_MS &&
    typeof budgets === 'boolean';
  return isFit ? { origins, pages, lagMs: Number(lagMs), budgets } : null;
}

function viewStrict(strict: Strict | null): object | false {
  if (strict === null) return false;
  const { origins, pages, lagMs, budgets } = strict;
  return { origins, pages, lag_ms: lagMs, budgets };
}

type Settings = Omit<AccountSettings, 'picture' | 'disabled' | 'route' | 'routes' | 'routable'>;

/** Every setting, by the name that it has on the wire; one that is missing does not compile. */
const RULES: { readonly [Name in keyof Settings]: Rule<Settings[Name]> } = Object.freeze({
  unsignedCreate: { field: 'unsigned_create', schema: flag, read: choose(true, false) },
  uniqueReferences: { field: 'unique_references', schema: flag, read: choose(true, false) },
  orderNotices: { field: 'order_notices', schema: wordOf(NOTICES), read: choose(...NOTICES) },
  unsignedRefundAddresses: { field: 'unsigned_refund_addresses', schema: RANGES, read: readRanges },
  v1Hashes: { field: 'v1_hashes', schema: flag, read: choose(true, false) },
  strict: { field: 'strict', schema: STRICT, read: readStrict },
});

const NAMES = Object.keys(RULES) as (keyof Settings)[];
const SCHEMAS = Object.fromEntries(NAMES.map((each) => [RULES[each].field, RULES[each].schema]));
const ANSWER = objectOf({ ...SCHEMAS, name: text, picture: orNull(text) });
const FIND: RowShape = { does: 'Tells the settings of the account.', answer: ANSWER };
const CHANGE: RowShape = {
  does: 'Changes the settings that it names.',
  body: {
    ...Object.fromEntries(NAMES.map((each) => [RULES[each].field, { schema: RULES[each].schema }])),
    // What has no place among the settings of the database.
    name: { schema: { ...textTo(NAME_MAX), minLength: 1 }, says: 'Shown on payment pages.' },
    picture: { schema: orNull(text), says: 'A data URL of a PNG, JPEG or WebP.' },
  },
  answer: ANSWER,
};
const PLACE = { path: '/settings' } as const;

export const settingOperations: readonly Operation[] = [
  operation(
    { ...PLACE, method: 'GET', rate: 'fetch', shape: FIND },
    () => ({ kind: 'findSettings' }),
    renderSettings,
  ),
  operation(
    { ...PLACE, method: 'PATCH', rate: 'create', shape: CHANGE },
    parseChanges,
    renderSettings,
  ),
];

function parseChanges({ fields, account }: Call): ChangeSettings | Failure {
  return parseSettings(fields, account);
}

/** What is not named stays as it is. */
export function parseSettings(fields: Fields, account: Account): ChangeSettings | Failure {
  const read = readFields(fields);
  if (account.mode === 'live' && read.names(RULES.strict.field)) {
    read.wrong(RULES.strict.field, 'unknown', 'is for sandbox accounts');
  }
  read.refuseStrangers(namesOf(CHANGE));
  const changes = NAMES.filter((name) => read.names(RULES[name].field)).map((name) => {
    const { field, read: readValue } = RULES[name];
    const value = readValue(read, field);
    if ((read.raw(field) ?? null) === null) read.wrong(field, 'type', 'must not be null');
    return [name, value] as const;
  });
  const own = {
    ...(read.names('name') ? { name: readShopName(read) } : {}),
    ...(read.names('picture') ? { picture: readPicture(read) } : {}),
  };
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'changeSettings', changes: Object.fromEntries(changes), ...own };
}

function readShopName(read: Reading): string {
  const given = read.raw('name');
  const name = typeof given === 'string' ? readName(given) : null;
  const says = `must be 1 to ${NAME_MAX} characters with a letter or a digit and no control signs`;
  return name ?? read.wrong('name', 'format', says) ?? '';
}

function renderSettings(settings: Profile, { account }: Call): Reply {
  return reply(viewSettings(settings, account));
}

/** As they act: what nobody has set is shown as it is for such an account. */
export function viewSettings(settings: Profile, { mode }: Account) {
  const { name, picture } = settings;
  const acting = { ...settings, v1Hashes: takesHashes({ mode, settings }) };
  const rest = Object.fromEntries(NAMES.map((each) => [RULES[each].field, acting[each]]));
  return { ...rest, strict: viewStrict(settings.strict), name, picture };
}

// The settings of an account that its merchant may look at and change.
import { NAME_MAX, type Profile, readName, takesHashes } from '../../core/account.ts';
import type { AccountSettings } from '../../core/account.ts';
import { readRange } from '../../core/address-range.ts';
import type { ChangeSettings } from '../../core/account-request.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import { type Call, type Operation, operation, type Reply } from '../../gateways/dialect.ts';
import { type Reading, readFields } from '../../gateways/kit/read.ts';
import { reply } from '../family.ts';
import { readPicture } from './picture.ts';

type Rule<T> = {
  readonly field: string;
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

type Settings = Omit<AccountSettings, 'picture' | 'disabled' | 'route' | 'routes' | 'routable'>;

/** Every setting, by the name that it has on the wire; one that is missing does not compile. */
const RULES: { readonly [Name in keyof Settings]: Rule<Settings[Name]> } = Object.freeze({
  unsignedCreate: { field: 'unsigned_create', read: choose(true, false) },
  uniqueReferences: { field: 'unique_references', read: choose(true, false) },
  orderNotices: { field: 'order_notices', read: choose('json', 'form', 'both') },
  unsignedRefundAddresses: { field: 'unsigned_refund_addresses', read: readRanges },
  v1Hashes: { field: 'v1_hashes', read: choose(true, false) },
});

const NAMES = Object.keys(RULES) as (keyof Settings)[];
/** What has no place among the settings of the database. */
const OWN = ['name', 'picture'] as const;
const PLACE = { path: '/settings' } as const;

export const settingOperations: readonly Operation[] = [
  operation(
    { ...PLACE, method: 'GET', rate: 'fetch' },
    () => ({ kind: 'findSettings' }),
    renderSettings,
  ),
  operation({ ...PLACE, method: 'PATCH', rate: 'create' }, parseChanges, renderSettings),
];

/** What is not named stays as it is. */
function parseChanges({ fields }: Call): ChangeSettings | Failure {
  const read = readFields(fields);
  read.refuseStrangers([...NAMES.map((name) => RULES[name].field), ...OWN]);
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

/** As they act: what nobody has set is shown as it is for such an account. */
function renderSettings(settings: Profile, { account: { mode } }: Call): Reply {
  const { name, picture } = settings;
  const acting = { ...settings, v1Hashes: takesHashes({ mode, settings }) };
  const rest = Object.fromEntries(NAMES.map((each) => [RULES[each].field, acting[each]]));
  return reply({ ...rest, name, picture });
}

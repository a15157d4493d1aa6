// The settings of an account that its merchant may look at and change.
import type { AccountSettings } from '../../core/account.ts';
import type { ChangeSettings } from '../../core/account-request.ts';
import { type Failure, invalid } from '../../core/failure.ts';
import { type Call, type Operation, operation, type Reply } from '../../gateways/dialect.ts';
import { readFields } from '../../gateways/kit/read.ts';
import { reply } from '../family.ts';

type Rule<T> = { readonly field: string; readonly choices: readonly T[] };

/** Every setting, by the name that it has on the wire; one that is missing does not compile. */
const RULES: { readonly [Name in keyof AccountSettings]: Rule<AccountSettings[Name]> } =
  Object.freeze({
    unsignedCreate: { field: 'unsigned_create', choices: [true, false] },
    uniqueReferences: { field: 'unique_references', choices: [true, false] },
    orderNotices: { field: 'order_notices', choices: ['json', 'form', 'both'] },
  });

const NAMES = Object.keys(RULES) as (keyof AccountSettings)[];
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
  read.refuseStrangers(NAMES.map((name) => RULES[name].field));
  const changes = NAMES.filter((name) => read.names(RULES[name].field)).map((name) => {
    const { field, choices } = RULES[name];
    const value = read.choice<unknown>(field, choices);
    if ((read.raw(field) ?? null) === null) read.wrong(field, 'type', 'must not be null');
    return [name, value] as const;
  });
  if (read.issues.length > 0) return invalid(read.issues);
  return { kind: 'changeSettings', changes: Object.fromEntries(changes) };
}

function renderSettings(settings: AccountSettings): Reply {
  return reply(Object.fromEntries(NAMES.map((name) => [RULES[name].field, settings[name]])));
}

// The settings of an account that its merchant may look at and change.
import type { AccountSettings } from '../core/account.ts';
import { type Failure, invalid } from '../core/failure.ts';
import { type Errand, type Office, type Row, readSheet } from './account-call.ts';

type Rule<T> = { readonly field: string; readonly choices: readonly T[] };

/** Every setting, by the name that it has on the wire; one that is missing does not compile. */
const RULES: { readonly [Name in keyof AccountSettings]: Rule<AccountSettings[Name]> } =
  Object.freeze({
    unsignedCreate: { field: 'unsigned_create', choices: [true, false] },
    uniqueReferences: { field: 'unique_references', choices: [true, false] },
    orderNotices: { field: 'order_notices', choices: ['json', 'form', 'both'] },
  });

const NAMES = Object.keys(RULES) as (keyof AccountSettings)[];

export const settingRows: readonly Row[] = [
  { method: 'GET', path: '/settings', rate: 'fetch', act: showSettings },
  { method: 'PATCH', path: '/settings', rate: 'create', act: changeSettings },
];

async function showSettings({ counter }: Office, { account }: Errand): Promise<object | Failure> {
  // Not as it is remembered: another process may just have changed them.
  const fresh = await counter.store.findAccountById(account.id);
  return viewOf(fresh?.settings ?? account.settings);
}

/** What is not named stays as it is. */
async function changeSettings(
  { counter }: Office,
  { account, fields }: Errand,
): Promise<object | Failure> {
  const fieldNames = NAMES.map((name) => RULES[name].field);
  const sheet = readSheet(fields.values, fieldNames);
  const changes = NAMES.filter((name) => sheet.names(RULES[name].field)).map((name) => {
    const { field, choices } = RULES[name];
    const value = sheet.choice<unknown>(field, choices);
    if (sheet.value(field) === null) sheet.wrong(field, 'type', 'must not be null');
    return [name, value] as const;
  });
  if (sheet.issues.length > 0) return invalid(sheet.issues);
  const settings = await counter.accounts.changeSettings(account, Object.fromEntries(changes));
  return viewOf(settings);
}

function viewOf(settings: AccountSettings): object {
  return Object.fromEntries(NAMES.map((name) => [RULES[name].field, settings[name]]));
}

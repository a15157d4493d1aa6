// Opens a request with whichever of the account's secrets proves it.
import { type Failure, isFailure } from '../core/failure.ts';
import type { AccountWithSecret } from '../engine/identity/account.ts';
import type { Call, Family, Identification, RawRequest } from '../gateways/dialect.ts';

export type Opened = Pick<Call, 'account' | 'fields' | 'credentials' | 'secretId'>;

/** `isFresh`: not as it is remembered. */
export type FindAccount = (
  identification: Identification,
  isFresh: boolean,
) => Promise<AccountWithSecret | null>;

/**
 * Finds the account and verifies the proof. A proof that does not hold may be of a secret that
 * another process has just made: then the account is looked at again, as an unknown one always is.
 */
export async function openRequest(
  find: FindAccount,
  family: Family,
  request: RawRequest,
  identification: Identification,
): Promise<Opened | Failure> {
  const known = await find(identification, false);
  if (known === null) return { failure: 'credentials_wrong' };
  const opened = openWithAny(family, request, identification, known);
  if (!isFailure(opened) || opened.failure !== 'credentials_wrong') return opened;
  const fresh = identification.by === undefined ? await find(identification, true) : null;
  if (fresh === null || isSame(fresh.secrets, known.secrets)) return opened;
  return openWithAny(family, request, identification, fresh);
}

function isSame(some: AccountWithSecret['secrets'], others: AccountWithSecret['secrets']): boolean {
  return some.length === others.length && some.every(({ id }, at) => id === others[at]?.id);
}

/**
 * Every secret is tried, also behind the one that fits, so that the time tells nobody which one it
 * was. Several forms of a proof may be good, or none be needed: then it is the newest secret's.
 */
function openWithAny(
  { open }: Family,
  request: RawRequest,
  identification: Identification,
  { account, secrets }: AccountWithSecret,
): Opened | Failure {
  const tried = secrets.map(({ id, secret }) => {
    const credentials = { key: account.key, secret };
    return { id, credentials, fields: open(request, identification, account, credentials) };
  });
  for (const { id, credentials, fields } of tried) {
    if (isFailure(fields)) continue;
    return {
      account,
      fields,
      credentials,
      ...(identification.proof === null ? {} : { secretId: id }),
    };
  }
  const failures = tried.flatMap(({ fields }) => (isFailure(fields) ? [fields] : []));
  // A proof that holds, of a request that is refused for something else.
  const other = failures.find(({ failure }) => failure !== 'credentials_wrong');
  return other ?? failures[0] ?? { failure: 'credentials_wrong' };
}

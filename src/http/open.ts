// Opens a request with whichever of the account's secrets proves it.
import { type Failure, isFailure } from '../core/failure.ts';
import type { AccountWithSecret } from '../engine/identity/account.ts';
import type { Call, Family, Identification, RawRequest } from '../gateways/dialect.ts';

export type Opened = Pick<Call, 'account' | 'fields' | 'credentials' | 'secretId' | 'operator'>;

/** `isFresh`: not as it is remembered. */
export type FindAccount = (
  identification: Identification,
  isFresh: boolean,
) => AccountWithSecret | null | Promise<AccountWithSecret | null>;

/**
 * Finds the account and verifies the proof. A proof that does not hold may be of a secret that
 * another process has just made: then the account is looked at again, as an unknown one always is.
 */
export function openRequest(
  find: FindAccount,
  family: Pick<Family, 'open'>,
  request: RawRequest,
  identification: Identification,
): Opened | Failure | Promise<Opened | Failure> {
  const known = find(identification, false);
  if (known instanceof Promise) {
    return known.then((found) => openKnown(find, family, request, identification, found));
  }
  return openKnown(find, family, request, identification, known);
}

function openKnown(
  find: FindAccount,
  family: Pick<Family, 'open'>,
  request: RawRequest,
  identification: Identification,
  known: AccountWithSecret | null,
): Opened | Failure | Promise<Opened | Failure> {
  if (known === null) return { failure: 'credentials_wrong' };
  const opened = openWithAny(family, request, identification, known);
  if (!isFailure(opened) || opened.failure !== 'credentials_wrong') return opened;
  return identification.by === undefined
    ? openFresh(find, family, request, identification, known, opened)
    : opened;
}

async function openFresh(
  find: FindAccount,
  family: Pick<Family, 'open'>,
  request: RawRequest,
  identification: Identification,
  known: AccountWithSecret,
  refusal: Failure,
): Promise<Opened | Failure> {
  const fresh = await find(identification, true);
  if (fresh === null || isSame(fresh.secrets, known.secrets)) return refusal;
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
  { open }: Pick<Family, 'open'>,
  request: RawRequest,
  identification: Identification,
  { account, secrets, operator }: AccountWithSecret,
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
      ...(operator === undefined ? {} : { operator }),
    };
  }
  const failures = tried.flatMap(({ fields }) => (isFailure(fields) ? [fields] : []));
  // A proof that holds, of a request that is refused for something else.
  const other = failures.find(({ failure }) => failure !== 'credentials_wrong');
  return other ?? failures[0] ?? { failure: 'credentials_wrong' };
}

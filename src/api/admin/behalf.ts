// The rows of the account API for operators: what an account may ask for itself, asked in its name.
import type { Role } from '../../core/operator.ts';
import type { Dialect, Operation } from '../../gateways/dialect.ts';
import { accountRows } from '../account/index.ts';

/** Not the name of before. */
/** The operator's own list of requests takes an account. */
const REQUESTS = '/requests';
const FORMER = '/notices';

/** What an operator may send once more; all else that changes something is the admin's. */
const REPLAY = /\/replay$/;

export function behalfOperations(dialects: readonly Dialect[]): readonly Operation[] {
  return accountRows(dialects)
    .filter(({ path }) => !path.startsWith(FORMER) && !path.startsWith(REQUESTS))
    .map((row) => ({
      ...row,
      path: `/accounts/:key${row.path}`,
      onBehalf: true,
      role: roleOf(row),
      audits: AUDITED,
    }));
}

/** Of endpoints, settings and replays: no secret and nothing of a customer. */
const AUDITED = ['url', 'dialect', 'active', 'order', 'endpoint', 'state', 'since', 'until'];

function roleOf({ method, path }: Operation): Role {
  if (method === 'GET') return 'read';
  return REPLAY.test(path) ? 'operate' : 'admin';
}

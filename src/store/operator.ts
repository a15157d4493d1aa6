// The operators of a store, and what each of them changed.
import {
  type AuditRecord,
  type ListAudit,
  type ListedOperator,
  type Role,
  ROLES,
} from '../core/operator.ts';
import type { Row } from './body.ts';
import type { Database } from './database.ts';

export type OperatorRow = ListedOperator & {
  /** Of its token; empty once it was revoked. */
  readonly digest: string;
};

export type AuditFilter = Omit<ListAudit, 'kind' | 'count'>;

export type OperatorPart = {
  /** False when somebody whose token holds is called so. */
  readonly addOperator: (row: Omit<OperatorRow, 'revokedAt'>) => Promise<boolean>;
  /** False when nobody whose token holds is called so. */
  readonly revokeOperator: (name: string, now: number) => Promise<boolean>;
  /** By name, those who were revoked too. */
  readonly listOperators: () => Promise<readonly OperatorRow[]>;
  /** Whose token has this digest. */
  readonly findOperator: (digest: string) => Promise<OperatorRow | null>;
  /** False when the key is taken. */
  readonly addAudit: (entry: AuditRecord) => Promise<boolean>;
  /** Says how it ended, and what was made. */
  readonly endAudit: (
    key: number,
    ended: Pick<AuditRecord, 'outcome' | 'account' | 'target'>,
  ) => Promise<void>;
  /** Newest first, at most `limit`. */
  readonly listAudit: (filter: AuditFilter, limit: number) => Promise<readonly AuditRecord[]>;
};

export const OPERATORS = Object.freeze({
  addOperator: `INSERT INTO operators (name, role, digest, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (name) DO UPDATE SET role = excluded.role, digest = excluded.digest,
      created_at = excluded.created_at, revoked_at = NULL WHERE operators.revoked_at IS NOT NULL`,
  revokeOperator: `UPDATE operators SET revoked_at = $2, digest = ''
    WHERE name = $1 AND revoked_at IS NULL`,
  listOperators: 'SELECT * FROM operators ORDER BY name',
  findOperator: 'SELECT * FROM operators WHERE digest = $1 AND revoked_at IS NULL',
  addAudit: `INSERT INTO audit (id, at, operator, role, source, operation, account, target,
      request_id, outcome) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT DO NOTHING`,
  endAudit: 'UPDATE audit SET outcome = $2, account = $3, target = $4 WHERE id = $1',
  listAudit: `SELECT * FROM audit WHERE id < $1 AND at >= $2 AND at <= $3
      AND ($4 = '' OR operator = $4) AND ($5 = '' OR account = $5) ORDER BY id DESC LIMIT $6`,
});

export function operatorsOf({ get, all, run }: Database): OperatorPart {
  return {
    addOperator: async ({ name, role, digest, createdAt }) =>
      (await run('addOperator', name, role, digest, createdAt)) === 1,
    revokeOperator: async (name, now) => (await run('revokeOperator', name, now)) === 1,
    listOperators: async () => (await all('listOperators')).map(readOperatorRow),
    findOperator: async (digest) => {
      const row = await get('findOperator', digest);
      return row === undefined ? null : readOperatorRow(row);
    },
    addAudit: async (entry) => {
      const { key, at, operator, role, from, operation, account, target } = entry;
      const who = [key, at, operator, role, from, operation];
      const about = [account ?? '', JSON.stringify(target)];
      return (await run('addAudit', ...who, ...about, entry.requestId, entry.outcome)) === 1;
    },
    endAudit: async (key, { outcome, account, target }) => {
      await run('endAudit', key, outcome, account ?? '', JSON.stringify(target));
    },
    listAudit: async ({ since, until, operator, account, before }, limit) => {
      const last = before ?? Number.MAX_SAFE_INTEGER;
      const span = [since ?? 0, until ?? Number.MAX_SAFE_INTEGER];
      const rows = await all('listAudit', last, ...span, operator ?? '', account ?? '', limit);
      return rows.map(readAuditRow);
    },
  };
}

function readRole(row: Row): Role {
  return ROLES.find((each) => each === row['role']) ?? 'read';
}

function readOperatorRow(row: Row): OperatorRow {
  return {
    name: String(row['name']),
    role: readRole(row),
    digest: String(row['digest']),
    createdAt: Number(row['created_at']),
    revokedAt: row['revoked_at'] === null ? null : Number(row['revoked_at']),
  };
}

function readAuditRow(row: Row): AuditRecord {
  return {
    key: Number(row['id']),
    at: Number(row['at']),
    operator: String(row['operator']),
    role: readRole(row),
    from: String(row['source']),
    operation: String(row['operation']),
    account: String(row['account']) || null,
    target: JSON.parse(String(row['target'])) as AuditRecord['target'],
    requestId: row['request_id'] === null ? null : String(row['request_id']),
    outcome: String(row['outcome']),
  };
}

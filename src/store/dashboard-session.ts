// The dashboard's sessions of a store: begun, used and ended in commits of their own.
import type { Database } from './database.ts';

/** Times are real milliseconds. */
export type DashboardSession = {
  /** Of the value of the browser's cookie, which is kept nowhere. */
  readonly digest: string;
  /** What whoever signed in is called. */
  readonly operator: string;
  /** A tag of what was signed in with. */
  readonly proof: string;
  readonly createdAt: number;
  readonly usedAt: number;
};

export type DashboardSessionPart = {
  readonly addDashboardSession: (session: DashboardSession) => Promise<void>;
  readonly findDashboardSession: (digest: string) => Promise<DashboardSession | null>;
  readonly useDashboardSession: (digest: string, now: number) => Promise<void>;
  readonly removeDashboardSession: (digest: string) => Promise<void>;
  /** Those that were used last before this time. */
  readonly removeIdleDashboardSessions: (usedBefore: number) => Promise<void>;
};

export function dashboardSessionsOf({ get, run }: Database): DashboardSessionPart {
  return {
    addDashboardSession: async ({ digest, operator, proof, createdAt, usedAt }) => {
      await run('addDashboardSession', digest, operator, proof, createdAt, usedAt);
    },
    findDashboardSession: async (digest) => {
      const row = await get('findDashboardSession', digest);
      if (row === undefined) return null;
      return {
        digest,
        operator: String(row['operator']),
        proof: String(row['proof']),
        createdAt: Number(row['created_at']),
        usedAt: Number(row['used_at']),
      };
    },
    useDashboardSession: async (digest, now) => {
      await run('useDashboardSession', digest, now);
    },
    removeDashboardSession: async (digest) => {
      await run('removeDashboardSession', digest);
    },
    removeIdleDashboardSessions: async (usedBefore) => {
      await run('removeIdleDashboardSessions', usedBefore);
    },
  };
}

export const DASHBOARD_SESSIONS = Object.freeze({
  addDashboardSession: `INSERT INTO dashboard_sessions
    (digest, operator, proof, created_at, used_at) VALUES ($1, $2, $3, $4, $5)`,
  findDashboardSession: `SELECT operator, proof, created_at, used_at FROM dashboard_sessions
    WHERE digest = $1`,
  useDashboardSession: `UPDATE dashboard_sessions SET used_at = $2
    WHERE digest = $1 AND used_at < $2`,
  removeDashboardSession: 'DELETE FROM dashboard_sessions WHERE digest = $1',
  removeIdleDashboardSessions: 'DELETE FROM dashboard_sessions WHERE used_at < $1',
});

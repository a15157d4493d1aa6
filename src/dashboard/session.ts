// Sessions of the dashboard: kept as digests, over after a while, and with their operator's token.
import { randomBytes } from 'node:crypto';
import { sameText, sha256Hex } from '../gateways/kit/proof.ts';
import { within } from '../guard.ts';
import { type DashboardSessionPart, Unreachable } from '../store/store.ts';
import { isAway } from './away.ts';
import type { Operators, ProvedOperator } from './operators.ts';
import type { SignedIn } from './request.ts';

/** Without a request for so long a session is over; and so long after it began, whatever came. */
export const IDLE_MS = 30 * 60 * 1000;
export const LONGEST_MS = 12 * 60 * 60 * 1000;
/** That it was used is written no more often than this. */
const NOTED_MS = 60 * 1000;
const NOTE_WAIT_MS = 500;

const VALUE = /^[\w-]{43}$/;

export type Sessions = {
  /** Returns the value of the browser's cookie. */
  readonly begin: (operator: ProvedOperator) => Promise<string>;
  /** Who is signed in with this value; null: nobody, or not any more. */
  readonly find: (value: string) => Promise<SignedIn | null>;
  readonly end: (value: string) => Promise<void>;
};

type Parts = {
  readonly store: DashboardSessionPart;
  readonly operators: Operators;
  readonly now: () => number;
};

export function createSessions({ store, operators, now }: Parts): Sessions {
  let failedAt = Number.NEGATIVE_INFINITY;
  /** A database that takes no writes, being locked or full, can be read all the same. */
  const noteUse = async (digest: string, at: number): Promise<void> => {
    if (at - failedAt < NOTED_MS) return;
    const failed = (error: unknown): void => {
      if (!isAway(error)) throw error;
      failedAt = at;
    };
    const using = store.useDashboardSession(digest, at).catch(failed);
    const late = () => new Unreachable('it takes no writes');
    await within(NOTE_WAIT_MS, using, late).catch(failed);
  };
  return {
    begin: async ({ name, proof }) => {
      const value = randomBytes(32).toString('base64url');
      const at = now();
      await store.removeIdleDashboardSessions(at - IDLE_MS);
      const session = { digest: sha256Hex(value), operator: name, proof };
      await store.addDashboardSession({ ...session, createdAt: at, usedAt: at });
      return value;
    },
    find: async (value) => {
      if (!VALUE.test(value)) return null;
      const session = await store.findDashboardSession(sha256Hex(value));
      if (session === null) return null;
      const at = now();
      const isOver = at - session.usedAt > IDLE_MS || at - session.createdAt > LONGEST_MS;
      const operator = isOver ? null : await operators.find(session.operator);
      if (operator === null || !sameText(session.proof, operator.proof)) {
        await store.removeDashboardSession(session.digest);
        return null;
      }
      if (at - session.usedAt > NOTED_MS) await noteUse(session.digest, at);
      const { name, role, only } = operator;
      return { name, role, csrf: csrfOf(value), ...(only === undefined ? {} : { only }) };
    },
    end: async (value) => {
      if (VALUE.test(value)) await store.removeDashboardSession(sha256Hex(value));
    },
  };
}

/** Only a page of this session can know it, and it tells nobody the cookie. */
function csrfOf(value: string): string {
  return sha256Hex(`form ${value}`).slice(0, 43);
}

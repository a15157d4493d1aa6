// Who may sign in, and what each may do: today whoever has the admin token, who may do all of it.
import { findOperator } from '../engine/identity/operator.ts';
import { sameText, sha256Hex } from '../gateways/kit/proof.ts';
import type { Store } from '../store/store.ts';

export const ROLES = ['read', 'operate', 'admin'] as const;
/** Each may what those before it may. */
export type Role = (typeof ROLES)[number];

export type Operator = {
  readonly name: string;
  readonly role: Role;
  /** A tag of what proves them: another one, and whoever signed in with it is signed out. */
  readonly proof: string;
};

export type Operators = {
  /** Whose token it is; null: nobody's. */
  readonly prove: (token: string) => Promise<Operator | null>;
  /** As they are now; null: there is nobody of this name. */
  readonly find: (name: string) => Promise<Operator | null>;
};

export function mayDo(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

export function createOperators(store: Store): Operators {
  const find = async (name: string): Promise<Operator | null> => {
    const known = await findOperator(store);
    if (known === null || name !== known.account.key) return null;
    // The digest proves nothing by itself, yet it stays in its own row.
    const proof = sha256Hex(`dashboard ${known.credentials.secret}`);
    return { name, role: 'admin', proof };
  };
  return {
    find,
    prove: async (token) => {
      const known = await findOperator(store);
      if (known === null || !sameText(sha256Hex(token), known.credentials.secret)) return null;
      return find(known.account.key);
    },
  };
}

// Who may sign in, by the token that the admin API takes, and who that is at each later request.
import type { Account } from '../core/account.ts';
import { ADMIN, type Operator } from '../core/operator.ts';
import { findOperator } from '../engine/identity/operator.ts';
import { sameText, sha256Hex } from '../gateways/kit/proof.ts';
import type { Store } from '../store/store.ts';

export type ProvedOperator = Operator & {
  /** A tag of what proves them: another one, and whoever signed in with it is signed out. */
  readonly proof: string;
  /** A merchant who came by a link: the one account that it shows. */
  readonly only?: Account;
};

export type Operators = {
  /** Whose token it is; null: nobody's. */
  readonly prove: (token: string) => Promise<ProvedOperator | null>;
  /** As they are now; null: there is nobody of this name any more. */
  readonly find: (name: string) => Promise<ProvedOperator | null>;
};

export function createOperators(store: Store): Operators {
  const find = async (name: string): Promise<ProvedOperator | null> => {
    if (name === ADMIN.name) {
      const known = await findOperator(store, null);
      return known === null ? null : withProof(ADMIN, known.credentials.secret);
    }
    const rows = await store.listOperators();
    const row = rows.find((each) => each.name === name && each.revokedAt === null);
    return row === undefined ? null : withProof({ name, role: row.role }, row.digest);
  };
  return {
    find,
    prove: async (token) => {
      const known = await findOperator(store, token);
      if (known === null || !sameText(sha256Hex(token), known.credentials.secret)) return null;
      return withProof(known.operator ?? ADMIN, known.credentials.secret);
    },
  };
}

/** The digest proves nothing by itself, yet it stays in its own row. */
function withProof({ name, role }: Operator, digest: string): ProvedOperator {
  return { name, role, proof: sha256Hex(`dashboard ${digest}`) };
}

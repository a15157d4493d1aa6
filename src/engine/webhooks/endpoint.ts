// Makes an endpoint, with a secret of its own when the merchant brings none.
import { randomBytes } from 'node:crypto';
import type { Account } from '../../core/account.ts';
import type { AddedEndpoint, AddEndpoint as Asked } from '../../core/account-request.ts';
import { type Failure, invalid, isFailure } from '../../core/failure.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { IdempotencyRecord, Store } from '../../store/store.ts';
import type { Vault } from '../identity/vault.ts';
import type { Engine } from '../orders/engine.ts';
import type { Records } from '../records/records.ts';

/** More would make every payment of the account send more than anybody reads. */
const ENDPOINTS_MAX = 100;
/** Of a secret that is made; Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/** Answers with a secret that was made; in the answer that is remembered it is sealed. */
export type AddEndpoint = (
  account: Account,
  request: Asked,
  remember: ((result: AddedEndpoint | Failure) => IdempotencyRecord) | null,
) => Promise<AddedEndpoint | Failure>;

type Places = {
  readonly store: Store;
  readonly engine: Engine;
  readonly records: Records;
  readonly vault: Vault;
};

export function createAddEndpoint({ store, engine, records, vault }: Places): AddEndpoint {
  return async (account, { body, secret: given }, remember) => {
    const last = await store.listRecords(account.id, 'endpoint', ENDPOINTS_MAX - 1, 1);
    if (last.length > 0) {
      if (remember !== null) await engine.remember(account, remember(TOO_MANY));
      return TOO_MANY;
    }
    const made = given === null ? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}` : null;
    const sealed = made === null ? null : vault.seal(made, account.key);
    const about = { of: 'endpoint', record: null, uniqueRef: null, repeat: 'refuse' } as const;
    const put = await records.put(
      account,
      { kind: 'putRecord', ...about, body, secret: given ?? made ?? '' },
      remember === null ? null : (result) => remember(addedOf(result, sealed)),
    );
    return addedOf(put, made);
  };
}

const TOO_MANY: Failure = Object.freeze({
  ...invalid([]),
  detail: `An account has at most ${ENDPOINTS_MAX} endpoints`,
});

function addedOf(
  put: readonly [StoredRecord] | Failure,
  secret: string | null,
): AddedEndpoint | Failure {
  return isFailure(put) ? put : { endpoint: put[0], secret };
}

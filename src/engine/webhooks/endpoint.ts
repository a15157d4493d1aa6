// Makes an endpoint, with a secret of its own when the merchant brings none.
import { randomBytes } from 'node:crypto';
import type { Account } from '../../core/account.ts';
import type { AddedEndpoint, AddEndpoint as Asked } from '../../core/account-request.ts';
import { type Failure, isFailure } from '../../core/failure.ts';
import type { StoredRecord } from '../../core/record.ts';
import type { IdempotencyRecord } from '../../store/store.ts';
import type { Vault } from '../identity/vault.ts';
import type { Records } from '../records/records.ts';

/** Of a secret that is made; Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

/** Answers with a secret that was made; in the answer that is remembered it is sealed. */
export type AddEndpoint = (
  account: Account,
  request: Asked,
  remember: ((result: AddedEndpoint | Failure) => IdempotencyRecord) | null,
) => Promise<AddedEndpoint | Failure>;

type Places = {
  readonly records: Records;
  readonly vault: Vault;
};

export function createAddEndpoint({ records, vault }: Places): AddEndpoint {
  return async (account, { body, secret: given }, remember) => {
    const made = given === null ? `whsec_${randomBytes(SECRET_BYTES).toString('base64')}` : null;
    const sealed = made === null ? null : vault.seal(made, account);
    const about = { of: 'endpoint', record: null, uniqueRef: null, repeat: 'refuse' } as const;
    const put = await records.put(
      account,
      { kind: 'putRecord', ...about, body, secret: given ?? made ?? '' },
      remember === null ? null : (result) => remember(addedOf(result, sealed)),
    );
    return addedOf(put, made);
  };
}

function addedOf(
  put: readonly [StoredRecord] | Failure,
  secret: string | null,
): AddedEndpoint | Failure {
  return isFailure(put) ? put : { endpoint: put[0], secret };
}

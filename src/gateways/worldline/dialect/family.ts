// V1 without a proof ("None (V1)" in the specification): creation alone, where the account allows
// it.
import { type Failure, isFailure } from '../../../core/failure.ts';
import type { Identification, Family, Operation, RawRequest } from '../../dialect.ts';
import { type FieldNames, renderDocumentedFailure } from '../../kit/documented.ts';
import { openUnproved } from '../../kit/proof.ts';

/** Whether the body offers a proof. One that does is judged by it and never falls back to none. */
export function offersProof(request: RawRequest): boolean {
  const fields = request.fields();
  if (isFailure(fields)) return false;
  const { key, hash } = fields.values;
  return isPresent(key) || isPresent(hash);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

type UnsignedFamily = { readonly create: Operation; readonly names: FieldNames };

/** The merchant of the specification's example (worldline.md §0.4). */
const SAMPLE_MERCHANT = 'MID123';

/**
 * The body's `merchant_id` names the account by its key. Only `create` is in the table: reading an
 * order without a proof would hand it to anybody who guesses its id.
 */
export function unsignedV1(base: string, { create, names }: UnsignedFamily): Family {
  return {
    name: 'documented-v1-unsigned',
    bases: [base],
    proof: 'none',
    identify: (request) => identifyByMerchant(request, create),
    open: (request, _claim, account, credentials) =>
      account.settings.unsignedCreate
        ? openUnproved(request, credentials)
        : { failure: 'credentials_wrong' },
    operations: [create],
    renderFailure: (failure) => renderDocumentedFailure(failure, names),
  };
}

function identifyByMerchant(request: RawRequest, create: Operation): Identification | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { merchant_id: merchantId } = fields.values;
  const isCreate = request.path === create.path || request.path === `${create.path}/`;
  if (!isCreate || typeof merchantId !== 'string' || merchantId === '') {
    return { failure: 'credentials_missing' };
  }
  return identifyUnproved(merchantId);
}

/** Who proves nothing goes by the merchant's name alone. */
export function identifyUnproved(key: string): Identification {
  return { key, proof: null, ...(key === SAMPLE_MERCHANT ? { isSample: true } : {}) };
}

// The two ways to prove oneself: V1 by a key and a hash in the body, V2 by Basic credentials.
// Source: paytring.md §1.5.
import { type Failure, isFailure } from '../../../core/failure.ts';
import type { Identification, Family, Operation, RawRequest } from '../../dialect.ts';
import { renderDocumentedFailure } from '../../kit/documented.ts';
import { openKeyed } from '../../kit/keyed-proof.ts';
import type { KeyedOperation } from '../../kit/field-list.ts';
import { identifyBasic, sameText } from '../../kit/proof.ts';
import { renderRefusal, type Version } from './refusal.ts';

// The transformation layer lives below our bases and has a shape of errors of its own.
const TRANSFORMED = /^\/(order|pg)\/via(\/|$)/;

function renderFailure(version: Version): Family['renderFailure'] {
  return (failure, { path }) =>
    TRANSFORMED.test(path)
      ? renderDocumentedFailure(failure, { reference: 'order_id' })
      : renderRefusal(failure, version);
}

/** Forms are read like JSON, as the oldest Python SDK sends them. */
export function keyedV1(bases: readonly string[], operations: readonly KeyedOperation[]): Family {
  return {
    name: 'v1',
    bases,
    proof: 'secret',
    identify: identifyByKey,
    open: openKeyed(operations),
    operations,
    renderFailure: renderFailure('v1'),
  };
}

function identifyByKey(request: RawRequest): Identification | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { key, hash } = fields.values;
  if (typeof key !== 'string' || key === '') {
    return { failure: 'credentials_missing', detail: 'The key field is required' };
  }
  if (typeof hash !== 'string' || hash === '') {
    return { failure: 'credentials_missing', detail: 'The hash field is required' };
  }
  return { key, proof: hash };
}

/** A hash in the body is not looked at; a key of somebody else than the header's is refused. */
export function basicV2(bases: readonly string[], operations: readonly Operation[]): Family {
  return {
    name: 'v2',
    bases,
    proof: 'secret',
    identify: identifyBasic,
    open: (request, identification, _account, { secret }) => {
      if (!sameText(identification.proof ?? '', secret)) return { failure: 'credentials_wrong' };
      const fields = request.fields();
      if (isFailure(fields)) return fields;
      const { key } = fields.values;
      const isOther = key !== undefined && key !== null && key !== '' && key !== identification.key;
      return isOther ? { failure: 'credentials_wrong' } : fields;
    },
    operations,
    renderFailure: renderFailure('v2'),
  };
}

// The admin API: what whoever runs this server asks for, proved by the admin token.
import type { Failure } from '../../core/failure.ts';
import type { Dialect, Family, Identification, RawRequest } from '../../gateways/dialect.ts';
import { sameText, sha256Hex } from '../../gateways/kit/proof.ts';
import { fieldsOrNone, renderFailure, withUnreadable } from '../family.ts';
import { accountOperations } from './account.ts';
import { auditOperations } from './audit.ts';
import { behalfOperations } from './behalf.ts';
import { commandOperations } from './command.ts';
import { connectionOperations } from './connection.ts';
import { reconciliationOperations } from './reconciliation.ts';
import { exchangeOperations } from './exchange.ts';
import { orderOperations } from './order.ts';
import { reviewOperations } from './review.ts';
import { routeOperations } from './route.ts';

/** How operators prove themselves, also to what is mounted beside the road. */
export const OPERATOR_PROOF: Omit<Family, 'operations'> = Object.freeze({
  name: 'admin',
  bases: ['/admin'],
  proof: 'secret',
  identify: identifyBearer,
  // The database has the digest of the token alone.
  open: (request, identification, _operator, { secret }) =>
    sameText(sha256Hex(identification.proof ?? ''), secret)
      ? fieldsOrNone(request)
      : { failure: 'credentials_wrong' },
  renderFailure,
});

export function adminFamily(dialects: readonly Dialect[]): Family {
  const operations = withUnreadable([
    ...accountOperations,
    ...connectionOperations,
    ...routeOperations,
    ...reconciliationOperations,
    ...reviewOperations,
    ...exchangeOperations,
    ...auditOperations,
    ...commandOperations,
    ...orderOperations,
    ...behalfOperations(dialects),
  ]);
  return Object.freeze({ ...OPERATOR_PROOF, operations });
}

/** `Authorization: Bearer <the admin token>`. */
function identifyBearer({ headers }: RawRequest): Identification | Failure {
  const header = headers['authorization']?.trim() ?? '';
  if (header === '') return { failure: 'credentials_missing' };
  const proof = /^bearer +([\x21-\x7e]{1,200})$/i.exec(header)?.[1];
  if (proof === undefined) return { failure: 'credentials_wrong' };
  return { key: 'operator', proof, by: 'operator' };
}

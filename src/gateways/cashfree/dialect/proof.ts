// Who is asking: the two headers that carry the key and the secret.
// Source: the transformation layer specification, Authentication Methods; cashfree.md
// §1.2.
import type { Account, Credentials } from '../../../core/account.ts';
import type { Failure } from '../../../core/failure.ts';
import type { Identification, Fields, RawRequest } from '../../dialect.ts';
import { openUnproved, sameText } from '../../kit/proof.ts';

/**
 * The proof is the secret itself. One published plugin pads its headers with spaces (cashfree.md
 * §6).
 */
export function identifyHeaders(request: RawRequest): Identification | Failure {
  const key = (request.headers['x-client-id'] ?? '').trim();
  const proof = (request.headers['x-client-secret'] ?? '').trim();
  if (key === '' || proof === '') return { failure: 'credentials_missing' };
  return { key, proof };
}

export function openHeaders(
  request: RawRequest,
  identification: Identification,
  _account: Account,
  credentials: Credentials,
): Fields | Failure {
  return sameText(identification.proof ?? '', credentials.secret)
    ? request.fields()
    : { failure: 'credentials_wrong' };
}

/**
 * Where a session or a payment's number says whose request it is. SDKs send their headers here too,
 * and what they send must be right.
 */
export function openWithout(
  request: RawRequest,
  _identification: Identification,
  _account: Account,
  credentials: Credentials,
): Fields | Failure {
  return openUnproved(request, credentials, identifyWhole);
}

/** Half a pair is no pair at all where one is needed, and a wrong one where none is. */
function identifyWhole(request: RawRequest): Identification | Failure {
  const found = identifyHeaders(request);
  const { headers } = request;
  const some = `${headers['x-client-id'] ?? ''}${headers['x-client-secret'] ?? ''}`.trim();
  return 'failure' in found && some !== '' ? { failure: 'credentials_wrong' } : found;
}

/** The secret that came where none is needed; `openWithout` takes none but the account's own. */
export function offeredSecret({ headers }: RawRequest): string | null {
  const secret = (headers['x-client-secret'] ?? '').trim();
  return secret === '' ? null : secret;
}

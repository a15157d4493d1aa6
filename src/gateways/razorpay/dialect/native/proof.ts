// Who is asking: Basic credentials spelled exactly, or the public key alone where a browser asks.
// Source: razorpay.md §1.1 (documented, measured by others).
import { type Account, type Credentials, isNameOf } from '../../../../core/account.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Identification, Fields, RawRequest } from '../../../dialect.ts';
import { sameText } from '../../../kit/proof.ts';
import { unfoldFields } from './nested-form.ts';
import { readEverywhere } from './query-field.ts';
import { KEY_CHARACTERS, KEY_HEADER, refuse } from './refusal.ts';

const WRONG: Failure = Object.freeze({ failure: 'credentials_wrong' });
// "BASIC, basic, quoted values are invalid."
const BASIC = /^Basic ([A-Za-z0-9+/_-]+={0,2})$/;

/** The proof is the secret itself; blanks around a pasted key or secret do not count. */
export function identifySecret(request: RawRequest): Identification | Failure {
  const header = request.headers['authorization'] ?? '';
  if (header === '') return { failure: 'credentials_missing' };
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return WRONG;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const key = pair.slice(0, Math.max(colon, 0)).trim();
  return key === '' ? WRONG : { key, proof: pair.slice(colon + 1).trim() };
}

/** The key alone names the account: as Basic user without password, or as `key_id`. */
export function identifyPublic(request: RawRequest): Identification | Failure {
  if ((request.headers['authorization'] ?? '') !== '') {
    const identification = identifySecret(request);
    return isFailure(identification) || identification.proof !== ''
      ? identification
      : { ...identification, proof: null };
  }
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const key = request.query['key_id'] ?? fields.values['key_id'];
  if (typeof key !== 'string' || key.trim() === '') return { failure: 'credentials_missing' };
  return { key: key.trim(), proof: null };
}

export function openSecret(
  request: RawRequest,
  identification: Identification,
  _account: Account,
  { secret }: Credentials,
): Fields | Failure {
  if (!sameText(identification.proof ?? '', secret)) return WRONG;
  const sent = isBare(request) ? { ...request, fields: () => NO_FIELDS } : request;
  return refuseKey(request) ?? unfoldFields(readEverywhere(sent));
}

const NO_FIELDS: Fields = Object.freeze({ values: {}, lexemes: new Map() });

/** The Go SDK sends no fields as null, PHP an empty map as a list (run; observed). */
function isBare({ bytes }: RawRequest): boolean {
  return bytes.length <= 8 && /^(?:null|\[\])$/.test(Buffer.from(bytes).toString().trim());
}

/** A secret that came is verified; without one the key must name this account. */
export function openPublic(
  request: RawRequest,
  identification: Identification,
  account: Account,
  { secret }: Credentials,
): Fields | Failure {
  const holds =
    identification.proof === null
      ? isNameOf(account, identification.key)
      : sameText(identification.proof, secret);
  return holds ? unfoldFields(request.fields()) : WRONG;
}

/** Source: razorpay.md §1.7. The road itself does the rest of idempotency. */
function refuseKey({ method, headers }: RawRequest): Failure | null {
  const key = headers[KEY_HEADER]?.trim();
  if (method !== 'POST' || key === undefined || key === '') return null;
  if (key.length < 10) {
    const message = 'The idempotency key must be at least 10 characters long.';
    return refuse(KEY_HEADER, 'length', message);
  }
  return /^[A-Za-z0-9_-]{10,255}$/.test(key) ? null : refuse(KEY_HEADER, 'format', KEY_CHARACTERS);
}

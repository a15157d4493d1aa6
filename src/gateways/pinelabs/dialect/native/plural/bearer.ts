// The token generation's credentials: a client id and secret buy a token that proves itself, so
// that nothing is kept. Source: pinelabs.md §2.6; reply fields from the token's reference page.
import type { Account, Credentials } from '../../../../../core/account.ts';
import { type Failure, invalid, isFailure } from '../../../../../core/failure.ts';
import type { RequestKind } from '../../../../../core/result.ts';
import {
  type Call,
  type Fields,
  type Identification,
  type Operation,
  operation,
  type Pair,
  type RawRequest,
  type Reply,
  type Row,
} from '../../../../dialect.ts';
import { hmacSha256, sameText } from '../../../../kit/proof.ts';
import { readFields } from '../../../../kit/read.ts';

/** As long as the guide's sample says. */
export const TOKEN_LASTS_SECONDS = 3600;
const BEARER = /^bearer +(([\w-]{1,400})\.(\d{1,12})\.[\w-]{43})$/i;

export function identifyClient(request: RawRequest): Identification | Failure {
  const fields = request.fields();
  if (isFailure(fields)) return fields;
  const { client_id, client_secret } = fields.values;
  if (typeof client_id !== 'string' || client_id === '') return { failure: 'credentials_missing' };
  if (typeof client_secret !== 'string') return { failure: 'credentials_missing' };
  return { key: client_id, proof: client_secret };
}

export function openClient(
  request: RawRequest,
  identification: Identification,
  _account: Account,
  { secret }: Credentials,
): Fields | Failure {
  return sameText(identification.proof ?? '', secret)
    ? request.fields()
    : { failure: 'credentials_wrong' };
}

export function issueToken(call: Call): Reply | Failure {
  const read = readFields(call.fields);
  read.text('grant_type', { required: true, pattern: /^client_credentials$/ });
  if (read.issues.length > 0) return invalid(read.issues);
  const expires = Math.floor(call.now / 1000) + TOKEN_LASTS_SECONDS;
  const { key, secret } = call.credentials;
  return {
    kind: 'json',
    status: 200,
    body: {
      access_token: tokenOf(key, expires, secret),
      token_type: 'Bearer',
      // The reference page has the time, the guide the seconds; programs read either.
      expires_at: new Date(expires * 1000).toISOString(),
      expires_in: TOKEN_LASTS_SECONDS,
    },
  };
}

/** The key, the second in which it ends, and the account's own seal of both. */
export function tokenOf(key: string, expires: number, secret: string): string {
  const head = `${Buffer.from(key).toString('base64url')}.${expires}`;
  return `${head}.${hmacSha256(secret, `bearer token\n${head}`).toString('base64url')}`;
}

const headerOf = ({ headers }: RawRequest): string => (headers['authorization'] ?? '').trim();

function readBearer(request: RawRequest) {
  const match = BEARER.exec(headerOf(request));
  if (match === null) return null;
  const key = Buffer.from(match[2] ?? '', 'base64url').toString('utf8');
  return { token: match[1] ?? '', key, expires: Number(match[3]) };
}

/** The account that a token was issued to, before it is proved. */
export function bearerKey(request: RawRequest): string {
  return readBearer(request)?.key ?? '';
}

export function identifyBearer(request: RawRequest): Identification | Failure {
  const bearer = readBearer(request);
  if (bearer === null) {
    return { failure: headerOf(request) === '' ? 'credentials_missing' : 'credentials_wrong' };
  }
  return { key: bearer.key, proof: bearer.token };
}

export function openBearer(
  request: RawRequest,
  _claim: Identification,
  _account: Account,
  { key, secret }: Credentials,
): Fields | Failure {
  const bearer = readBearer(request);
  return bearer !== null && sameText(bearer.token, tokenOf(key, bearer.expires, secret))
    ? request.fields()
    : { failure: 'credentials_wrong' };
}

/** The account's clock tells whether a token is over, so it is looked at where the clock is. */
export function timely<T>(parse: (call: Call) => T | Failure): (call: Call) => T | Failure {
  return (call) => {
    const bearer = readBearer(call.request);
    return bearer !== null && bearer.expires * 1000 > call.now
      ? parse(call)
      : { failure: 'credentials_wrong' };
  };
}

/** A row that a token opens only while it lasts. */
export function timedOperation<Kind extends RequestKind>(
  row: Row,
  parse: Pair<Kind>['parse'],
  render: Pair<Kind>['render'],
): Operation {
  return operation(row, timely(parse), render);
}

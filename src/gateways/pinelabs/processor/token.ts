// The token that client id and secret buy, for an hour. Source: pinelabs.md §2.6 and §2.9.
import type { Granted, Refused, TokenExchange, Unknown, WireReply } from '../../processor.ts';
import {
  instantOf,
  isTokenRefused,
  type Part,
  parsePart,
  refused,
  textOf,
  unknown,
  unknownReply,
  wholeOf,
} from './reply.ts';
import { write } from './request.ts';

const SECOND_MS = 1000;
const DAY_SECONDS = 86_400;

export const token: TokenExchange = Object.freeze<TokenExchange>({
  request: (_ask, side) => {
    const { client_id, client_secret } = side.credentials;
    const body = { client_id, client_secret, grant_type: 'client_credentials' };
    return write(side, 'POST', '/api/auth/v1/token', 'token', body);
  },
  read: (reply, _ask, { now }) => {
    const part = parsePart(reply.body);
    if (part === null) return unreadableToken(reply);
    return reply.status === 200 || reply.status === 201
      ? (grantOf(part, now) ?? unreadableToken(reply))
      : refusalOf(part, reply);
  },
  isRefused: isTokenRefused,
});

const TOKEN = /^[\x21-\x7e]{1,8192}$/;

function grantOf(part: Part, now: number): Granted | null {
  const given = textOf(part, 'access_token') ?? '';
  const type = textOf(part, 'token_type') ?? 'bearer';
  if (!TOKEN.test(given) || type.toLowerCase() !== 'bearer') return null;
  return { kind: 'granted', token: given, until: endOf(part, now) };
}

/**
 * Seconds need no two clocks that agree. Where neither is said, it is used at once and not kept.
 */
function endOf(part: Part, now: number): number {
  const seconds = wholeOf(part, 'expires_in');
  if (seconds !== null) return now + Math.min(seconds, DAY_SECONDS) * SECOND_MS;
  return Math.min(instantOf(part, 'expires_at') ?? now, now + DAY_SECONDS * SECOND_MS);
}

/** What is said of no token, in each of the three shapes. */
const SAID = ['code', 'error', 'type', 'message', 'error_description'] as const;

/** Of a body that has nothing but the credentials in it: what is wrong is these. */
function refusalOf(part: Part, reply: WireReply): Refused | Unknown {
  const words = SAID.map((name) => textOf(part, name)).filter((each) => each !== null);
  if (words.length === 0) return unreadableToken(reply);
  const raw = words.join(' ');
  const { status } = reply;
  if (status === 429) return refused('limit', 'later', raw);
  if (status === 403) return refused('account', 'later', raw);
  const isOfCredentials = status === 400 || status === 401 || status === 422;
  return isOfCredentials ? refused('credentials', 'later', raw) : unknown(`${status} ${raw}`);
}

/** Its length or its page, and never the body, in which a token may be. */
function unreadableToken(reply: WireReply): Unknown {
  return parsePart(reply.body) === null
    ? unknownReply(reply)
    : unknown(`${reply.status} without a token`);
}

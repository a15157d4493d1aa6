// Where PayU is, and how a command of its server API is signed. Source: payu.md §1.1, §1.5.
import type { Connection, Side, WireRequest } from '../../processor.ts';
import { COMMAND, computeHash } from '../hash.ts';

type Place = { readonly form: string; readonly server: string };

/** The server API has a host of its own in live mode. */
const PLACES: Readonly<Record<Connection['mode'], Place>> = Object.freeze({
  test: { form: 'https://test.payu.in', server: 'https://test.payu.in' },
  live: { form: 'https://secure.payu.in', server: 'https://info.payu.in' },
});

function placeOf({ baseUrl, mode }: Connection): Place {
  if (baseUrl === null) return PLACES[mode];
  const base = baseUrl.replace(/\/+$/, '');
  return { form: base, server: base };
}

export function formUrl(connection: Connection): string {
  return `${placeOf(connection).form}/_payment`;
}

/** `form=2` asks for JSON. */
function serverUrl(connection: Connection): string {
  return `${placeOf(connection).server}/merchant/postservice.php?form=2`;
}

/** The rest, `var2` and so on, is outside the hash. */
type Variables = { readonly var1: string } & Readonly<Record<`var${number}`, string>>;

export function writeCommand(
  { connection, credentials }: Side,
  command: string,
  variables: Variables,
): WireRequest {
  const { key = '', salt = '' } = credentials;
  const hash = computeHash(COMMAND, { key, command, var1: variables.var1 }, salt);
  return {
    method: 'POST',
    url: serverUrl(connection),
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ key, command, ...variables, hash }).toString(),
  };
}

// A logged request as a command for a shell, with what was taken out of it left to be filled in.
import type { LoggedRequest } from '../core/request-log.ts';

type Wire = Pick<LoggedRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>;

/** What the connection says of itself, or the tool by itself. */
const LEFT_OUT = new Set(['content-length', 'user-agent', 'accept', 'x-request-id']);

export function curlOf({ method, path, query, headers, body }: Wire, origin: string): string {
  const address = `${origin}${path}${query === '' ? '' : `?${query}`}`;
  const sent = Object.entries(headers).filter(([name]) => !LEFT_OUT.has(name));
  const parts = [
    `curl -X ${quote(method)} ${quote(address)}${globOff(address)}`,
    ...sent.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(body === null ? [] : [`--data-raw ${quote(body)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** In brackets and braces curl sees many addresses, and would ask for each of them. */
export function globOff(address: string): string {
  return /[[\]{}]/.test(address) ? ' --globoff' : '';
}

/** In quotes a shell changes nothing but these themselves. */
function quote(text: string): string {
  return /^[\w/:.-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

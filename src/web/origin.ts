// The one place where an origin is read from text: of an address, and of what names itself one.

/**
 * URL parsing lets `;`, `,` and `*` stand in a host, which would end a content security policy or
 * widen it, so a host is held to plain letters, or to the digits of an IPv6 address. No name in DNS
 * is longer than 253.
 */
const HOST = /^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]+\])$/;

/** The origin of an http(s) address, spelt as browsers do; null when it has none of that kind. */
export function originOf(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return HOST.test(url.hostname) ? url.origin : null;
}

/** Whether only this machine reaches the address. */
export function isLoopback(address: string): boolean {
  const host = URL.parse(address)?.hostname ?? '';
  return /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);
}

/**
 * Whether a Host header, or the setting of where to listen, names this machine and no other. Names
 * below `localhost` do not count: not every browser keeps from asking for their addresses.
 */
export function isLoopbackHost(host: string): boolean {
  const name = host === '::1' ? '[::1]' : host.replace(/:\d{1,5}$/, '');
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i.test(name);
}

/**
 * In place of an origin: the window that opened ours. Its page has no origin that could be named,
 * as that of a file or of a web view's own scheme.
 */
export const OPENER = 'opener';

/**
 * What is itself the origin of a web page, letter for letter; null for anything else, `null` and
 * `*` too.
 */
export function readOrigin(text: unknown): string | null {
  return typeof text === 'string' && originOf(text) === text ? text : null;
}

/** Of the page that a browser's form comes from: it is named with the form, or by its referrer. */
export function originOfForm(headers: Readonly<Record<string, string>>): string | null {
  return readOrigin(headers['origin'] ?? originOf(headers['referer'] ?? ''));
}

// By which addresses the dashboard is served, and whether a request comes from a page of its own.
import { isLoopbackHost, originOf, readOrigin } from '../web/origin.ts';
import type { Asked } from './request.ts';

export type Site = {
  /** Scheme and host, as browsers name the pages of it. */
  readonly home: string;
  /** The name of its cookie; null: nobody may sign in here, as others could listen. */
  readonly cookie: string | null;
  readonly isSecure: boolean;
};

/** `__Host-` keeps a cookie to https, to this host and to no domain above it. */
const SECURE_COOKIE = '__Host-dubash';

/**
 * The site of this Host header: PUBLIC_URL's, or a loopback name of this machine. Null: another,
 * such as a name whose owner let it point here, or the host of the pages that run gateways'
 * scripts.
 */
export function siteOf(host: string, publicUrl: string | null): Site | null {
  const named = host.toLowerCase();
  const own = publicUrl === null ? null : URL.parse(publicUrl);
  const home = publicUrl === null ? null : originOf(publicUrl);
  if (own !== null && home !== null && named === own.host) {
    const isSecure = own.protocol === 'https:';
    if (isSecure) return { home, cookie: SECURE_COOKIE, isSecure };
    return { home, cookie: isLoopbackHost(named) ? plainCookie(named) : null, isSecure };
  }
  if (!isLoopbackHost(named)) return null;
  return { home: `http://${named}`, cookie: plainCookie(named), isSecure: false };
}

/**
 * On loopback there is no https, without which browsers refuse a `__Host-` name. Cookies do not
 * tell ports apart, so each has a name of its own.
 */
function plainCookie(host: string): string {
  return `dubash-${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;
}

/** Whether a form stood on a page of this very site; a browser says so with every POST. */
export function isFromSite({ headers }: Asked, { home }: Site): boolean {
  const fetchedFrom = headers['sec-fetch-site'] ?? 'same-origin';
  return readOrigin(headers['origin']) === home && fetchedFrom === 'same-origin';
}

/** The value of a cookie of this name; null when there is none, or one that says it twice. */
export function readCookie({ headers }: Asked, name: string): string | null {
  const found = (headers['cookie'] ?? '')
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each.startsWith(`${name}=`))
    .map((each) => each.slice(name.length + 1));
  return found.length === 1 ? (found[0] ?? null) : null;
}

export function writeCookie({ cookie, isSecure }: Site, value: string): string {
  const secure = isSecure ? '; Secure' : '';
  const ends = value === '' ? '; Max-Age=0' : '';
  return `${cookie}=${value}; Path=/; HttpOnly; SameSite=Strict${secure}${ends}`;
}

// Who is on the very machine that the server runs on: what is shown to nobody else.
import { isLoopback, isLoopbackHost } from '../web/origin.ts';
import type { IncomingRequest } from './request.ts';

/** Whether this machine alone can reach a server that is set so. */
export function isLocal(settings: { readonly host: string; readonly publicUrl: string | null }) {
  const { host, publicUrl } = settings;
  return isLoopbackHost(host) && (publicUrl === null || isLoopback(publicUrl));
}

/**
 * What proxies, tunnels and load balancers add: behind one, everybody comes from this machine. One
 * that adds nothing still closes each connection, as the oldest version of HTTP does.
 */
const FORWARDED =
  /^(x-forwarded|x-original|x-real-ip|x-client-ip|x-cluster|x-envoy|x-amzn?-|x-azure|x-arr-|cf-|cdn-|fly-|fastly-|ngrok-|tailscale-|true-client-ip|client-ip$|forwarded|via$)/;

/** Whether a request comes from this machine, by a name of it, and through nobody's hands. */
export function isNearby({ address, headers }: IncomingRequest): boolean {
  const isNear = isLoopbackHost(address.includes(':') ? `[${address}]` : address);
  const isForwarded = Object.keys(headers).some((name) => FORWARDED.test(name));
  const closes = /\bclose\b/i.test(headers['connection'] ?? '');
  return isNear && isLoopbackHost(headers['host'] ?? '') && !isForwarded && !closes;
}

// Whose address a request came from: the socket's, unless a proxy that is trusted tells another.
import { type AddressRange, isWithin, plainAddress, readRange } from '../core/address-range.ts';

/** `forwarded` is the header x-forwarded-for. Empty where nobody can say whose address it is. */
export type ClientAddress = (socket: string | undefined, forwarded: string | undefined) => string;

/**
 * Every proxy adds to the right the address that it heard from, and a client may write to the left
 * whatever it likes: so the right-most address that is no trusted proxy's is the client's. Where
 * all are, it is the left-most.
 */
export function createClientAddress(trusted: readonly AddressRange[]): ClientAddress {
  return (socket, forwarded) => {
    // A zone, as in fe80::1%eth0, names a link of this machine and not the other end.
    let address = plainAddress((socket ?? '').replace(/%.*/, '')) ?? '';
    if (trusted.length === 0 || forwarded === undefined) return address;
    const hops = forwarded.split(',');
    for (let at = hops.length - 1; at >= 0 && isWithin(address, trusted); at -= 1) {
      address = plainAddress(withoutPort(hops[at]?.trim() ?? '')) ?? '';
    }
    return address;
  };
}

// Some proxies add the port: 203.0.113.7:41234, [2001:db8::7]:41234.
function withoutPort(hop: string): string {
  const plain = hop.replace(/^"(.*)"$/, '$1');
  return (
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(plain)?.[1] ?? plain.replace(/^([\d.]+):\d{1,5}$/, '$1')
  );
}

/** Throws an Error with one sentence when a part of the list is no network. */
export function readTrustedProxies(text: string): readonly AddressRange[] {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return parts.map((part) => {
    const range = readRange(part);
    if (range !== null) return range;
    const shown = JSON.stringify(part.trim().slice(0, 60));
    throw new Error(
      `TRUSTED_PROXIES: ${shown} is no address and no network that starts with its first address.`,
    );
  });
}

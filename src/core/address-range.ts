// Ranges of internet addresses, as people write them, and whether an address is in one.
//
// Only the bits are compared, for lists of who may ask. What may be connected to is another
// question, with all the special networks there are: network/address.ts.

/** `10.0.0.0/8`, `2001:db8::/32` or a single address, by its bits. */
export type AddressRange = {
  readonly width: 32 | 128;
  readonly first: bigint;
  readonly bits: number;
};

const OCTET = '(?:0|[1-9]\\d{0,2})';
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const MAPPED = 0xffffn;

/** An address as one number; null when it is none. An IPv4 address inside an IPv6 one is itself. */
function readAddress(text: string): { readonly width: 32 | 128; readonly value: bigint } | null {
  if (IPV4.test(text)) {
    const octets = text.split('.').map(Number);
    if (octets.some((octet) => octet > 255)) return null;
    return { width: 32, value: octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n) };
  }
  // The platform's own reader of IPv6 addresses stands behind that of URLs; it knows no zones.
  const host = /^[0-9a-f:.]+$/i.test(text) ? URL.parse(`http://[${text}]`)?.hostname : undefined;
  if (host === undefined) return null;
  const value = joinGroups(host.slice(1, -1));
  return value >> 32n === MAPPED
    ? { width: 32, value: value & 0xffffffffn }
    : { width: 128, value };
}

/** Of the one spelling that the platform prints: groups in hex, at most one gap of zeros. */
function joinGroups(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const gap = Array<string>(8 - before.length - after.length).fill('0');
  const all = tail === undefined ? before : [...before, ...gap, ...after];
  return all.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

/**
 * Null for what is no range. A range starts with its first address: whether `10.0.0.1/8` means one
 * address or a network is not ours to guess.
 */
export function readRange(text: string): AddressRange | null {
  const [head = '', size, ...rest] = text.trim().split('/');
  const address = readAddress(head);
  if (address === null || rest.length > 0) return null;
  const { width, value } = address;
  if (size === undefined) return { width, first: value, bits: width };
  // `::ffff:10.0.0.0/104` is an IPv4 network in IPv6 words.
  const spare = head.includes(':') ? 128 - width : 0;
  const bits = Number(size) - spare;
  if (!/^\d{1,3}$/.test(size) || bits < 0 || bits > width) return null;
  const spareBits = BigInt(width - bits);
  return (value >> spareBits) << spareBits === value ? { width, first: value, bits } : null;
}

/** Whether the address is in one of the ranges; what is no address is in none. */
export function isWithin(address: string, ranges: readonly AddressRange[]): boolean {
  const read = readAddress(address);
  if (read === null) return false;
  return ranges.some(({ width, first, bits }) => {
    const rest = BigInt(width - bits);
    return width === read.width && read.value >> rest === first >> rest;
  });
}

/** The address in one spelling, an IPv4 address inside an IPv6 one as itself; null when none. */
export function plainAddress(text: string): string | null {
  const read = readAddress(text);
  if (read === null) return null;
  if (read.width === 128) return URL.parse(`http://[${text}]`)?.hostname.slice(1, -1) ?? null;
  return [24n, 16n, 8n, 0n].map((shift) => (read.value >> shift) & 255n).join('.');
}

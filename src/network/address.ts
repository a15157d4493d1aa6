// Which addresses a webhook may be sent to: public ones, and those that the operator has opened.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [Address, number];

/** Networks that may be reached although they are not public. */
export type AllowList = readonly Network[];

// What the library counts as ordinary and is not.
const NOT_PUBLIC: AllowList = [
  // RFC 4291, 2.5.5.1: an IPv4 address in the last 32 bits.
  network('::/96'),
  // The host's own agent, behind a public number in every machine at Azure:
  // learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  network('168.63.129.16/32'),
];
// The only block with public hosts in IANA's registry "Internet Protocol Version 6 Address Space".
const GLOBAL_UNICAST = network('2000::/3');

const WORDS: Readonly<Record<string, AllowList>> = {
  loopback: [network('127.0.0.0/8'), network('::1/128')],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map(network),
};

function network(text: string): Network {
  return ipaddr.parseCIDR(text);
}

/** Is this an address of the public internet? What cannot be read as an address is not. */
export function isPublic(address: string): boolean {
  const read = readAddress(address);
  return read !== null && isPublicAddress(read);
}

/** May a connection be made to this address? */
export function mayConnect(address: string, allow: AllowList): boolean {
  const read = readAddress(address);
  if (read === null) return false;
  return isPublicAddress(read) || isWithin(read, allow) || isWithin(unmapped(read), allow);
}

/**
 * Reads a list such as "loopback, 10.0.0.0/8, fd00::1". Throws an Error with one sentence when a
 * part of it is not a network.
 */
export function readAllowList(text: string): AllowList {
  const parts = text
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
  if (parts.length === 1 && parts[0] === 'none') return [];
  return parts.flatMap((part) => WORDS[part] ?? [readNetwork(part)]);
}

function readNetwork(text: string): Network {
  const [head = '', bits, ...rest] = text.split('/');
  const address = readAddress(head);
  if (address === null || rest.length > 0) throw wrong(text);
  const size = address.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return simplified(address, size);
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > size) throw wrong(text);
  const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const first = kind.networkAddressFromCIDR(text);
  // Whether one address or its whole network was meant is not ours to guess.
  if (first.toString() !== address.toString()) {
    throw new Error(`The network ${text} must start with its first address, ${first}.`);
  }
  return simplified(address, Number(bits));
}

function wrong(text: string): Error {
  const shown = JSON.stringify(text.slice(0, 60));
  return new Error(`${shown} is not a network such as 10.0.0.0/8, fd00::/8, loopback or private.`);
}

/**
 * A network of IPv4-mapped addresses is the network of those IPv4 addresses: one of fewer than 96
 * bits does not begin with such an address.
 */
function simplified(address: Address, bits: number): Network {
  const plain = unmapped(address);
  return plain === address ? [address, bits] : [plain, bits - 96];
}

/** Reads the plain notations only. An address with a zone names a link of this machine: refused. */
function readAddress(text: string): Address | null {
  return isIP(text) === 0 || text.includes('%') ? null : ipaddr.parse(text);
}

function isPublicAddress(address: Address): boolean {
  if (address.range() !== 'unicast' || isWithin(address, NOT_PUBLIC)) return false;
  if (address.kind() === 'ipv4') return true;
  return isWithin(address, [GLOBAL_UNICAST]) && !isTunnel(address as ipaddr.IPv6);
}

/** RFC 5214, 6.1: the last 32 bits of an ISATAP address are an IPv4 address, often private. */
function isTunnel({ parts }: ipaddr.IPv6): boolean {
  return (parts[4] === 0 || parts[4] === 0x0200) && parts[5] === 0x5efe;
}

function unmapped(address: Address): Address {
  if (address.kind() === 'ipv4') return address;
  const long = address as ipaddr.IPv6;
  return long.isIPv4MappedAddress() ? long.toIPv4Address() : address;
}

function isWithin(address: Address, networks: AllowList): boolean {
  return networks.some(
    ([first, bits]) => first.kind() === address.kind() && address.match(first, bits),
  );
}

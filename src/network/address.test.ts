// The address filter, block by block with the document that sets each one aside.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { isPublic, mayConnect, readAllowList } from './address.ts';

// Rows of IANA's "IPv4 Special-Purpose Address Registry" unless a note says otherwise.
const REFUSED_V4: readonly (readonly [string, string])[] = [
  ['0.0.0.0/8', 'RFC 791, 3.2: this network'],
  ['10.0.0.0/8', 'RFC 1918: private use'],
  ['100.64.0.0/10', 'RFC 6598: shared address space'],
  ['127.0.0.0/8', 'RFC 1122, 3.2.1.3: loopback'],
  ['169.254.0.0/16', 'RFC 3927: link local, with the metadata of clouds'],
  ['172.16.0.0/12', 'RFC 1918: private use'],
  ['192.0.0.0/24', 'RFC 6890, 2.1: IETF protocol assignments'],
  ['192.0.2.0/24', 'RFC 5737: TEST-NET-1'],
  ['192.88.99.0/24', 'RFC 7526: 6to4 relay, withdrawn'],
  ['192.168.0.0/16', 'RFC 1918: private use'],
  ['198.18.0.0/15', 'RFC 2544: benchmarking'],
  ['198.51.100.0/24', 'RFC 5737: TEST-NET-2'],
  ['203.0.113.0/24', 'RFC 5737: TEST-NET-3'],
  ['224.0.0.0/4', 'RFC 5771: multicast (registry of IPv4 multicast addresses)'],
  ['240.0.0.0/4', 'RFC 1112, 4: reserved'],
  ['255.255.255.255/32', 'RFC 919: limited broadcast'],
  ['168.63.129.16/32', 'Microsoft Learn, "What is IP address 168.63.129.16?"'],
];

// Rows of IANA's "IPv6 Special-Purpose Address Registry" unless a note says otherwise.
const REFUSED_V6: readonly (readonly [string, string])[] = [
  ['::1/128', 'RFC 4291, 2.5.3: loopback'],
  ['::/128', 'RFC 4291, 2.5.2: unspecified'],
  ['::/96', 'RFC 4291, 2.5.5.1: IPv4-compatible, deprecated'],
  ['::ffff:0:0/96', 'RFC 4291, 2.5.5.2: IPv4-mapped'],
  ['::ffff:0:0:0/96', 'RFC 7915, 2: IPv4-translated'],
  ['64:ff9b::/96', 'RFC 6052: NAT64'],
  ['64:ff9b:1::/48', 'RFC 8215: NAT64 for local use'],
  ['100::/64', 'RFC 6666: discard only'],
  ['100:0:0:1::/64', 'RFC 9780: dummy prefix'],
  ['2001::/23', 'RFC 2928: IETF protocol assignments'],
  ['2001::/32', 'RFC 4380: Teredo'],
  ['2001:2::/48', 'RFC 5180: benchmarking'],
  ['2001:10::/28', 'RFC 4843: ORCHID, deprecated'],
  ['2001:20::/28', 'RFC 7343: ORCHIDv2'],
  ['2001:db8::/32', 'RFC 3849: documentation'],
  ['2002::/16', 'RFC 3056: 6to4'],
  ['3fff::/20', 'RFC 9637: documentation'],
  ['5f00::/16', 'RFC 9602: SRv6 segment identifiers'],
  ['fc00::/7', 'RFC 4193: unique local'],
  ['fe80::/10', 'RFC 4291, 2.5.6: link local'],
  ['fec0::/10', 'RFC 3879: site local, deprecated'],
  ['ff00::/8', 'RFC 4291, 2.7: multicast'],
  ['200::/7', 'RFC 4048: once NSAP (registry of the IPv6 address space)'],
  ['4000::/3', 'the IPv6 address space: unassigned'],
  ['e000::/4', 'the IPv6 address space: unassigned'],
  ['2a00:1450:4009:81f:0:5efe::/96', 'RFC 5214, 6.1: ISATAP'],
  ['2a00:1450:4009:81f:200:5efe::/96', 'RFC 5214, 6.1: ISATAP'],
];

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '13.235.0.1',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '168.63.129.15',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2001:4860:4860::8888',
  '2404:6800:4009:81f::200e',
  '2606:4700:4700::1111',
  '2A00:1450:4009:81F:0:0:0:200E',
  '2003::1',
];

const UNREADABLE = [
  '',
  ' ',
  'localhost',
  'example.com',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '08.8.8.8',
  ' 8.8.8.8',
  '8.8.8.8\n',
  '8.8.8.8.',
  '8.8.8.8/32',
  '8.8.8.8%eth0',
  '[2606:4700::1]',
  '2606:4700::1%eth0',
  'fe80::1%eth0',
  '::ffff:127.1',
  '1'.repeat(10_000),
];

function lastOf(cidr: string): string {
  const [first, bits] = ipaddr.parseCIDR(cidr);
  const bytes = first.toByteArray().map((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - 8 * index));
    return byte | (0xff >> kept);
  });
  return ipaddr.fromByteArray(bytes).toString();
}

for (const [cidr, source] of [...REFUSED_V4, ...REFUSED_V6]) {
  test(`${cidr} is not public (${source})`, () => {
    const first = cidr.split('/')[0] ?? '';
    for (const address of [first, lastOf(cidr)]) {
      assert.equal(isPublic(address), false, address);
      assert.equal(mayConnect(address, []), false, address);
      assert.equal(mayConnect(address, readAllowList(cidr)), true, `${address} opened`);
    }
  });
}

test('ordinary addresses are public, up to the edges of the refused blocks', () => {
  for (const address of PUBLIC) {
    assert.equal(isPublic(address), true, address);
    assert.equal(mayConnect(address, []), true, address);
  }
});

test('what is no plain address is refused, whatever is allowed', () => {
  const everything = readAllowList('0.0.0.0/0, ::/0');
  for (const text of UNREADABLE) {
    assert.equal(isPublic(text), false, text);
    assert.equal(mayConnect(text, everything), false, text);
  }
});

/** The IPv6 addresses that lead, or led, to an IPv4 address. */
const EMBEDDED: Readonly<Record<string, (octets: readonly number[]) => readonly number[]>> = {
  mapped: (octets) => [...zeros(10), 0xff, 0xff, ...octets],
  compatible: (octets) => [...zeros(12), ...octets],
  translated: (octets) => [...zeros(8), 0xff, 0xff, 0, 0, ...octets],
  nat64: (octets) => [0, 0x64, 0xff, 0x9b, ...zeros(8), ...octets],
  nat64Local: (octets) => [0, 0x64, 0xff, 0x9b, 0, 1, ...zeros(6), ...octets],
  sixToFour: (octets) => [0x20, 0x02, ...octets, ...zeros(10)],
  teredoServer: (octets) => [0x20, 0x01, 0, 0, ...octets, ...zeros(8)],
  teredoClient: (octets) => [0x20, 0x01, ...zeros(10), ...octets.map((octet) => octet ^ 0xff)],
  isatap: (octets) => [0x2a, 0, 0x14, 0x50, ...zeros(4), 2, 0, 0x5e, 0xfe, ...octets],
};

function zeros(count: number): number[] {
  return Array<number>(count).fill(0);
}

const insideRefused = fc
  .tuple(fc.constantFrom(...REFUSED_V4), fc.nat(0xffffffff))
  .map(([[cidr], chance]) => {
    const [first, bits] = ipaddr.IPv4.parseCIDR(cidr);
    const free = bits === 32 ? 0 : 0xffffffff >>> bits;
    const number = Buffer.from(first.octets).readUInt32BE() + (chance & free & 0x7fffffff);
    const octets = Buffer.alloc(4);
    octets.writeUInt32BE(number);
    return [...octets];
  });

test('every IPv4 address of a refused block is refused in each embedding', () => {
  fc.assert(
    fc.property(insideRefused, (octets) => {
      assert.equal(isPublic(octets.join('.')), false, octets.join('.'));
      for (const [form, embed] of Object.entries(EMBEDDED)) {
        const address = ipaddr.fromByteArray([...embed(octets)]).toString();
        assert.equal(isPublic(address), false, `${form} ${address}`);
      }
    }),
    { numRuns: 2000 },
  );
});

test('any text has an answer, and only addresses have a good one', () => {
  const everything = readAllowList('0.0.0.0/0, ::/0');
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
      if (isPublic(text)) assert.ok(mayConnect(text, []));
      if (mayConnect(text, everything)) assert.ok(ipaddr.isValid(text));
    }),
    { numRuns: 1000 },
  );
});

test('an allowed IPv4 address is allowed in its mapped form, and written either way', () => {
  for (const list of ['10.1.0.0/16', '::ffff:10.1.0.0/112', '::ffff:a01:0/112']) {
    const allow = readAllowList(list);
    assert.ok(mayConnect('10.1.2.3', allow), list);
    assert.ok(mayConnect('::ffff:10.1.2.3', allow), list);
    assert.ok(mayConnect('::ffff:a01:203', allow), list);
    for (const outside of ['10.0.255.255', '10.2.0.1'])
      assert.ok(!mayConnect(outside, allow), list);
    assert.ok(mayConnect('10.1.255.255', allow), list);
    assert.ok(!mayConnect('::ffff:10.2.0.1', allow), list);
    assert.ok(!mayConnect('64:ff9b::10.1.2.3', allow), list);
  }
  assert.ok(mayConnect('::ffff:8.8.8.8', readAllowList('8.8.8.8')));
  assert.ok(!mayConnect('::ffff:8.8.8.8', []), 'nothing needs this form');
});

test('the words open what they say', () => {
  const loopback = readAllowList(' Loopback ');
  for (const address of ['127.0.0.1', '127.255.255.255', '::1', '::ffff:127.0.0.1']) {
    assert.ok(mayConnect(address, loopback), address);
  }
  for (const address of ['10.0.0.1', '0.0.0.0', '::', '169.254.169.254', '::2']) {
    assert.ok(!mayConnect(address, loopback), address);
  }
  const both = readAllowList('private,loopback,');
  for (const address of ['127.0.0.1', '10.9.8.7', '172.31.0.1', '192.168.1.1', 'fd12::1']) {
    assert.ok(mayConnect(address, both), address);
  }
  for (const address of ['169.254.169.254', '100.64.0.1', 'fe80::1', '0.0.0.0']) {
    assert.ok(!mayConnect(address, both), address);
  }
  for (const text of ['', ' , ', 'none', ' NONE ']) assert.deepEqual(readAllowList(text), []);
});

const WRONG_LISTS = [
  'localhost',
  'none, loopback',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/255.0.0.0',
  '10.0.0.0/0008',
  '10.0.0',
  '012.0.0.0/8',
  '0x0a000001',
  'fe80::1%eth0',
  '::/129',
  '*',
  '10.0.0.0/8; 10.1.0.0/16',
  'x'.repeat(10_000),
];

test('a list that is none is one sentence', () => {
  for (const text of WRONG_LISTS) {
    assert.throws(
      () => readAllowList(text),
      (error: Error) => /^"[^\n]{1,80}" is not a network such as [^\n]+\.$/.test(error.message),
      text,
    );
  }
  const shown = /^Error: "x{60}" is not a network/;
  assert.throws(() => readAllowList('x'.repeat(61)), shown);
  const inside = { message: 'The network 10.1.2.3/8 must start with its first address, 10.0.0.0.' };
  assert.throws(() => readAllowList('10.1.2.3/8'), inside);
  assert.throws(() => readAllowList('fd00::1/8'), /must start with its first address, fd00::\.$/);
  for (const bits of [0, 80, 95]) {
    assert.throws(() => readAllowList(`::ffff:0:0/${bits}`), /must start with its first address/);
  }
});

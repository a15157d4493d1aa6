// The few words of ASN.1 that a certificate is made of, in their distinguished encoding (X.690).

/** A value with its tag and its length. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return [0x80 | digits.length, ...digits];
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tagged(0x30, ...parts);
export const setOf = (...parts: readonly Uint8Array[]): Buffer => tagged(0x31, ...parts);
export const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
export const text = (content: string): Buffer => tagged(0x0c, Buffer.from(content));
export const yes = (): Buffer => tagged(0x01, Buffer.from([0xff]));

/** Of the context: what a sequence numbers itself; built of others, or of plain bytes. */
export const numbered = (number: number, ...parts: readonly Uint8Array[]): Buffer =>
  tagged(0xa0 | number, ...parts);
export const numberedBytes = (number: number, content: Uint8Array): Buffer =>
  tagged(0x80 | number, content);

/** A positive number by its bytes, the highest first. */
export function integer(bytes: Uint8Array): Buffer {
  const from = bytes.findIndex((byte) => byte !== 0);
  const plain = from < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(from));
  const sign = (plain[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : [];
  return tagged(0x02, ...sign, plain);
}

/** `unused` of the last byte's bits do not count. */
export function bits(content: Uint8Array, unused = 0): Buffer {
  return tagged(0x03, Buffer.from([unused]), content);
}

/** An object identifier, such as `2.5.29.17`. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(inSevens)]));
}

/** Seven bits a byte; all but the last one are marked. */
function inSevens(number: number): readonly number[] {
  const digits = [number % 128];
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) {
    digits.unshift((rest % 128) | 0x80);
  }
  return digits;
}

/** Until 2049 certificates spell a year with two digits (RFC 5280, section 4.1.2.5). */
export function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return Number(digits.slice(0, 4)) < 2050
    ? tagged(0x17, Buffer.from(digits.slice(2)))
    : tagged(0x18, Buffer.from(digits));
}

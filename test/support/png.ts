// Reads the pictures of QR codes that the server draws: PNG of one bit a pixel.
import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

/** The pixels of a PNG with one bit each, as a reader of codes takes them. */
export function readPng(address: string) {
  const [head, text = ''] = address.split(',');
  assert.equal(head, 'data:image/png;base64');
  const bytes = Buffer.from(text, 'base64');
  const side = bytes.readUInt32BE(16);
  assert.equal(bytes.readUInt32BE(20), side);
  const at = bytes.indexOf('IDAT');
  const packed = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)));
  const width = 1 + Math.ceil(side / 8);
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const x = pixel % side;
    const byte = packed[Math.floor(pixel / side) * width + 1 + (x >> 3)] ?? 0;
    if (((byte >> (7 - (x & 7))) & 1) === 0) data.fill(0, pixel * 4, pixel * 4 + 3);
  }
  return { width: side, height: side, data };
}

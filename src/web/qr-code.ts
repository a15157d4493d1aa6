// An address as a QR code in a PNG: black on white, one bit a pixel.
import { crc32, deflateSync } from 'node:zlib';
import { encodeQR } from 'qr';

const SCALE = 6;
const QUIET = 4;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** `data:image/png;base64,…` of the code that opens this address. */
export function drawCode(address: string): string {
  const dots = encodeQR(address, 'raw', { border: QUIET });
  return `data:image/png;base64,${encodePng(dots).toString('base64')}`;
}

/** Square; true is black. Source: the PNG specification (W3C), chunks IHDR, IDAT, IEND. */
function encodePng(dots: readonly (readonly boolean[])[]): Buffer {
  const side = dots.length * SCALE;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit a pixel, greyscale; the other three are the only methods there are.
  header.set([1, 0, 0, 0, 0], 8);
  const rows = dots.flatMap((row) => Array.from({ length: SCALE }, () => packRow(row, side)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A filter byte (none), then the pixels from the highest bit down; white is 1. */
function packRow(row: readonly boolean[], side: number): Buffer {
  const packed = Buffer.alloc(1 + Math.ceil(side / 8));
  for (let x = 0; x < side; x += 1) {
    const at = 1 + (x >> 3);
    if (row[Math.floor(x / SCALE)] !== true) packed[at] = (packed[at] ?? 0) | (0x80 >> (x & 7));
  }
  return packed;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

// What the parser of HTTP refuses before there is a request: answered in our own shape, or in that
// of the family whose path can still be read.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { WireReply } from '../engine/idempotency/idempotency.ts';

type ParserError = Error & { readonly code?: string; readonly rawPacket?: unknown };

/** By the parser's own words; all others are 400. */
const STATUS: Readonly<Record<string, number>> = Object.freeze({
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
});

/** `refuse` says it for a method, a path and a status; for `/` when no path can be read. */
export function answerUnreadable(
  error: ParserError,
  socket: Socket,
  refuse: (method: string, url: string, status: number) => WireReply,
): void {
  // The other end is gone, or an answer is under way on this connection.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? 400;
  const { rawPacket } = error;
  const packet = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : '';
  const line = /^([A-Z]{1,20}) (\/[^\s?#]*)/.exec(packet);
  const { headers, body } = refuse(line?.[1] ?? 'GET', line?.[2] ?? '', status);
  const fields = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
}

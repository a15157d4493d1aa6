// Makes pages and scripts smaller on their way, as far as the browser says that it can read that.
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { HttpReply } from './reply.ts';

/** Answers of the APIs go as they are: few are large, and each is on somebody's hot path. */
const TYPES =
  /^(?:text\/html|text\/css|text\/javascript|application\/javascript|image\/svg\+xml)\b/;
/** Less than this is one packet either way. */
const LEAST_BYTES = 1024;
/** Of scripts that are the same for everybody. */
const REMEMBERED_MAX = 64;

const CODINGS = {
  br: (bytes: Uint8Array) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }),
  gzip: (bytes: Uint8Array) => promisify(gzip)(bytes, { level: 6 }),
} as const;
type Coding = keyof typeof CODINGS;

/** What it carried, or a promise of less. `accepted` is the request's `accept-encoding`. */
export type Compress = (
  reply: HttpReply,
  accepted: string | undefined,
) => HttpReply | Promise<HttpReply>;

/**
 * A page that carries a secret beside what others chose, such as a form's token, says
 * `no-transform`: its length would tell of it.
 */
export function createCompress(): Compress {
  const remembered = new Map<string, Uint8Array>();
  return (reply, accepted) => {
    const { headers, body } = reply;
    if (!TYPES.test(headers['content-type'] ?? '')) return reply;
    if (/\bno-transform\b/.test(headers['cache-control'] ?? '')) return reply;
    if (Buffer.byteLength(body) < LEAST_BYTES) return reply;
    // Brotli is a twentieth smaller and takes four times as long: worth it where it is done once.
    const coding = chooseCoding(accepted, 'etag' in headers ? 'br' : 'gzip');
    const varied = { ...headers, vary: 'accept-encoding' };
    if (coding === null) return { ...reply, headers: varied };
    return pack(reply, coding, remembered).then((bytes) => {
      return { ...reply, headers: { ...varied, 'content-encoding': coding }, body: bytes };
    });
  };
}

async function pack(
  { headers, body }: HttpReply,
  coding: Coding,
  remembered: Map<string, Uint8Array>,
): Promise<Uint8Array> {
  const tag = headers['etag'];
  const key = tag === undefined ? null : `${coding} ${tag}`;
  const known = key === null ? undefined : remembered.get(key);
  if (known !== undefined) return known;
  const packed = await CODINGS[coding](typeof body === 'string' ? Buffer.from(body) : body);
  if (key !== null) {
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.set(key, packed);
  }
  return packed;
}

/** The one that the client would rather have, else `ours`; null: none. RFC 9110, 12.5.3. */
export function chooseCoding(accepted: string | undefined, ours: Coding): Coding | null {
  const weights = new Map<string, number>();
  for (const part of (accepted ?? '').slice(0, 500).split(',')) {
    const [name = '', weight] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*q\s*=\s*/);
    weights.set(name, weight === undefined ? 1 : Number(weight));
  }
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0;
  const br = weightOf('br');
  const zipped = Math.max(weightOf('gzip'), weights.get('x-gzip') ?? 0);
  if (!(br > 0) && !(zipped > 0)) return null;
  if (br === zipped) return ours;
  return br > zipped ? 'br' : 'gzip';
}

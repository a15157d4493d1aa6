// Reads the picture of an account: a data URL whose bytes are what it says they are.
import type { ChangeSettings } from '../../core/account-request.ts';
import type { PictureType } from '../../core/account.ts';
import type { Reading } from '../../gateways/kit/read.ts';

const BYTES_MAX = 100_000;
const SAYS =
  `must be null, or a PNG, JPEG or WebP of at most ${BYTES_MAX} bytes as ` +
  '"data:image/png;base64,…"';

/** How such a file begins, in Latin-1. */
const BEGINNINGS: Readonly<Record<PictureType, RegExp>> = Object.freeze({
  'image/png': /^\x89PNG\r\n\x1a\n/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/webp': /^RIFF[\s\S]{4}WEBP/,
});

export function readPicture(read: Reading): NonNullable<ChangeSettings['picture']> | null {
  const given = read.raw('picture') ?? null;
  if (given === null) return null;
  const match = /^data:(image\/(?:png|jpeg|webp));base64,([A-Za-z0-9+/]+={0,2})$/.exec(
    typeof given === 'string' ? given : '',
  );
  const type = match?.[1] as PictureType | undefined;
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  const isReal = type !== undefined && BEGINNINGS[type].test(bytes.toString('latin1', 0, 16));
  if (isReal && bytes.length <= BYTES_MAX) return { type, bytes };
  return read.wrong('picture', 'format', SAYS);
}

// The picture that an account's owner gave it for its payment pages: one, kept with the settings.
import { createHash } from 'node:crypto';
import type { Picture, PictureType } from '../../core/account.ts';
import type { Store } from '../../store/store.ts';

export type PictureBytes = { readonly type: PictureType; readonly bytes: Uint8Array };

const nameOf = (account: number): string => `picture_${account}`;

/** Null removes it. Returns what the account's settings say of it from then on. */
export async function savePicture(
  store: Store,
  account: number,
  picture: PictureBytes | null,
): Promise<Picture | null> {
  if (picture === null) {
    await store.putSetting(nameOf(account), '');
    return null;
  }
  const { type, bytes } = picture;
  await store.putSetting(nameOf(account), `${type};${Buffer.from(bytes).toString('base64')}`);
  return { type, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export async function findPicture(store: Store, account: number): Promise<PictureBytes | null> {
  const kept = await store.findSetting(nameOf(account));
  const [type, text] = kept?.split(';') ?? [];
  if (text === undefined) return null;
  return { type: type as PictureType, bytes: Buffer.from(text, 'base64') };
}

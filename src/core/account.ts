// An account: a merchant here. Its secret is not part of it, so that it can be passed around and
// logged.
import type { Routable, Routes } from './route.ts';

export type AccountSettings = {
  /**
   * Whether orders may be created by naming the account alone, without any proof. Off unless set.
   */
  readonly unsignedCreate: boolean;
  /** Whether a repeated reference is refused even where the dialect would accept it. */
  readonly uniqueReferences: boolean;
  /** How an order's own address is told, where the dialect has an older form of webhooks too. */
  readonly orderNotices: 'json' | 'form' | 'both';
  /**
   * From where a gateway's own protocol may ask for refunds without any proof, where it knows its
   * merchants by their addresses: addresses and networks; empty: from nowhere.
   */
  readonly unsignedRefundAddresses: readonly string[];
  /**
   * Whether a hash in the body, which is all that V1 asks for, proves a request. Null: nobody has
   * said so yet; then it does in the sandbox and does not where money moves.
   */
  readonly v1Hashes: boolean | null;
  /** Its operator switched it off: it proves nothing, and nothing new is paid. */
  readonly disabled: boolean;
  /** What the owner gave it to be shown on its payment pages; null: nothing. */
  readonly picture: Picture | null;
  /** Where new payments of a live account go; null: nowhere. Follows its connections. */
  readonly route: Route | null;
  /** The rules that choose among its connections; null: all new payments go by the route. */
  readonly routes: Routes | null;
  /** Its connections that take new payments, where there are rules; null: there are none. */
  readonly routable: readonly Routable[] | null;
  /** A sandbox that is no kinder than the gateways are; null: it is. */
  readonly strict: Strict | null;
};

/** What a strict sandbox cannot know by itself. */
export type Strict = {
  /** From where browsers may come to its pages; what is not listed is refused. */
  readonly origins: readonly string[];
  /** Where its pages are, on another host than its API; null: on the same. */
  readonly pages: string | null;
  /** What was just created is not found for so long. */
  readonly lagMs: number;
  /** Whether it takes no more requests a minute than its gateway does. */
  readonly budgets: boolean;
};

/** The connection, by its key, that carries new payments. */
export type Route = {
  readonly connection: number;
  readonly processor: string;
  readonly mode: 'test' | 'live';
};

/** A picture that is kept by itself, being a thousand times as large as everything else here. */
export type Picture = { readonly type: PictureType; readonly sha256: string };
export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

/** What an account is called and how it is set, as its merchant looks at it. */
export type Profile = AccountSettings & { readonly name: string };

export const NAME_MAX = 100;

/** A name as a page can show it; null when there is nothing to read in it, or too much. */
export function readName(text: string): string | null {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  // Controls, and signs that turn the letters around them.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name.replace(/[\u200c\u200d]/g, ''))) return null;
  return /[\p{L}\p{N}]/u.test(name) && [...name].length <= NAME_MAX ? name : null;
}

export const DEFAULT_SETTINGS: AccountSettings = Object.freeze({
  unsignedCreate: false,
  uniqueReferences: false,
  orderNotices: 'json',
  unsignedRefundAddresses: Object.freeze([]),
  v1Hashes: null,
  disabled: false,
  picture: null,
  route: null,
  routes: null,
  routable: null,
  strict: null,
});

/** Every address there is. */
export const ANYWHERE: readonly string[] = Object.freeze(['0.0.0.0/0', '::/0']);

/**
 * Names of the shapes that gateways' own clients insist on. Each of them names the account wherever
 * its key does: a client id that is a UUID, a merchant id of nine digits.
 */
export type Aliases = { readonly clientId: string; readonly merchantId: string };

export type Account = {
  readonly id: number;
  readonly key: string;
  readonly aliases: Aliases;
  readonly name: string;
  /** `sandbox`: no money moves, the clock can be moved and test controls answer. */
  readonly mode: 'sandbox' | 'live';
  /** Who carries its payments itself; NO_PROCESSOR: a connection does, if there is one. */
  readonly processor: string;
  readonly settings: AccountSettings;
  /**
   * How far the account's clock is ahead of the real one, in milliseconds. Zero for live accounts.
   */
  readonly clockOffsetMs: number;
};

/** The processor of an account that connections carry. */
export const NO_PROCESSOR = 'none';

/** `connection` is its key; null where the processor needs none. */
export type Carrier = { readonly processor: string; readonly connection: number | null };

/** Who carries what is paid from now on; null: nobody, and nothing can be paid. */
export function carrierOf({ processor, settings }: Account): Carrier | null {
  const { disabled, route } = settings;
  if (disabled) return null;
  if (processor !== NO_PROCESSOR) return { processor, connection: null };
  return route === null ? null : { processor: route.processor, connection: route.connection };
}

/** As a server serves it that has no addresses for payments that move money. */
export function withoutLiveRoute<A extends Account>(account: A): A {
  if (account.settings.route?.mode !== 'live') return account;
  return { ...account, settings: { ...account.settings, route: null, routes: null } };
}

/** Whether V1's hash proves a request of this account. */
export function takesHashes({ mode, settings }: Pick<Account, 'mode' | 'settings'>): boolean {
  return settings.v1Hashes ?? mode === 'sandbox';
}

export function isNameOf({ key, aliases }: Account, name: string): boolean {
  return name !== '' && [key, aliases.clientId, aliases.merchantId].includes(name);
}

/** What a merchant proves itself with. Never logged, never stored in clear. */
export type Credentials = { readonly key: string; readonly secret: string };

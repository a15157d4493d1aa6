// How an entity is named: one time-ordered key inside, one number and one token outside.

/**
 * `key` orders rows by creation and never leaves the server; `number` (below 2^53) is spelled in
 * digits where a gateway's clients parse numbers; `token` is 14 base62 characters (`order_…`,
 * `pay_…`).
 */
export type Id = { readonly key: number; readonly number: number; readonly token: string };

/** The one of these entities whose key it is: no two have the same. */
export function findByKey<E extends { readonly id: Id }>(
  entities: readonly E[],
  key: number | undefined,
): E | undefined {
  return entities.find(({ id }) => id.key === key);
}

export const TOKEN_PATTERN = /^[0-9A-Za-z]{14}$/;

/**
 * How a caller names an entity: by our token, by our number, or by the merchant's own reference.
 */
export type Locator =
  | { readonly by: 'token'; readonly token: string }
  | { readonly by: 'number'; readonly number: number }
  | { readonly by: 'reference'; readonly reference: string };

/** Reads `<prefix>_<token>`; undefined when the text is not spelled so. */
export function tokenLocator(text: string, prefix: string): Locator | undefined {
  if (!text.startsWith(`${prefix}_`)) return undefined;
  const token = text.slice(prefix.length + 1);
  return TOKEN_PATTERN.test(token) ? { by: 'token', token } : undefined;
}

/** Reads a number spelled in digits; undefined when it is not one below 2^53. */
export function numberLocator(text: string): Locator | undefined {
  if (!/^[1-9]\d{0,15}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) ? { by: 'number', number } : undefined;
}

// Which entity a name means: the merchant's own reference goes before every name of ours.
import { type Id, type Locator, numberLocator } from './id.ts';

//
// A reference is owned by the first order that has it, and by the first refund that has it; only
// an owned one finds anything, so only an owned one is told as a name. An order and a refund may be
// called alike where they are asked for in different places. Where one place takes both, the older
// of the two is meant, so that a name which was answered once keeps its meaning; a dialect that has
// such a place refuses the second of two when it creates either (`sharesReferences`).
type Nameable = { readonly id: Id; readonly reference?: string | null };

/**
 * The order in which locators are tried, wherever a dialect lists them. Who named its order `4403…`
 * means that order, and not the one to which we happened to give that number.
 */
export function referencesFirst(locators: readonly Locator[]): readonly Locator[] {
  const isReference = (locator: Locator): boolean => locator.by === 'reference';
  const ours = locators.filter((locator) => !isReference(locator));
  return [...locators.filter(isReference), ...ours];
}

/** Whether the locator means this entity; a payment has names of ours only. */
export function isNamed({ id, reference }: Nameable, locator: Locator): boolean {
  switch (locator.by) {
    case 'token':
      return id.token === locator.token;
    case 'number':
      return id.number === locator.number;
    case 'reference':
      return reference === locator.reference;
  }
}

/** The one of these entities that is meant. */
export function findNamed<E extends Nameable>(
  entities: readonly E[],
  locators: readonly Locator[],
): E | undefined {
  for (const locator of referencesFirst(locators)) {
    const found = entities.find((entity) => isNamed(entity, locator));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The reference by which an order or a refund is found; null when it has none of its own. */
export function ownReference(entity: {
  readonly reference: string | null;
  readonly ownsReference: boolean;
}): string | null {
  return entity.ownsReference ? entity.reference : null;
}

/** Of what is called alike the older, for places that take the names of orders and refunds. */
export function findOlder<E>(
  called: readonly E[],
  nameableOf: (each: E) => Nameable,
  reference: string,
): E | undefined {
  const own = called.filter((each) => nameableOf(each).reference === reference);
  return own.sort((one, other) => nameableOf(one).id.key - nameableOf(other).id.key)[0];
}

// Alone, behind a word (`order_`, `sim_`), or behind a dated word (`v1-240115103000-aa-`).
const TOKEN_NAME = /^(?:[A-Za-z]{1,16}_|v1-\d{12}-[a-z]{2}-)?([0-9A-Za-z]{14})$/;
// A number has a word before it in one spelling only.
const NUMBER_NAME = /^(?:refund_)?(\d+)$/;

/** The names of ours that a text can be, however a dialect spells them. */
export function readOwnNames(text: string): readonly Locator[] {
  const token = TOKEN_NAME.exec(text)?.[1];
  const number = numberLocator(NUMBER_NAME.exec(text)?.[1] ?? '');
  return [
    ...(token === undefined ? [] : [{ by: 'token', token } as const]),
    ...(number === undefined ? [] : [number]),
  ];
}

// Which order a request was about, as far as it can be told: by what it came to, else by what it
// named.
import type { Request } from '../../core/command.ts';
import { isFailure } from '../../core/failure.ts';
import type { Locator } from '../../core/id.ts';
import { readOwnNames } from '../../core/name.ts';
import type { Ids } from '../identity/ids.ts';
import type { HeardRequest } from './request-log.ts';
import type { RequestMarks } from './request-mark.ts';

type About = Pick<HeardRequest, 'order' | 'asked' | 'path' | 'fields'>;

export function marksOfOrder(
  ids: Pick<Ids, 'keyOf'>,
  marks: RequestMarks,
  account: number,
  { order, asked, path, fields }: About,
): readonly string[] {
  if (order !== null) return [marks.ofKey(account, order.id.key)];
  const named = asked === null ? readNames(path, fields) : locatorsOf(asked);
  return named.flatMap((locator) => {
    if (locator.by === 'reference') return [marks.ofReference(account, locator.reference)];
    const key = ids.keyOf(locator);
    return key === null ? [] : [marks.ofKey(account, key)];
  });
}

/** What a text that a person typed may mean. */
export function readLocators(name: string): readonly Locator[] {
  return [{ by: 'reference', reference: name }, ...readOwnNames(name)];
}

const PARTS = ['order', 'payment', 'refund', 'target', 'reference'] as const;

function locatorsOf(asked: Request): readonly Locator[] {
  const all = asked as Readonly<Record<string, unknown>>;
  return PARTS.flatMap((part) => listLocators(all[part]));
}

/** Of a command's part: locators, a target that has some, a reference; none of anything else. */
function listLocators(part: unknown): readonly Locator[] {
  if (typeof part === 'string') return [{ by: 'reference', reference: part }];
  if (Array.isArray(part)) return part.filter(isLocator);
  if (typeof part !== 'object' || part === null) return [];
  return Object.values(part).flatMap((each) => (Array.isArray(each) ? listLocators(each) : []));
}

function isLocator(value: unknown): value is Locator {
  return typeof value === 'object' && value !== null && 'by' in value;
}

/** What a reference is called: `order_id`, `receipt`, `txnid`, `var1`, `merchantTxnNo` … */
export const NAMING = /order|txn|receipt|reference|payment_?id|refund_?id|var1|link_id|identifier/i;
const NAMES_MAX = 8;
const NAME_MAX = 200;

/** Of what could not be read as a request: whatever its path and its fields may name. */
function readNames(path: string, fields: About['fields']): readonly Locator[] {
  const inPath = path.split('/').filter((segment) => readOwnNames(segment).length > 0);
  const read = fields?.() ?? { failure: 'body_malformed' };
  const values = isFailure(read) ? {} : read.values;
  const named = Object.entries(values).flatMap(([name, value]) => {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    return NAMING.test(name) && text !== '' && text.length <= NAME_MAX ? [text] : [];
  });
  return [...inPath, ...named].slice(0, NAMES_MAX).flatMap(readLocators);
}

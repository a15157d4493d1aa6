// The shares of an order that go to a marketplace's vendors: checked, kept, shown again.
// Source: cashfree.md §1.4 (order_splits).
import { formatDecimal, parseDecimal } from '../../../../core/money.ts';
import type { Order } from '../../../../core/order.ts';
import type { Fields } from '../../../dialect.ts';
import { rawNumber } from '../../../kit/json.ts';
import { isRecord, type Reading } from '../../../kit/read.ts';
import { hasExponent } from '../reading.ts';

const SPLITS_MAX = 100;
const VENDOR_MAX = 100;
const TAGS_MAX = 15;
const TAG_MAX = 255;

/** As it is kept: amounts as text with the currency's decimals, percentages as they came. */
type Split = {
  readonly vendor_id: string;
  readonly amount: string | null;
  readonly percentage: number | null;
  readonly tags: Readonly<Record<string, string>> | null;
};

/** Null when the field did not come; after a refusal, which `read.issues` holds, too. */
export function readSplits(
  read: Reading,
  { lexemes }: Fields,
  { amountMinor, currency }: Pick<Order, 'amountMinor' | 'currency'>,
): readonly Split[] | null {
  const value = read.raw('order_splits');
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    return null;
  }
  const refuse = (message: string): null =>
    read.refuse({ field: 'order_splits', rule: 'format', message });
  if (!Array.isArray(value)) return refuse('should be a list');
  if (value.length > SPLITS_MAX) return refuse(`should have at most ${SPLITS_MAX} entries`);
  const splits: Split[] = [];
  let totalMinor = 0;
  let totalPercent = 0;
  for (const [index, each] of value.entries()) {
    const lexeme = (name: string) => lexemes.get(`order_splits.${index}.${name}`);
    const split = readSplit(each, currency, lexeme);
    if (typeof split === 'string') return refuse(`entry ${index + 1} ${split}`);
    totalMinor += parseDecimal(split.amount ?? '0', currency) ?? 0;
    totalPercent += split.percentage ?? 0;
    splits.push(split);
  }
  if (totalMinor > amountMinor) return refuse('should not exceed the order amount');
  if (totalPercent > 100) return refuse('should not exceed 100 percent');
  return splits;
}

/** The split, or what is wrong with it. */
function readSplit(
  value: unknown,
  currency: string,
  lexeme: (name: string) => string | undefined,
): Split | string {
  if (!isRecord(value)) return 'should be an object';
  const { vendor_id, amount, percentage, tags } = value;
  const vendor = Number.isSafeInteger(vendor_id) ? String(vendor_id) : vendor_id;
  if (typeof vendor !== 'string' || vendor === '' || vendor.length > VENDOR_MAX) {
    return 'should name a vendor_id';
  }
  if ((amount ?? null) === null && (percentage ?? null) === null) {
    return 'should have an amount or a percentage';
  }
  const written = typeof amount === 'string' ? amount : (lexeme('amount') ?? '');
  const isMoney = typeof amount !== 'string' || !hasExponent(amount);
  const read = isMoney ? parseDecimal(written, currency) : undefined;
  const minor = (amount ?? null) === null ? null : read;
  if (minor === undefined || (minor !== null && minor <= 0)) return 'has an invalid amount';
  const isScalar = typeof percentage === 'number' || typeof percentage === 'string';
  const percent = (percentage ?? null) === null ? null : isScalar ? Number(percentage) : Number.NaN;
  if (percent !== null && !(percent > 0 && percent <= 100)) return 'has an invalid percentage';
  if ((tags ?? null) !== null && !isTags(tags)) return 'has invalid tags';
  return {
    vendor_id: vendor,
    amount: minor === null ? null : formatDecimal(minor, currency),
    percentage: percent,
    tags: isTags(tags) ? tags : null,
  };
}

function isTags(tags: unknown): tags is Readonly<Record<string, string>> {
  if (!isRecord(tags)) return false;
  const pairs = Object.entries(tags);
  const short = (text: unknown) => typeof text === 'string' && text.length <= TAG_MAX;
  return pairs.length <= TAGS_MAX && pairs.every(([key, text]) => short(key) && short(text));
}

// Only what `readSplits` made is kept: one of its properties tells the whole.
function isSplit(kept: unknown): kept is Split {
  return isRecord(kept) && typeof kept['vendor_id'] === 'string';
}

export function viewSplits(kept: unknown) {
  if (!Array.isArray(kept)) return [];
  return kept.filter(isSplit).map(({ vendor_id, amount, percentage, tags }) => ({
    vendor_id,
    ...(amount === null ? {} : { amount: rawNumber(amount) }),
    ...(percentage === null ? {} : { percentage }),
    tags,
  }));
}

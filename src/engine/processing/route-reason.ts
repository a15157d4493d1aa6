// Says in a sentence why a payment goes by a connection: for the order's events and the operator.
import type { Chosen, Routable, RouteRule, Routes } from '../../core/route.ts';
import { currencyExponent, formatDecimal } from '../../core/money.ts';
import type { Method } from '../../core/payment.ts';

const METHOD_WORDS: Readonly<Record<Method, string>> = Object.freeze({
  upi: 'UPI',
  card: 'cards',
  netbanking: 'netbanking',
  wallet: 'wallets',
});

/** As people know the gateway of a connection; its own name where there is none. */
export type Titles = ReadonlyMap<string, string>;

/** "rule 2: UPI up to ₹2,000 → Bank (conn_…); another was left out: …". */
export function reasonOf({ rules }: Pick<Routes, 'rules'>, chosen: Chosen, titles: Titles): string {
  const { rule, because, leftOut, connection, inSpiteOf } = chosen;
  const found = rule === null ? undefined : rules[rule];
  const by =
    because === null
      ? found === undefined || rule === null
        ? 'default'
        : `rule ${rule + 1}: ${describeRule(found)}`
      : BECAUSE[because];
  const others = leftOut.map((each) => {
    const name = each.connection === null ? 'a connection' : nameOf(each.connection, titles);
    return `; ${name} was left out: ${each.why}`;
  });
  const last = inSpiteOf === null ? '' : `; nothing else can take it, though: ${inSpiteOf}`;
  return `${by} → ${nameOf(connection, titles)}${others.join('')}${last}`;
}

const BECAUSE: Readonly<Record<NonNullable<Chosen['because']>, string>> = Object.freeze({
  route: 'the account’s route',
  'every method': 'the same for every method',
  'handed over': 'handed over there before, where it may still be paid',
});

export function nameOf({ processor, token, label }: Routable, titles: Titles): string {
  return `${titles.get(processor) ?? processor} (${label ?? `conn_${token}`})`;
}

/** "Small ones: UPI up to ₹2,000"; a rule without conditions is "everything". */
export function describeRule(rule: RouteRule): string {
  const { name, methods, currency } = rule;
  const words = methods.map((method) => METHOD_WORDS[method]).join(', ');
  const amounts = rangeOf(rule);
  const all = [words, amounts ?? currency ?? ''].filter((part) => part !== '').join(' ');
  return `${name === null ? '' : `${name}: `}${all === '' ? 'everything' : all}`;
}

function rangeOf({ currency, minMinor, maxMinor }: RouteRule): string | null {
  if (currency === null) return null;
  const least = minMinor === null ? null : formatAmount(minMinor, currency);
  const most = maxMinor === null ? null : formatAmount(maxMinor, currency);
  if (least === null) return most === null ? null : `up to ${most}`;
  return most === null ? `from ${least}` : `from ${least} to ${most}`;
}

/** As it is written in India: ₹2,000, ₹1,00,000.50. */
export function formatAmount(minor: number, currency: string): string {
  const digits = currencyExponent(currency) ?? 2;
  const format = new Intl.NumberFormat('en-IN', {
    ...{ style: 'currency', currency, minimumFractionDigits: digits },
    ...{ maximumFractionDigits: digits, trailingZeroDisplay: 'stripIfInteger' },
  });
  // As text, so that no digit of a large amount is lost.
  return format.format(formatDecimal(minor, currency) as `${number}`);
}

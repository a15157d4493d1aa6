// Which ways to pay a form leaves open: `enforce_paymethod` and `drop_category`, in PayU's words.
// Source: docs.payu.in/docs/enforce-pay-method-or-remove-category; payu.md §1.4 for the codes.
import type { Issue } from '../../../core/failure.ts';
import type { Narrowing } from '../../../core/order.ts';
import type { Method, Traits } from '../../../core/payment.ts';
import type { Fields } from '../../dialect.ts';
import { bankOf, CARD_CODES } from '../words.ts';
import { textOf } from './native/field.ts';

type Restriction = { readonly methods: readonly Method[]; readonly instruments: Narrowing };

const CREDIT: Traits = { method: 'card', kind: 'credit' };
const DEBIT: Traits = { method: 'card', kind: 'debit' };
const WHOLE = {
  netbanking: { method: 'netbanking' },
  wallet: { method: 'wallet' },
  upi: { method: 'upi' },
} as const satisfies Readonly<Record<string, Traits>>;

const CARDS: readonly Traits[] = [CREDIT, DEBIT].flatMap((kind) =>
  ['visa', 'mastercard', 'rupay', 'maestro', 'amex', 'diners'].map((network) => {
    return { ...kind, network };
  }),
);

/** The page's words for `enforce_paymethod`, and those for `drop_category`. */
const CATEGORY: ReadonlyMap<string, Traits> = new Map([
  ['creditcard', CREDIT],
  ['cc', CREDIT],
  ['debitcard', DEBIT],
  ['dc', DEBIT],
  ['netbanking', WHOLE.netbanking],
  ['nb', WHOLE.netbanking],
  ['cashcard', WHOLE.wallet],
  ['cash', WHOLE.wallet],
  ['upi', WHOLE.upi],
]);
/** Ways to pay that nobody has here: to name one leaves nothing, to drop one changes nothing. */
const ABSENT: ReadonlySet<string> = new Set(
  `emi clemi bnpl qr lr sbqr dbqr neftrtgs enach sodexo lazypay ivr`.split(' '),
);
/** One way of several in UPI: which one a customer takes is known too late. */
const UPI_CODES: ReadonlySet<string> = new Set(['upi', 'intent', 'tez', 'tezomni']);

function cardsOf(code: string): readonly Traits[] {
  const kind = CARD_CODES.get(code);
  return kind === undefined
    ? []
    : kind.networks.map((network) => ({ method: 'card', kind: kind.kind, network }));
}

const WORDS_MAX = 100;
const wordsOf = (text: string): readonly string[] =>
  text
    .split('|')
    .map((word) => word.trim())
    .filter((word) => word !== '');

type Reading = { readonly issues: readonly Issue[]; readonly limits: Restriction | null };

/** What an order is limited to; null: nothing is said of it. */
export function readRestriction(fields: Fields): Reading {
  const enforced = wordsOf(textOf(fields, 'enforce_paymethod'));
  const dropped = textOf(fields, 'drop_category').split(',').map(wordsOf);
  const named = enforced.length + dropped.flat().length;
  if (named === 0) return { issues: [], limits: null };
  const field = enforced.length > 0 ? 'enforce_paymethod' : 'drop_category';
  if (named > WORDS_MAX) return refuse(field, `At most ${WORDS_MAX} payment options can be named`);
  if (dropped.some(dropsPartOfUpi)) {
    return refuse('drop_category', 'UPI can only be dropped as a whole');
  }
  const only = enforced.length > 0 ? enforced.flatMap(enforcedBy) : null;
  const never = dropped.flatMap(droppedBy);
  const methods = METHODS.filter((method) => isLeft(method, only, never));
  if (methods.length === 0) return refuse(field, 'No payment option of this account is left');
  const isNarrow = only?.some((traits) => Object.keys(traits).length > 1) === true;
  const narrowed = never.filter((traits) => Object.keys(traits).length > 1);
  const instruments = {
    ...(isNarrow ? { only } : {}),
    ...(narrowed.length > 0 ? { never: narrowed } : {}),
  };
  return { issues: [], limits: { methods, instruments } };
}

function refuse(field: string, message: string): Reading {
  return { issues: [{ field, rule: 'unknown', message }], limits: null };
}

const METHODS: readonly Method[] = ['card', 'upi', 'netbanking', 'wallet'];

/** A category, or the code of a card, a bank or a wallet: what is no known bank may be a wallet. */
function enforcedBy(word: string): readonly Traits[] {
  const name = word.toLowerCase();
  const category = CATEGORY.get(name);
  if (category !== undefined) return [category];
  if (ABSENT.has(name)) return [];
  if (UPI_CODES.has(name)) return [WHOLE.upi];
  const cards = cardsOf(word.toUpperCase());
  if (cards.length > 0) return cards;
  return [
    { method: 'netbanking', bank: bankOf(word.toUpperCase()) },
    { method: 'wallet', wallet: name },
  ];
}

/** `DC|VISA|MAST` drops two networks of debit cards, `DC` all of them. */
function droppedBy([category = '', ...codes]: readonly string[]): readonly Traits[] {
  const whole = CATEGORY.get(category.toLowerCase());
  if (whole === undefined) return [];
  if (codes.length === 0) return [whole];
  return codes.flatMap((code): readonly Traits[] => {
    switch (whole.method) {
      case 'card':
        return cardsOf(code.toUpperCase()).map((card) => ({ ...card, ...whole }));
      case 'netbanking':
        return [{ ...whole, bank: bankOf(code.toUpperCase()) }];
      default:
        return [{ ...whole, wallet: code.toLowerCase() }];
    }
  });
}

function dropsPartOfUpi([category = '', ...codes]: readonly string[]): boolean {
  return category.toLowerCase() === 'upi' && codes.length > 0;
}

/** Whether anything of the method can still pay. */
function isLeft(method: Method, only: readonly Traits[] | null, never: readonly Traits[]): boolean {
  const named = only?.filter((each) => each.method === method) ?? [{ method }];
  const all = method === 'card' ? CARDS : named;
  return all.some(
    (each) =>
      (only?.some((traits) => isPart(traits, each)) ?? true) &&
      !never.some((traits) => isPart(traits, each)),
  );
}

/** Whether all that the one says is said by the other. */
function isPart(one: Traits, other: Traits): boolean {
  const said = Object.entries(other);
  return Object.entries(one).every(([name, value]) =>
    said.some(([known, told]) => known === name && told === value),
  );
}

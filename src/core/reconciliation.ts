// Whether the money arrived: what a processor says that it settled, line by line against what we
// have. Nothing of it changes a state; see reconcile in the engine for what is asked because of it.
import { addDays } from './indian-day.ts';
import type { SettledLine } from './settled-line.ts';

/**
 * `missing_here`: settled there, and we do not have it as taken or given back. `missing_there`: we
 * have it, and no settlement has in the time that one takes. `awaited`: that time is not over.
 * `unknown`: a day on which it may have been settled could not be read. `other`: neither payment
 * nor refund.
 */
export type Agreement =
  | 'matched'
  | 'different'
  | 'missing_here'
  | 'missing_there'
  | 'awaited'
  | 'unknown'
  | 'other';

/** A payment or a refund as our books have it. */
export type Booked = {
  readonly kind: 'payment' | 'refund';
  /** Ours, by which the processor may know it. */
  readonly token: string;
  readonly orderKey: number;
  /** Of a refund: its payment's. */
  readonly paymentKey: number;
  /** The merchant's reference of the order. */
  readonly reference: string | null;
  /** Our name for the payment there. */
  readonly name: string;
  readonly theirs: string | null;
  /** What was captured, or given back. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: string;
  /** Money has moved: a captured payment, a refund that was made or is on its way. */
  readonly isMoved: boolean;
  /** The Indian day on which it was captured or processed; null: not yet. */
  readonly day: string | null;
};

export type Reconciled = {
  readonly agreement: Agreement;
  readonly kind: SettledLine['kind'];
  /** Null: no settlement has it. */
  readonly line: SettledLine | null;
  /** Null: we do not have it. */
  readonly booked: Booked | null;
  /** In a few words, where it is not simply so. */
  readonly why: string | null;
  /** The payment that has to be asked about, by its key and its order's; null: none. */
  readonly asks: Pick<Booked, 'paymentKey' | 'orderKey'> | null;
};

/** What our books have, found by any name that a line may have. */
export type Books = {
  readonly all: Iterable<Booked>;
  /** By our token. */
  readonly find: (kind: Booked['kind'], token: string) => Booked | undefined;
  /** By the processor's own name. */
  readonly findTheirs: (kind: Booked['kind'], theirs: string) => Booked | undefined;
  /** The payments that have this name of ours there; the first is the one that was begun. */
  readonly named: (name: string) => readonly Booked[];
};

export type Span = {
  readonly from: string;
  readonly to: string;
  readonly today: string;
  /** So many days after it moved, money is settled or missing. */
  readonly withinDays: number;
  /** Days of which the report could not be read. */
  readonly unread: ReadonlySet<string>;
};

/** `line` was in the report of `day`; null where it came from a file, which has no days. */
export type DatedLine = { readonly line: SettledLine; readonly day: string | null };

type Told = { readonly lines: SettledLine[]; readonly booked: Booked | null; isInSpan: boolean };

/**
 * Everything that is in either, each payment and each refund once. A line of a later day counts
 * for what moved in the span; what else it tells is of its own day.
 */
export function reconcile(
  lines: readonly DatedLine[],
  books: Books,
  span: Span,
): readonly Reconciled[] {
  const told = new Map<string, Told>();
  const others: Reconciled[] = [];
  for (const [at, { line, day }] of lines.entries()) {
    const isInSpan = day === null || day <= span.to;
    if (line.kind === 'other') {
      if (isInSpan) others.push(entry('other', line, null));
      continue;
    }
    const booked = findBooked(line, books);
    const own = told.get(keyOf(line, booked, at));
    if (own === undefined) told.set(keyOf(line, booked, at), { lines: [line], booked, isInSpan });
    else {
      own.isInSpan ||= isInSpan;
      if (!own.lines.some((each) => isSame(each, line))) own.lines.push(line);
    }
  }
  const seen = new Set<Booked>();
  const rows: Reconciled[] = [];
  for (const each of told.values()) {
    const isOurs = each.booked !== null && isMovedIn(each.booked, span);
    if (!each.isInSpan && !isOurs) continue;
    if (each.booked !== null) seen.add(each.booked);
    rows.push(weighTold(each, books));
  }
  for (const booked of books.all) {
    if (isMovedIn(booked, span) && !seen.has(booked)) rows.push(untold(booked, span));
  }
  return [...rows, ...others];
}

/** A payment by the processor's name, else one of ours that has none yet; a refund by either. */
function findBooked(line: SettledLine, books: Books): Booked | null {
  const { kind, theirs, name, refundName } = line;
  if (kind === 'other') return null;
  const known = theirs === null ? undefined : books.findTheirs(kind, theirs);
  if (known !== undefined) return known;
  if (kind === 'refund') {
    return (refundName === null ? undefined : books.find('refund', refundName)) ?? null;
  }
  const siblings = name === null ? [] : books.named(name);
  return siblings.find((each) => each.theirs === null) ?? null;
}

/** Several attempts there may be under the name of a payment that has none of them yet. */
function keyOf({ kind, theirs }: SettledLine, booked: Booked | null, at: number): string {
  const isItself = kind === 'refund' || booked?.theirs !== null || booked.isMoved;
  if (booked !== null && isItself) return `${kind} ours ${booked.token}`;
  return theirs === null ? `${kind} line ${at}` : `${kind} theirs ${theirs}`;
}

function isSame(one: SettledLine, other: SettledLine): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isMovedIn({ isMoved, status, day }: Booked, { from, to }: Span): boolean {
  // A refund that is on its way may be settled already, and is not missing while it is not.
  return isMoved && status !== 'pending' && day !== null && day >= from && day <= to;
}

function weighTold({ lines, booked }: Told, books: Books): Reconciled {
  const [line] = lines;
  if (line === undefined) throw new Error('told without a line');
  if (booked === null) {
    const parent = parentOf(line, books);
    const why = parent === null ? 'nothing here has its names' : 'not known of this order';
    return { ...entry('missing_here', line, null, why), asks: asksOf(parent) };
  }
  const asks = asksOf(booked);
  if (!booked.isMoved) {
    const why = `here it is ${booked.status}`;
    return { ...entry('missing_here', line, booked, why), asks };
  }
  if (lines.length > 1) {
    return { ...entry('different', line, booked, `told ${lines.length} times`), asks };
  }
  const why = differenceOf(line, booked);
  if (why !== null) return { ...entry('different', line, booked, why), asks };
  return line.isSettled
    ? entry('matched', line, booked)
    : entry('awaited', line, booked, 'told of, not settled yet');
}

function differenceOf(line: SettledLine, booked: Booked): string | null {
  if (line.amountMinor === null || line.currency === null) return 'its amount cannot be read';
  if (line.currency !== booked.currency) return 'another currency';
  const { amountMinor } = booked;
  const isEqual = line.amountMinor === amountMinor || line.withoutFeeMinor === amountMinor;
  return isEqual ? null : 'another amount';
}

/** The payment that a line is about which we do not have. */
function parentOf({ kind, name, attempt, theirs }: SettledLine, books: Books): Booked | null {
  const payment = kind === 'refund' ? attempt : theirs;
  const known = payment === null ? undefined : books.findTheirs('payment', payment);
  return known ?? (name === null ? null : (books.named(name)[0] ?? null));
}

function asksOf(booked: Booked | null): Reconciled['asks'] {
  if (booked === null) return null;
  const { paymentKey, orderKey } = booked;
  return { paymentKey, orderKey };
}

function untold(booked: Booked, { to, today, withinDays, unread }: Span): Reconciled {
  const day = booked.day ?? to;
  const last = addDays(day, withinDays);
  const mayBe = [...unread].some((each) => each >= day && each <= last);
  if (mayBe) return entry('unknown', null, booked, 'not every day could be read');
  return last >= today
    ? entry('awaited', null, booked)
    : entry('missing_there', null, booked, `not settled within ${withinDays} days`);
}

function entry(
  agreement: Agreement,
  line: SettledLine | null,
  booked: Booked | null,
  why: string | null = null,
): Reconciled {
  const kind = line?.kind ?? booked?.kind ?? 'other';
  return { agreement, kind, line, booked, why, asks: null };
}

// The built-in processor: no money moves; the instrument and the amount decide what happens.
import type { Choice, PaymentReport } from '../../../core/command.ts';
import type { Instruction } from '../../../core/decision.ts';
import type { Issue } from '../../../core/failure.ts';
import type { Payment } from '../../../core/payment.ts';
import type { DeclineReason, InstrumentInput, Instrument } from '../../../core/payment.ts';
import type { TestFailure, TestInstrument } from '../../dialect.ts';
import type { PublishedAmount, PublishedInstrument } from '../../gateway.ts';
import type { Answer, Offer, Simulator } from '../../simulator.ts';
import { BAD_DAYS, playBadDay, sayBadDay, sayNoBalance } from './bad-day.ts';
import { cardIssues, cardOf, issue } from './card.ts';
import { failed, paymentReport, refundReport } from './report.ts';

/**
 * Refunds of these amounts (in minor units) do not succeed; every other one does, after a moment.
 */
export const REFUND_AMOUNTS: Readonly<Record<number, 'failed' | 'cancelled'>> = Object.freeze({
  2468: 'failed',
  1357: 'cancelled',
});

/** A refund whose note is one of these words comes to that, unless its amount decides. */
export const REFUND_NOTES: ReadonlyMap<string, 'failed' | 'pending'> = new Map([
  ['FAILED', 'failed'],
  ['PENDING', 'pending'],
]);

/** Orders of these amounts (in minor units) go wrong whatever instrument pays. */
export const PAYMENT_AMOUNTS: Readonly<Record<number, DeclineReason | 'pending'>> = Object.freeze({
  66601: 'declined',
  66602: 'insufficient_funds',
  66603: 'timed_out',
  66604: 'pending',
});

export const REFUND_TAKES_MS = 1500;
/** A customer who never answers the bank's page has this long. */
export const CHOICE_TAKES_MS = 15 * 60 * 1000;

const OWN: readonly TestInstrument[] = [
  { method: 'upi', value: 'success@upi', label: 'Any bank', outcome: 'success' },
  { method: 'card', value: '4111111111111111', label: 'Visa', outcome: 'ask' },
  { method: 'upi', value: 'failure@upi', label: 'Any bank', outcome: 'failure' },
  { method: 'upi', value: 'pending@upi', label: 'Any bank', outcome: 'pending' },
  { method: 'card', value: '5555555555554444', label: 'Mastercard', outcome: 'ask' },
  { method: 'card', value: '4000000000000002', label: 'Visa', outcome: 'failure' },
];
const BANKS = [
  { code: 'HDFC', name: 'HDFC Bank' },
  { code: 'ICIC', name: 'ICICI Bank' },
  { code: 'SBIN', name: 'State Bank of India' },
  { code: 'UTIB', name: 'Axis Bank' },
  { code: 'KKBK', name: 'Kotak Mahindra Bank' },
] as const;
const WALLETS = [
  { code: 'phonepe', name: 'PhonePe' },
  { code: 'amazonpay', name: 'Amazon Pay' },
  { code: 'mobikwik', name: 'MobiKwik' },
] as const;
const EFFECTS: Readonly<Record<TestInstrument['outcome'], string>> = Object.freeze({
  success: 'Payment succeeds',
  failure: 'Payment fails',
  pending: 'Payment stays pending',
  ask: 'You choose the outcome',
});
const VPA = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}@[A-Za-z][A-Za-z0-9.-]{1,63}$/;

/** What the sandbox knows: every test instrument by name, and the menu made of them. */
type Box = {
  readonly known: ReadonlyMap<string, TestInstrument>;
  /** What a card does, by its last four digits: more of it is not kept. */
  readonly cards: ReadonlyMap<string, TestInstrument['outcome']>;
  readonly menu: Simulator['menu'];
  /** Why a test card fails, by the word that is kept of it. */
  readonly words: ReadonlyMap<string, TestFailure>;
  /** Why an order fails for its amount, by dialect, method and amount. */
  readonly amounts: ReadonlyMap<string, TestFailure>;
};

/** `instruments` are the test instruments that the dialects publish; the sandbox adds its own. */
export function createSandbox(
  instruments: readonly PublishedInstrument[],
  amounts: readonly PublishedAmount[] = [],
): Simulator {
  const box = openBox([...OWN, ...instruments], amounts);
  return Object.freeze({
    name: 'sandbox',
    menu: box.menu,
    readInstrument: (input, now) => readInstrument(box, input, now),
    submit: async (instruction: Instruction, now: number) => submit(box, instruction, now),
    inquire: async (instruction: Instruction, now: number) => inquire(instruction, now),
    awaitsChoice: (payment: Payment) =>
      payment.status === 'pending' &&
      PAYMENT_AMOUNTS[payment.amountMinor] === undefined &&
      BAD_DAYS[payment.amountMinor] === undefined &&
      outcomeOf(box, payment.instrument) === 'ask',
    choose: (payment, choice, capture) => choose(box, payment, choice, capture),
    playBadDay,
  });
}

function openBox(
  instruments: readonly PublishedInstrument[],
  amounts: readonly PublishedAmount[],
): Box {
  const known = new Map<string, PublishedInstrument>();
  const cards = new Map<string, TestInstrument['outcome']>();
  for (const each of instruments) {
    const name = nameOf(each.method, each.value);
    if (!known.has(name)) known.set(name, each);
    const last4 = each.value.slice(-4);
    // A card that says why it fails keeps a word of its own.
    const isPlain = each.method === 'card' && each.fails === undefined;
    if (isPlain && !cards.has(last4)) cards.set(last4, each.outcome);
  }
  const listed = [...known.values()].filter(({ unlisted }) => unlisted !== true);
  const choices = (method: TestInstrument['method']) =>
    listed
      .filter((each) => each.method === method)
      .map(({ value, label }) => ({ code: value, name: label }));
  const offers = listed.map(({ method, value, label, outcome, gateway = null }): Offer => {
    return { method, value, label, effect: EFFECTS[outcome], gateway };
  });
  const methods = ['upi', 'card', 'netbanking', 'wallet'] as const;
  const banks = [...BANKS, ...choices('netbanking')];
  const wallets = [...WALLETS, ...choices('wallet')];
  const failures = instruments.flatMap(({ fails }) => fails ?? []);
  return {
    known,
    cards,
    menu: { methods, banks, wallets, offers },
    words: new Map(failures.map((fails) => [fails.word, fails])),
    amounts: new Map(
      amounts.map((each) => [amountName(each.dialect, each.method, each.amountMinor), each.fails]),
    ),
  };
}

function amountName(dialect: string, method: string, amountMinor: number): string {
  return `${dialect} ${method} ${amountMinor}`;
}

/** Only rupees: the amounts are published in paise. */
function failureOf(box: Box, { payment, order }: Charge): TestFailure | undefined {
  const { instrument, amountMinor, currency } = payment;
  if (instrument === null || currency !== 'INR') return undefined;
  return box.amounts.get(amountName(order.dialect, instrument.method, amountMinor));
}

type Charge = Extract<Instruction, { readonly kind: 'charge' }>;

function nameOf(method: TestInstrument['method'], value: string): string {
  return `${method} ${value.toLowerCase()}`;
}

function outcomeOf(box: Box, instrument: Instrument | null): TestInstrument['outcome'] {
  switch (instrument?.method) {
    case 'card':
      return instrument.test === undefined ? (box.cards.get(instrument.last4) ?? 'ask') : 'ask';
    case 'upi':
      return box.known.get(nameOf('upi', instrument.vpa ?? ''))?.outcome ?? 'ask';
    case 'netbanking':
    case 'wallet':
      return 'ask';
    case undefined:
      return 'failure';
  }
}

function readInstrument(
  box: Box,
  input: InstrumentInput,
  now: number,
): Instrument | readonly Issue[] {
  const { banks, wallets } = box.menu;
  switch (input.method) {
    case 'card': {
      const number = (input.cardNumber ?? '').replace(/[\s-]/g, '');
      const card = box.known.get(nameOf('card', number));
      const issues = cardIssues(input, card !== undefined, now);
      if (issues.length > 0) return issues;
      return cardOf(number, input.cardName ?? null, card);
    }
    case 'upi': {
      const vpa = (input.vpa ?? '').trim();
      if (VPA.test(vpa)) return { method: 'upi', vpa };
      return [issue('vpa', 'Enter a UPI ID such as name@bank')];
    }
    case 'netbanking': {
      const known = box.known.get(nameOf('netbanking', input.bank ?? ''));
      const unlisted = known === undefined ? known : { code: known.value, name: known.label };
      const bank = banks.find(({ code }) => code === input.bank) ?? unlisted;
      if (bank === undefined) return [issue('bank', 'Choose a bank from the list')];
      return { method: 'netbanking', bank: bank.code, bankName: bank.name };
    }
    case 'wallet': {
      const wallet = wallets.find(({ code }) => code === input.wallet);
      if (wallet === undefined) return [issue('wallet', 'Choose a wallet from the list')];
      return { method: 'wallet', wallet: wallet.code };
    }
  }
}

function submit(box: Box, instruction: Instruction, now: number): Answer {
  if (instruction.kind === 'refund') {
    const waiting = sayNoBalance(instruction, now);
    if (waiting !== null) return waiting;
    return { report: refundReport(instruction, 'pending'), againMs: REFUND_TAKES_MS };
  }
  if (instruction.kind !== 'charge') return requested(instruction);
  const { payment, order } = instruction;
  const fails = failureOf(box, instruction);
  if (fails !== undefined) return { report: failed(payment, fails), againMs: null };
  const badDay = sayBadDay(instruction, now);
  if (badDay !== null) return badDay;
  const outcome = PAYMENT_AMOUNTS[payment.amountMinor] ?? outcomeOf(box, payment.instrument);
  if (outcome === 'ask' || outcome === 'pending') {
    return { report: paymentReport(payment, 'pending', null), againMs: CHOICE_TAKES_MS };
  }
  if (outcome === 'success')
    return { report: choose(box, payment, 'success', order.capture), againMs: null };
  const decline = outcome === 'failure' ? 'declined' : outcome;
  return { report: paymentReport(payment, 'failed', decline), againMs: null };
}

function inquire(instruction: Instruction, now: number): Answer {
  if (instruction.kind === 'refund') {
    const waiting = sayNoBalance(instruction, now);
    if (waiting !== null) return waiting;
    const { amountMinor, note } = instruction.refund;
    const state = REFUND_AMOUNTS[amountMinor] ?? REFUND_NOTES.get(note ?? '') ?? 'processed';
    const againMs = state === 'pending' ? CHOICE_TAKES_MS : null;
    return { report: refundReport(instruction, state), againMs };
  }
  if (instruction.kind !== 'charge') return requested(instruction);
  const badDay = sayBadDay(instruction, now);
  if (badDay !== null) return badDay;
  const { payment } = instruction;
  const leftMs = payment.createdAt + CHOICE_TAKES_MS - now;
  if (leftMs > 0) return { report: paymentReport(payment, 'pending', null), againMs: leftMs };
  return { report: paymentReport(payment, 'failed', 'timed_out'), againMs: null };
}

function choose(
  box: Box,
  payment: Payment,
  choice: Choice,
  capture: 'automatic' | 'manual',
): PaymentReport {
  switch (choice) {
    case 'success':
      return paymentReport(payment, capture === 'manual' ? 'authorized' : 'captured', null);
    case 'authorize':
      return paymentReport(payment, 'authorized', null);
    case 'failure': {
      const { instrument } = payment;
      const word = instrument?.method === 'card' ? instrument.test : undefined;
      const fails = word === undefined ? undefined : box.words.get(word);
      return failed(payment, fails ?? { decline: 'declined', word: 'declined' });
    }
    case 'cancel':
      return paymentReport(payment, 'failed', 'cancelled_by_customer');
    case 'other_account':
      return failed(payment, { decline: 'declined', word: choice });
    case 'pending':
      return paymentReport(payment, 'pending', null);
  }
}

function requested({ kind, payment }: Exclude<Instruction, { kind: 'refund' }>): Answer {
  const state = kind === 'capture' ? 'captured' : 'voided';
  return { report: paymentReport(payment, state, null), againMs: null };
}

// The contract of a simulator: a processor inside this server, which moves no money and answers at
// once. What it says is believed no more than the reply of a real one.
import type { BadDay } from '../core/account-request.ts';
import type { Choice, PaymentReport, RefundReport } from '../core/command.ts';
import type { Instruction } from '../core/decision.ts';
import type { Issue } from '../core/failure.ts';
import type { InstrumentInput, Instrument, Method, Payment } from '../core/payment.ts';

export type Report = PaymentReport | RefundReport;

export type Answer = {
  readonly report: Report;
  /** When to ask again, in milliseconds from now; null when there is nothing left to ask. */
  readonly againMs: number | null;
};

export type Offer = {
  readonly method: Method;
  readonly value: string;
  readonly label: string;
  readonly effect: string;
  /** The gateway that publishes it; null: the processor's own. */
  readonly gateway: string | null;
};

export type Played = {
  /** The account's clock. */
  readonly now: number;
  /** What is taken; null: as the day has it. */
  readonly amountMinor: number | null;
};

export type Simulator = {
  readonly name: string;
  /**
   * What the payment page offers: methods in order, banks, wallets, and test instruments if any.
   */
  readonly menu: {
    readonly methods: readonly Method[];
    readonly banks: readonly { readonly code: string; readonly name: string }[];
    readonly wallets: readonly { readonly code: string; readonly name: string }[];
    readonly offers: readonly Offer[];
  };
  /**
   * Reduces an entry to what may be kept. Issues name the entry's fields. `now` in milliseconds.
   */
  readonly readInstrument: (entry: InstrumentInput, now: number) => Instrument | readonly Issue[];
  /** Told once for each instruction, after it was committed. `now` is the account's clock. */
  readonly submit: (instruction: Instruction, now: number) => Promise<Answer>;
  /** Asks how an instruction that was submitted before is doing. */
  readonly inquire: (instruction: Instruction, now: number) => Promise<Answer>;
  /** Whether the customer has to take a step that this server shows itself. */
  readonly awaitsChoice: (payment: Payment) => boolean;
  readonly choose: (
    payment: Payment,
    choice: Choice,
    capture: 'automatic' | 'manual',
  ) => PaymentReport;
  /** What it tells of the payment or the refund on a bad day that a test plays. */
  readonly playBadDay: (day: BadDay, instruction: Instruction, played: Played) => Answer;
};

const ELSEWHERE_ALONE: Issue = Object.freeze({
  field: 'method',
  rule: 'unknown',
  message: 'This account is paid on its payment page alone',
});

/** Of an account whose customers choose everything on the page of a processor. */
export const ELSEWHERE: Simulator = Object.freeze({
  name: 'elsewhere',
  menu: Object.freeze({ methods: [], banks: [], wallets: [], offers: [] }),
  readInstrument: () => [ELSEWHERE_ALONE],
  submit: () => Promise.reject(new Error('nothing is carried here')),
  inquire: () => Promise.reject(new Error('nothing is carried here')),
  awaitsChoice: () => false,
  choose: () => {
    throw new Error('nothing is chosen here');
  },
  playBadDay: () => {
    throw new Error('nothing is played here');
  },
});

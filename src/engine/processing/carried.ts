// What every question to a processor that carries a payment is asked with, and what comes of it.
import type { Account } from '../../core/account.ts';
import type { PaymentReport, SendRefund } from '../../core/command.ts';
import type { Outcome } from '../../core/decision.ts';
import type { Failure } from '../../core/failure.ts';
import type { Aggregate, Order } from '../../core/order.ts';
import type { Payment } from '../../core/payment.ts';
import type {
  Connection,
  PaymentAsk,
  Processor,
  RefundFinding,
  Refused,
} from '../../gateways/processor.ts';
import type { Answer } from '../../gateways/simulator.ts';
import type { Log } from '../log.ts';
import type { Budget } from './budget.ts';
import type { Call } from './call.ts';
import type { Combine } from './combine.ts';
import type { DueRow } from './instruction.ts';
import type { Restored } from './restored.ts';

/** What a carrier said, and what else it told of on the way. */
export type Said = Answer & {
  /** Money that was taken besides. */
  readonly surplus?: readonly PaymentReport[];
  readonly refunds?: readonly RefundFinding[];
  /** It was not asked: others have its place. */
  readonly isPutOff?: true;
  /** Nor is it put off: it comes again when its lease is over. */
  readonly isCrowded?: true;
};

export type Asked = Pick<DueRow, 'sentAt' | 'tries' | 'isUnproved' | 'isSwept' | 'withinMs'>;

/** Where the customer's browser comes back, and where the processor tells what happened. */
export type CarrierAddresses = {
  readonly back: (aggregate: Aggregate) => string;
  readonly hook: string;
};

export type CarrierParts = {
  readonly budget: Budget;
  readonly call: Call;
  /** Absent: each payment is asked about alone. */
  readonly combine?: Combine;
  /** Commits that a refund is about to be sent, or that its sending is over. */
  readonly keep: (account: Account, command: SendRefund) => Promise<Outcome | Failure>;
  readonly addresses: CarrierAddresses;
  /** The real time in milliseconds. */
  readonly now: () => number;
  readonly log: Log;
  /** Absent: it never was. */
  readonly restored?: Restored;
};

export type Carried = {
  readonly parts: CarrierParts;
  readonly account: Account;
  readonly connection: Connection;
  readonly processor: Processor;
};

/** How long a customer waits for a payment to begin, over all connections that are asked. */
export const START_MS = 20_000;

const MINUTE_MS = 60_000;
/** A request that the processor has not seen this long after it was sent has not arrived. */
const ARRIVES_MS = MINUTE_MS;

/** To look at a refund again that its processor has taken. */
export const REFUND_AGAIN_MS = 5 * MINUTE_MS;
/** To ask again for what is refused for now. */
export const LATER_MS = 30 * MINUTE_MS;

export function isLost({ sentAt, tries }: Asked, now: number): boolean {
  return sentAt !== null && tries >= 2 && now > sentAt + ARRIVES_MS;
}

/** For whoever runs this server: a customer is told that it cannot be paid now, and no more. */
export function logRefusal(
  log: Log,
  { processor, shownAs }: Connection,
  { why, raw }: Refused,
): void {
  log.error({ processor, ...shownAs, why, raw }, 'a processor refuses this connection');
}

export function askOf(order: Order, payment: Payment): PaymentAsk {
  return {
    name: payment.handover?.name ?? payment.id.token,
    theirOrder: payment.handover?.theirOrder ?? null,
    attempt: payment.processorReference,
    order,
    payment,
  };
}

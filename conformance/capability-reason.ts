// Why a gateway cannot do what the capability matrix says no to, and which document says so.
import type { Method } from '../src/core/payment.ts';
import type { ColumnName } from './capability.ts';

export type Reason = {
  readonly processor: string;
  readonly columns: readonly ColumnName[];
  /** Absent: all of them. */
  readonly methods?: readonly Method[];
  readonly text: string;
  /** The section of docs/gateways/<processor>.md. */
  readonly section: string;
};

const HELD = ['held and captured', 'part captured', 'released'] as const;
const NO_CARD = ['upi', 'netbanking', 'wallet'] as const;

export const REASONS: readonly Reason[] = Object.freeze([
  {
    ...{ processor: 'razorpay', columns: ['one method'], section: 'P.12' },
    text: 'its page shows what an order names; nothing holds a payment to it',
  },
  {
    ...{ processor: 'razorpay', columns: ['part captured'], section: '1.5' },
    text: 'a capture takes all that is authorized',
  },
  {
    ...{ processor: 'razorpay', columns: ['released'], section: '1.5' },
    text: 'there is no call for it: what is not captured goes back by itself',
  },
  {
    ...{ processor: 'razorpay', columns: ['withdrawn'], section: '1.4' },
    text: 'no call ends an order',
  },
  {
    ...{ processor: 'payu', columns: HELD, methods: NO_CARD, section: '1.11' },
    text: 'money is held on credit cards alone',
  },
  {
    ...{ processor: 'payu', columns: ['part captured'], methods: ['card'], section: '1.11' },
    text: 'a part only within a tolerance of the account; no document says what is told of it',
  },
  {
    ...{ processor: 'payu', columns: ['withdrawn'], section: 'P.13' },
    text: 'no command withdraws a transaction',
  },
  {
    ...{ processor: 'pinelabs', columns: HELD, methods: NO_CARD, section: 'P.3' },
    text: 'money is held on cards alone',
  },
  {
    ...{ processor: 'pinelabs', columns: ['dashboard refund'], section: 'P.5' },
    text: 'no reply tells the parts of an order that went back; it is seen once it is the whole',
  },
  {
    ...{ processor: 'pinelabs', columns: ['withdrawn'], section: 'P.5' },
    text: 'an order that nobody has paid cannot be cancelled',
  },
  {
    ...{ processor: 'paytring', columns: ['one method'], section: '3.1' },
    text: 'no field of an order holds its page to a method: an order that names some is refused',
  },
  {
    ...{ processor: 'paytring', columns: ['paid'], methods: ['card', 'netbanking', 'wallet'] },
    ...{ section: '4', text: 'of its words for a method UPI alone is documented' },
  },
  {
    ...{ processor: 'paytring', columns: ['part captured'], section: '3.5' },
    text: 'an amount of a capture is in prose only',
  },
  {
    ...{ processor: 'paytring', columns: ['withdrawn'], section: '3.5' },
    text: 'a call lets go of held money and ends no order',
  },
  {
    ...{ processor: 'worldline', columns: ['paid'], section: '3.2' },
    text: 'the code of a bank alone does not say by which method it was paid with',
  },
  {
    ...{ processor: 'worldline', columns: HELD, section: '3.1' },
    text: 'no call that takes held money is documented: orders with manual capture are refused',
  },
  {
    ...{ processor: 'worldline', columns: ['dashboard refund'], section: 'P.3' },
    text: 'it tells the number of the latest refund and no amounts',
  },
  {
    ...{ processor: 'worldline', columns: ['withdrawn'], section: 'P.8' },
    text: 'no call withdraws a transaction',
  },
]);

/** Those that say why; more than one is a mistake of the table. */
export function reasonsOf(
  processor: string,
  method: Method,
  column: ColumnName,
): readonly Reason[] {
  return REASONS.filter(
    (each) =>
      each.processor === processor &&
      each.columns.includes(column) &&
      (each.methods ?? [method]).includes(method),
  );
}

// How an order comes to be, and what a repeated reference means.
import type { CreateOrder } from './command.ts';
import { type Decision, unchanged } from './decision.ts';
import { type Failure, invalid, isFailure } from './failure.ts';
import { decideAttempt } from './attempt.ts';
import { type Aggregate, isOpen, type Order } from './order.ts';
import type { Instrument } from './payment.ts';
import type { Context, State } from './state.ts';

export function decideCreate(
  state: State,
  command: CreateOrder,
  context: Context,
): Decision | Failure {
  const repeat =
    command.repeat === 'accept' && context.uniqueReferences ? 'refuse' : command.repeat;
  const existing = state.aggregate;
  const refused =
    refuseUnheld(command, context) ??
    refuseForeign(command, context) ??
    refuseManual(command, context);
  if (refused !== null) return refused;
  if (existing !== null && (repeat === 'return' || repeat === 'renew')) {
    const { order } = existing;
    const same =
      order.amountMinor === command.amountMinor &&
      order.currency === command.currency &&
      order.dialect === command.dialect &&
      (order.link === undefined) === (command.link === undefined) &&
      (command.unproved !== true || order.unproved === true);
    if (!same || !isOpen(order)) return { failure: 'order_reference_taken', existing };
    return repeat === 'renew' ? renew(existing, command) : unchanged(existing);
  }
  if (context.carrier === null) return { failure: 'account_inactive' };
  if (existing !== null && repeat === 'refuse') {
    return { failure: 'order_reference_taken', existing };
  }
  if (state.namesake !== undefined && repeat !== 'accept') {
    return { failure: 'order_reference_taken' };
  }
  if (state.linkTaken === true) return { failure: 'order_reference_taken' };
  // After this point the order must be created.
  const isFree = existing === null && state.namesake === undefined;
  const order: Order = {
    id: context.newId(),
    dialect: command.dialect,
    reference: command.reference,
    ownsReference: isFree && command.reference !== null,
    amountMinor: command.amountMinor,
    currency: command.currency,
    amountText: command.amountText,
    status: 'created',
    capture: command.capture,
    description: command.description,
    customer: command.customer,
    notes: command.notes,
    returns: command.returns,
    wire: command.wire,
    ...limitsOf(command),
    ...(command.link === undefined ? {} : { link: command.link }),
    ...provedBy(command),
    ...(command.unproved === true ? { unproved: true } : {}),
    attempts: 0,
    refunds: 0,
    amountPaidMinor: 0,
    createdAt: context.now,
    expiresAt: command.expiresAt,
    version: 1,
  };
  return {
    changes: { order, before: null, payment: null, refund: null, refundIsNew: false },
    events: [{ kind: 'order.created', at: context.now }],
    instruction: null,
    outcome: { aggregate: { order, payments: [], refunds: [] }, payment: null, refund: null },
  };
}

/**
 * A processor's page is held to methods, and to no single cards, banks or wallets within them, nor
 * to one account of the customer.
 */
function refuseUnheld(
  { instruments, payerAccount }: CreateOrder,
  { carrier }: Pick<Context, 'carrier'>,
): Failure | null {
  if (instruments === undefined && payerAccount === undefined) return null;
  if ((carrier?.connection ?? null) === null) return null;
  const message = 'The page of the processor is not held to these instruments';
  return invalid([{ field: 'method', rule: 'unknown', message }]);
}

/** No connection of the account takes money in it. */
function refuseForeign(
  { currency }: CreateOrder,
  { currencies = null }: Pick<Context, 'currencies'>,
): Failure | null {
  if (currencies === null || currencies.includes(currency)) return null;
  const message = 'The currency is not supported.';
  return invalid([{ field: 'currency', rule: 'format', message }]);
}

/** As a gateway refuses an account for which it is not enabled. */
function refuseManual(
  { capture }: CreateOrder,
  { canHold = true }: Pick<Context, 'canHold'>,
): Failure | null {
  if (capture === 'automatic' || canHold) return null;
  const message = 'Manual capture is not enabled for this account.';
  return invalid([{ field: 'capture', rule: 'unknown', message }]);
}

type Limits = Pick<
  Order,
  'captureWithinMs' | 'autoCaptureMs' | 'methods' | 'instruments' | 'payerAccount'
>;

function limitsOf(command: CreateOrder): Limits {
  const { captureWithinMs, autoCaptureMs, methods, instruments, payerAccount } = command;
  return {
    ...(captureWithinMs === undefined ? {} : { captureWithinMs }),
    ...(autoCaptureMs === undefined ? {} : { autoCaptureMs }),
    ...(methods === undefined ? {} : { methods }),
    ...(instruments === undefined ? {} : { instruments }),
    ...(payerAccount === undefined ? {} : { payerAccount }),
  };
}

function provedBy({ secretId }: CreateOrder): Pick<Order, 'secretId'> {
  return secretId === undefined ? {} : { secretId };
}

/** A new order and the payment that it came with, as one decision; any other stays as it is. */
export function decidePaid(
  made: Decision | Failure,
  instrument: Instrument,
  context: Context,
): Decision | Failure {
  if (isFailure(made) || made.changes === null || made.changes.before !== null) return made;
  const command = { kind: 'startPayment', order: [], instrument } as const;
  const paid = decideAttempt(made.outcome.aggregate, command, context);
  if (isFailure(paid) || paid.changes === null) return paid;
  const events = [...made.events, ...paid.events];
  return { ...paid, changes: { ...paid.changes, before: null }, events };
}

// The latest request says where the customer goes back to and what may pay, whoever took the
// reference first. It has proved whose order it is. A browser's signed form proves its reference
// and amount, and not always its addresses; whoever has that form is the one customer whose result
// it is, so these stay with the order, unlike what a page is opened with (checkout-session.ts).
function renew(existing: Aggregate, command: CreateOrder): Decision {
  const { unproved: _, ...order } = existing.order;
  const { methods: _methods, instruments: _instruments, ...free } = order;
  const { amountText, capture, description, customer, notes, returns, wire } = command;
  const renewed: Order = {
    ...(command.methods === undefined ? free : order),
    capture,
    amountText,
    description,
    customer,
    notes,
    returns,
    wire,
    ...limitsOf(command),
    ...provedBy(command),
  };
  if (JSON.stringify(renewed) === JSON.stringify(existing.order)) return unchanged(existing);
  const written: Order = { ...renewed, version: order.version + 1 };
  return {
    changes: {
      order: written,
      before: order.version,
      payment: null,
      refund: null,
      refundIsNew: false,
    },
    events: [],
    instruction: null,
    outcome: { aggregate: { ...existing, order: written }, payment: null, refund: null },
  };
}

// Lines of settlements and books of ours, as tests of reconciliations need them.
import type { Booked, Books } from '../../src/core/reconciliation.ts';
import type { SettledLine } from '../../src/core/settled-line.ts';

export function lineOf(changes: Partial<SettledLine> = {}): SettledLine {
  return {
    kind: 'payment',
    raw: 'payment',
    theirs: 'pay_1',
    attempt: null,
    name: 'aB3dE5fG7hJ9kL',
    refundName: null,
    amountMinor: 50_050,
    currency: 'INR',
    feeMinor: 1001,
    taxMinor: 180,
    netMinor: 48_869,
    settlement: 'setl_1',
    utr: 'UTR1',
    settledOn: '2026-11-12',
    isSettled: true,
    ...changes,
  };
}

export function bookedAs(changes: Partial<Booked> = {}): Booked {
  return {
    kind: 'payment',
    token: 'aB3dE5fG7hJ9kL',
    orderKey: 1,
    paymentKey: 2,
    reference: 'ORDER-1',
    name: 'aB3dE5fG7hJ9kL',
    theirs: 'pay_1',
    amountMinor: 50_050,
    currency: 'INR',
    status: 'captured',
    isMoved: true,
    day: '2026-11-10',
    ...changes,
  };
}

export function booksOf(all: readonly Booked[]): Books {
  return {
    all,
    find: (kind, token) => all.find((each) => each.kind === kind && each.token === token),
    findTheirs: (kind, theirs) => all.find((each) => each.kind === kind && each.theirs === theirs),
    named: (name) => all.filter((each) => each.kind === 'payment' && each.name === name),
  };
}

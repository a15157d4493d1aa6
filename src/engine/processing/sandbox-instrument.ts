// What a test pays with that names no more than a method.
import type { Instrument, InstrumentInput } from '../../core/payment.ts';
import type { Simulator } from '../../gateways/simulator.ts';

/** The named instrument, or the first of the method that succeeds. */
export function inputOf(
  { menu: { offers, banks, wallets } }: Simulator,
  method: Instrument['method'],
  named: string | null,
): InstrumentInput {
  const offered = offers.find((offer) => offer.method === method)?.value;
  switch (method) {
    case 'upi':
      return { method, vpa: named ?? offered ?? '' };
    case 'card':
      return { method, cardNumber: named ?? offered ?? '' };
    case 'netbanking':
      return { method, bank: named ?? banks[0]?.code ?? '' };
    case 'wallet':
      return { method, wallet: named ?? wallets[0]?.code ?? '' };
  }
}

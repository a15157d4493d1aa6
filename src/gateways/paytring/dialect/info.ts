// What a merchant's page asks before it lets a customer pay: a VPA, a card's BIN, a rate.
// Source: paytring.md §3.7 and §2.1. The answers to the last two are not documented and are ours.

import type { Account } from '../../../core/account.ts';
import { type Failure, invalid } from '../../../core/failure.ts';
import type { Call, Reply } from '../../dialect.ts';
import { networkOf } from '../../kit/card-network.ts';
import { pickFields, listFields } from '../../kit/field-list.ts';
import { readFields } from '../../kit/read.ts';
import { reply } from './render.ts';
import { NAME_MAX } from './schema.ts';
import { requestName } from '../time.ts';

const VPA = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}@[A-Za-z][A-Za-z0-9.-]{1,63}$/;

export const VPA_FIELDS = listFields(['vpa']);

/** Both shapes that SDKs read: the documented one and the one of the Node SDK's own path. */
export function answerVpa(call: Call): Reply | Failure {
  const read = readFields(pickFields(call.fields, VPA_FIELDS));
  const vpa = read.text('vpa', { required: true, max: NAME_MAX });
  if (vpa === null) return invalid(read.issues);
  const refused = refuseLive(call.account, 'VPAs cannot be validated for this account');
  if (refused !== null) return refused;
  // Nobody is asked in the sandbox: whoever could have a UPI address has one.
  const valid = VPA.test(vpa);
  const name = valid ? 'Test Customer' : '';
  return reply({ isVPAValid: valid, payerAccountName: name, valid, name });
}

/** `bin` is documented; the Go SDK's other path names it `bin_code`. */
export const BIN_FIELDS = listFields([], { oneOf: ['bin', 'bin_code'] });

/** The network is in the digits; who issued the card is not, and is not made up. */
export function answerBin(call: Call): Reply | Failure {
  const read = readFields(pickFields(call.fields, BIN_FIELDS));
  const field = read.has('bin') || !read.has('bin_code') ? 'bin' : 'bin_code';
  const says = 'Bin must be the first 6 to 8 digits of a card';
  const bin = read.text(field, { required: true, numbers: true, pattern: /^\d{6,8}$/, says });
  if (bin === null) return invalid(read.issues);
  const network = networkOf(bin);
  const valid = network !== null;
  return reply({ bin, valid, network: network ?? '', request_id: requestName(call.now) });
}

// Rupees for one unit, in millionths. Fixed, so that tests see the same rate every day.
const SANDBOX_RATES: ReadonlyMap<string, bigint> = new Map([
  ['INR', 1_000_000n],
  ['USD', 83_000_000n],
  ['EUR', 90_000_000n],
  ['GBP', 105_000_000n],
  ['AED', 22_600_000n],
  ['AUD', 55_000_000n],
  ['BGN', 46_000_000n],
  ['CAD', 61_000_000n],
  ['CHF', 94_000_000n],
  ['JPY', 560_000n],
  ['KRW', 62_000n],
  ['NZD', 50_000_000n],
  ['QAR', 22_800_000n],
  ['SGD', 62_000_000n],
]);
const RATE_DECIMALS = 6;

export const RATE_FIELDS = listFields(['from', 'to']);

export function answerRate(call: Call): Reply | Failure {
  const read = readFields(pickFields(call.fields, RATE_FIELDS));
  const from = read.currency('from', { required: true });
  const to = read.currency('to', { required: true });
  if (from === null || to === null) return invalid(read.issues);
  const refused = from === to ? null : refuseLive(call.account, 'No rates are known');
  if (refused !== null) return refused;
  const one = SANDBOX_RATES.get(from);
  const other = SANDBOX_RATES.get(to);
  if (from !== to && (one === undefined || other === undefined)) {
    return { failure: 'request_invalid', detail: `No rate of ${from} to ${to} is known` };
  }
  const rate = from === to ? '1.000000' : spellRatio(one ?? 1n, other ?? 1n);
  return reply({ from, to, rate, request_id: requestName(call.now) });
}

function spellRatio(one: bigint, other: bigint): string {
  const scaled = (one * 10n ** BigInt(RATE_DECIMALS)) / other;
  const digits = scaled.toString().padStart(RATE_DECIMALS + 1, '0');
  return `${digits.slice(0, -RATE_DECIMALS)}.${digits.slice(-RATE_DECIMALS)}`;
}

// An answer that nobody gave must not look like one where money moves.
function refuseLive({ mode }: Account, detail: string): Failure | null {
  return mode === 'sandbox' ? null : { failure: 'processor_unavailable', detail };
}

// What a form names to pay with (`pg`, `bankcode`, `vpa`, `upiAppName`), kept for the payment page.
// Source: payu.md §1.2, merchant hosted, and §1.4 for the words. No hash covers these fields: they
// choose among what the page offers anyway, and its customer could choose the same there.
import type { Issue } from '../../../core/failure.ts';
import type { Order } from '../../../core/order.ts';
import type { Method } from '../../../core/payment.ts';
import { isRecord } from '../../kit/read.ts';
import type { Fields, Preset } from '../../dialect.ts';
import { bankOf, INTENT_VPA } from '../words.ts';
import { textOf } from './native/field.ts';

const VALUE_MAX = 254;

const METHOD: ReadonlyMap<string, Method> = new Map([
  ['CC', 'card'],
  ['DC', 'card'],
  ['NB', 'netbanking'],
  ['UPI', 'upi'],
  ['CASH', 'wallet'],
]);

/** Ways to pay that PayU has and nobody here (payu.md §1.4): whoever names one is told so. */
export const ABSENT: ReadonlySet<string> = new Set(
  'EMI CLEMI BNPL QR LR SBQR DBQR NEFTRTGS ENACH'.split(' '),
);

export function refuseAbsent(fields: Fields): readonly Issue[] {
  const pg = textOf(fields, 'pg').toUpperCase();
  if (!ABSENT.has(pg)) return [];
  const message = `Pg ${pg} is not enabled for this account`;
  return [{ field: 'pg', rule: 'unknown', message }];
}

/** In the sandbox an app's payment is one that the simulated bank decides. */
export function readPreset(fields: Fields, isSandbox: boolean): Preset | null {
  const [pg, bankcode] = ['pg', 'bankcode'].map((name) => textOf(fields, name).toUpperCase());
  const vpa = textOf(fields, 'vpa').slice(0, VALUE_MAX);
  const isUpi = vpa !== '' || textOf(fields, 'upiAppName') !== '';
  const method = METHOD.get(pg ?? '') ?? (pg === '' && isUpi ? 'upi' : undefined);
  const code = (bankcode ?? '').slice(0, VALUE_MAX);
  switch (method) {
    case 'upi':
      if (vpa !== '') return { method, entered: { vpa } };
      // A collect has no address yet: the page asks for it.
      return { method, entered: isSandbox && code !== 'UPI' ? { vpa: INTENT_VPA } : {} };
    case 'netbanking':
      return { method, entered: code === '' ? {} : { bank: bankOf(code) } };
    case 'wallet':
      return { method, entered: code === '' ? {} : { wallet: code.toLowerCase() } };
    case 'card':
      return { method, entered: {} };
    case undefined:
      return null;
  }
}

const METHODS: readonly Method[] = ['card', 'netbanking', 'upi', 'wallet'];

/** What `readPreset` kept with the order. */
export function presetOf({ dialect, wire }: Order): Preset | null {
  const { preset } = wire;
  if (dialect !== 'payu' || !isRecord(preset) || !isRecord(preset['entered'])) return null;
  const method = METHODS.find((each) => each === preset['method']);
  const entries = Object.entries(preset['entered']);
  const entered = entries.filter((each): each is [string, string] => typeof each[1] === 'string');
  return method === undefined ? null : { method, entered: Object.fromEntries(entered) };
}

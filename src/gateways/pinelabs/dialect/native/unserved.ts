// Paths of Pine Labs' that nobody serves here, each refused in the shape of its own generation:
// below `/api/v1` and `/api/v2` another dialect would answer for them. Source: pinelabs.md §2.13.
import type { Family } from '../../../dialect.ts';
import { renderFailure } from './plural/refusal.ts';
import { renderJson } from './ppc/refusal.ts';

/** Customers and their tokens, subscriptions (also below `/ps`), offers, payouts, wallets. */
const TOKENS = [
  ...['customer', 'fees', 'mandate', 'public', 'tcs', 'tokens'].map((name) => `/api/v1/${name}`),
  ...['affordability', 'conversion', 'payment-option'].map((name) => `/api/${name}`),
  ...['/payment-option', '/payouts/v3', '/ps/api/v1', '/ps/public'],
];

/** EMI and the page of the JSON generation, and what the optimizer alone has. */
const SIGNED = ['/api/v2/emi', '/api/v2/process', '/api/pg'];

type Refusing = Pick<Family, 'proof' | 'identify' | 'open' | 'operations'>;

const refusing: Refusing = {
  proof: 'none',
  identify: () => ({ failure: 'path_unknown' }),
  open: () => ({ failure: 'path_unknown' }),
  operations: [],
};

/** `places` are what a client may put before the gateway's own paths. */
export function unservedFamilies(places: readonly string[]): readonly Family[] {
  const under = (paths: readonly string[]): readonly string[] =>
    places.flatMap((place) => paths.map((path) => `${place}${path}`));
  return [
    { ...refusing, name: 'unserved-tokens', bases: under(TOKENS), renderFailure },
    { ...refusing, name: 'unserved-signed', bases: under(SIGNED), renderFailure: renderJson },
  ];
}

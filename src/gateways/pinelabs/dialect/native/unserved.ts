// Paths of Pine Labs' that nobody serves here, each refused in the shape of its own generation:
// below `/api/v1` and `/api/v2` another dialect would answer for them. Source: pinelabs.md §2.13.
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Family, RawRequest, Reply } from '../../../dialect.ts';
import { identifyBearer } from './plural/bearer.ts';
import { renderFailure } from './plural/refusal.ts';
import { refuseMethod, refuseProduct } from './plural/unserved-field.ts';
import { renderJson } from './ppc/refusal.ts';

/** Whatever else is below the paths of customers, tokens and subscriptions; the vendor's own. */
const TOKENS = [
  ...['customer', 'public', 'tokens'].map((name) => `/api/v1/${name}`),
  ...['/api/mcp/v1', '/api/settlements', '/ps/api/v1'],
];

/** Products with paths of their own that no account here has (§2.14). */
const PRODUCTS: Readonly<Record<string, readonly string[]>> = Object.freeze({
  Affordability: ['/api/affordability'],
  'Currency conversion': ['/api/conversion'],
  'Convenience fee': ['/api/v1/fees'],
  Payout: ['/payouts/v3'],
  'Prepaid wallet': ['/payment-option/create', '/payment-option/wallet'],
  Subscription: ['/api/v1/mandate', '/ps/api/v1/mandate', '/ps/public'],
  TCS: ['/api/v1/tcs'],
});

/** What is asked about ways to pay that no account here has: pay later, points, the payer's VPA. */
const METHODS = ['/api/payment-option', '/payment-option'];

/** EMI and the page of the JSON generation, and what the optimizer alone has. */
const SIGNED = ['/api/v2/emi', '/api/v2/process', '/api/pg'];

type Refusing = Pick<Family, 'proof' | 'identify' | 'open' | 'operations'>;

const refusing: Refusing = {
  proof: 'none',
  identify: () => ({ failure: 'path_unknown' }),
  open: () => ({ failure: 'path_unknown' }),
  operations: [],
};

/** Whoever brings no token is told so, as everywhere else; what stands in it is not looked at. */
function renderAs(told: Failure): (failure: Failure, request: RawRequest) => Reply {
  return (failure, request) => {
    const bearer = identifyBearer(request);
    if (isFailure(bearer)) return renderFailure(bearer, request);
    return renderFailure(failure.failure === 'path_unknown' ? told : failure, request);
  };
}

const isSigned = ({ headers }: RawRequest): boolean => headers['x-verify'] !== undefined;

/** The optimizer's order has another dialect's path: the header of its signature tells it. */
const optimizer: Refusing & Pick<Family, 'when'> = {
  ...refusing,
  when: isSigned,
  operations: [
    {
      method: 'POST',
      path: '/create',
      rate: 'create',
      answer: () => ({ failure: 'path_unknown' }),
    },
  ],
};

/** `places` are what a client may put before the gateway's own paths. */
export function unservedFamilies(places: readonly string[]): readonly Family[] {
  const under = (paths: readonly string[]): readonly string[] =>
    places.flatMap((place) => paths.map((path) => `${place}${path}`));
  const products = Object.entries(PRODUCTS).map(([product, paths]) => ({
    ...refusing,
    name: `unserved-${product.toLowerCase().replaceAll(' ', '-')}`,
    bases: under(paths),
    renderFailure: renderAs(refuseProduct(product)),
  }));
  return [
    { ...refusing, name: 'unserved-tokens', bases: under(TOKENS), renderFailure },
    {
      ...refusing,
      name: 'unserved-method',
      bases: under(METHODS),
      renderFailure: renderAs(refuseMethod()),
    },
    ...products,
    { ...refusing, name: 'unserved-signed', bases: under(SIGNED), renderFailure: renderJson },
    {
      ...optimizer,
      name: 'unserved-optimizer',
      bases: under(['/api/v2/order']),
      renderFailure: renderJson,
    },
  ];
}

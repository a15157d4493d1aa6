// Products that no account here has: their paths refuse in the words of an account without them,
// their lists are empty, and nothing has one of their ids.
// Source: cashfree.md §1.18: the paths of the published files, by their tag.
import type { FindPayment } from '../../../../core/command.ts';
import type { Failure } from '../../../../core/failure.ts';
import { type Call, type Operation, operation, type Reply } from '../../../dialect.ts';
import { locatePayment } from '../../ids.ts';
import { type Traits, type Version, VERSION_HEADER } from '../../version.ts';
import { refuseProduct } from '../unserved-field.ts';
import { parseNativeFindOrder } from './order.ts';

/** By product: since which version it has which paths, each with its methods. */
const PRODUCTS: Readonly<Record<string, readonly (readonly [Version, string, string])[]>> =
  Object.freeze({
    offers: [['2022-09-01', '/offers', 'POST']],
    terminal: [
      ['2022-09-01', '/terminal', 'POST'],
      ['2022-09-01', '/terminal/:terminal', 'GET'],
      ['2023-08-01', '/terminal/:terminal', 'PATCH'],
      ['2022-09-01', '/terminal/transactions', 'POST'],
      ['2022-09-01', '/terminal/qrcodes', 'GET'],
      ['2023-08-01', '/terminal/soundbox', 'POST'],
      ['2023-08-01', '/terminal/soundbox/qrcodes', 'GET'],
      ['2023-08-01', '/terminal/demap/soundbox', 'POST'],
      ['2023-08-01', '/terminal/:terminal/docs', 'POST'],
      ['2023-08-01', '/terminal/:terminal/payments', 'GET'],
      ['2023-08-01', '/terminal/:terminal/soundbox', 'PATCH'],
      ['2023-08-01', '/terminal/:terminal/status', 'PATCH'],
      ['2026-01-01', '/terminal/payments', 'POST'],
    ],
    'easy-split': [
      ['2023-08-01', '/easy-split/amount/:amount/charges', 'GET'],
      ['2023-08-01', '/easy-split/orders/:id', 'GET'],
      ['2023-08-01', '/easy-split/orders/:id/split', 'POST'],
      ['2023-08-01', '/easy-split/static-split', 'POST'],
      ['2023-08-01', '/easy-split/vendor-docs/:vendor', 'GET POST'],
      ['2023-08-01', '/easy-split/vendor-docs/:vendor/download/:type', 'GET'],
      ['2023-08-01', '/easy-split/vendors', 'POST'],
      ['2023-08-01', '/easy-split/vendors/:vendor', 'GET PATCH'],
      ['2023-08-01', '/easy-split/vendors/:vendor/adjustment', 'POST'],
      ['2023-08-01', '/easy-split/vendors/:vendor/balances', 'GET'],
      ['2023-08-01', '/easy-split/vendors/:vendor/transfer', 'POST'],
      ['2023-08-01', '/split/order/vendor/recon', 'POST'],
      ['2026-01-01', '/recon/vendor', 'POST'],
    ],
    subscriptions: [
      ['2023-08-01', '/plans', 'POST'],
      ['2023-08-01', '/plans/:plan', 'GET'],
      ['2023-08-01', '/subscriptions', 'POST'],
      ['2023-08-01', '/subscriptions/pay', 'POST'],
      ['2023-08-01', '/subscriptions/pay/documents/:payment', 'POST'],
      ['2023-08-01', '/subscriptions/eligibility/payment_methods', 'POST'],
      ['2023-08-01', '/subscriptions/:subscription', 'GET'],
      ['2023-08-01', '/subscriptions/:subscription/manage', 'POST'],
      ['2023-08-01', '/subscriptions/:subscription/payments', 'GET'],
      ['2023-08-01', '/subscriptions/:subscription/payments/:payment', 'GET'],
      ['2023-08-01', '/subscriptions/:subscription/payments/:payment/manage', 'POST'],
      ['2023-08-01', '/subscriptions/:subscription/refunds', 'POST'],
      ['2023-08-01', '/subscriptions/:subscription/refunds/:refund', 'GET'],
      ['2026-01-01', '/subscriptions/charge/:payment/transaction-return-summary/generate', 'POST'],
    ],
    // A name of the account behind a card, which needs a vault of cards.
    payment_account_reference: [
      ['2025-01-01', '/pg/utilities/pars', 'POST'],
      ['2026-01-01', '/utilities/pars', 'POST'],
    ],
    // Bonds: a settlement that waits for the exchange's word.
    settlements_on_request: [['2023-08-01', '/orders/settlements', 'POST']],
  });

/** What has an id of its own, which nothing here has. */
const THINGS: readonly (readonly [Version, string, string, string])[] = [
  ['2022-09-01', '/offers/:offer', 'GET', 'offer'],
  ['2023-08-01', '/disputes/:dispute', 'GET', 'dispute'],
  ['2023-08-01', '/disputes/:dispute/accept', 'PUT', 'dispute'],
  ['2023-08-01', '/disputes/:dispute/documents', 'POST', 'dispute'],
  ['2026-01-01', '/incident/:incident', 'GET', 'incident'],
];

function rowsOf(
  { version }: Traits,
  [since, path, methods]: readonly [Version, string, string],
  answer: () => Failure,
): readonly Operation[] {
  if (version < since) return [];
  return methods.split(' ').map((method): Operation => {
    return { method, path, rate: method === 'GET' ? 'fetch' : 'create', answer };
  });
}

export function absentProducts(traits: Traits): readonly Operation[] {
  const products = Object.entries(PRODUCTS).flatMap(([name, paths]) =>
    paths.flatMap((path) => rowsOf(traits, path, () => refuseProduct(name))),
  );
  const things = THINGS.flatMap(([since, path, methods, thing]) =>
    rowsOf(traits, [since, path, methods], () => {
      return { failure: 'record_not_found', detail: `${thing} not found` };
    }),
  );
  return [...products, ...things, ...disputes(traits)];
}

/** Nobody disputes a payment here; an order or a payment that is none is told so. */
function disputes({ version }: Traits): readonly Operation[] {
  if (version < '2023-08-01') return [];
  const FETCH = { method: 'GET', rate: 'fetch' } as const;
  const none = (): Reply => {
    return { kind: 'json', status: 200, body: [], headers: { [VERSION_HEADER]: version } };
  };
  return [
    operation({ ...FETCH, path: '/orders/:id/disputes' }, parseNativeFindOrder, none),
    operation({ ...FETCH, path: '/payments/:cf_payment_id/disputes' }, parseDisputed, none),
  ];
}

function parseDisputed({ params }: Call): FindPayment | Failure {
  const payment = locatePayment(params['cf_payment_id'] ?? '');
  if (payment === undefined) return { failure: 'payment_not_found' };
  return { kind: 'findPayment', order: null, payment };
}

// The paths of the token generation, wherever a client may have put its base URL.
import type { Listing, Outcome } from '../../../../../core/decision.ts';
import { asOf } from '../../../../../core/expiry.ts';
import { findOlder } from '../../../../../core/name.ts';
import {
  type Call,
  type Family,
  type Operation,
  orderOperation,
  type RawRequest,
  type Reply,
} from '../../../../dialect.ts';
import { orderName, refundLocators } from '../../../ids.ts';
import { orderProducts, settlements, subscriptions, tokens } from './absent-product.ts';
import {
  identifyBearer,
  identifyClient,
  issueToken,
  openBearer,
  openClient,
  timedOperation,
  timely,
} from './bearer.ts';
import { answerCardDetails } from './card-detail.ts';
import {
  parseCustomer,
  parseCustomerEdit,
  parseCustomerSearch,
  parseFindCustomer,
  renderCustomer,
  renderProviderTokens,
  renderTokens,
} from './customer.ts';
import {
  parseCancel,
  parseCapture,
  parseFind,
  parseFindReference,
  parseFindRefund,
  parseOrder,
  parseRefund,
} from './parse.ts';
import {
  isChosenLater,
  isTyped,
  parseChallenge,
  parsePayment,
  refusePayment,
  renderChallenge,
  renderPayment,
} from './payment.ts';
import { linkOperations } from './payment-link.ts';
import { renderError, renderFailure } from './refusal.ts';
import { viewOrder, viewRefund } from './view.ts';

function renderOrder({ aggregate }: Outcome, call: Call): Reply {
  const data = viewOrder(asOf(aggregate, call.now), call.account.key);
  return { kind: 'json', status: 200, body: { data } };
}

function renderRefund({ aggregate, refund }: Outcome, call: Call): Reply {
  if (refund === null) throw new Error('a refund was asked for');
  const data = viewRefund(refund, aggregate, call.account.key);
  return { kind: 'json', status: 200, body: { data } };
}

function nameableOf({ aggregate, refund }: Outcome) {
  return refund ?? aggregate.order;
}

function renderReferenced({ items }: Listing, call: Call): Reply {
  const older = findOlder(items, nameableOf, call.params['reference'] ?? '');
  const found = older ?? items[0];
  if (found === undefined) return renderError({ failure: 'order_not_found' });
  return found.refund === null ? renderOrder(found, call) : renderRefund(found, call);
}

function renderCheckout({ aggregate }: Outcome, call: Call): Reply {
  return {
    kind: 'json',
    status: 200,
    body: {
      token: call.addresses.pageToken(aggregate),
      order_id: orderName(aggregate.order),
      redirect_url: call.addresses.page(aggregate),
      response_code: 200,
      response_message: 'Order Creation Successful.',
    },
  };
}

// A refund is an order of its own, and is asked for in the same place.
function namesRefund({ path }: RawRequest): boolean {
  return refundLocators(path.slice(path.lastIndexOf('/') + 1)).length > 0;
}

const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'GET', rate: 'fetch' } as const;
const SETTLE = { method: 'PUT', rate: 'create' } as const;
const ORDERS = { path: '/orders' } as const;
const ORDER = { path: '/orders/:id' } as const;
const PAYMENTS = { path: '/orders/:id/payments' } as const;

const payments: readonly Operation[] = [
  timedOperation({ ...CREATE, ...PAYMENTS, when: isTyped }, parsePayment, renderPayment),
  timedOperation({ ...CREATE, ...PAYMENTS, when: isChosenLater }, parseChallenge, renderChallenge),
  { ...CREATE, ...PAYMENTS, answer: timely(refusePayment) },
];

const orders: readonly Operation[] = [
  timedOperation({ ...CREATE, ...ORDERS }, parseOrder, renderOrder),
  timedOperation({ ...FETCH, ...ORDER, when: namesRefund }, parseFindRefund, renderRefund),
  orderOperation({ ...FETCH, ...ORDER }, timely(parseFind), renderOrder),
  timedOperation(
    { ...FETCH, path: '/orders/reference/:reference' },
    parseFindReference,
    renderReferenced,
  ),
  ...payments,
  timedOperation({ ...SETTLE, path: '/orders/:id/capture' }, parseCapture, renderOrder),
  timedOperation({ ...SETTLE, path: '/orders/:id/cancel' }, parseCancel, renderOrder),
  timedOperation(
    { method: 'POST', rate: 'refund', path: '/refunds/:id' },
    parseRefund,
    renderRefund,
  ),
  { ...CREATE, path: '/getCardDetails', answer: timely(answerCardDetails) },
  ...linkOperations,
  ...orderProducts,
];

const CUSTOMER = { path: '/customer/:id' } as const;
const customers: readonly Operation[] = [
  timedOperation({ ...CREATE, path: '/customer' }, parseCustomer, renderCustomer),
  timedOperation({ ...FETCH, path: '/customer' }, parseCustomerSearch, renderCustomer),
  timedOperation({ ...FETCH, ...CUSTOMER }, parseFindCustomer, renderCustomer),
  timedOperation(
    { method: 'PATCH', rate: 'create', ...CUSTOMER },
    parseCustomerEdit,
    renderCustomer,
  ),
  timedOperation({ ...FETCH, path: '/customer/:id/tokens' }, parseFindCustomer, renderTokens),
  timedOperation({ ...FETCH, path: '/tokens/:id' }, parseFindCustomer, renderProviderTokens),
  ...tokens,
];

/** `places` are what a client may put before the gateway's own paths. */
export function tokenFamilies(places: readonly string[]): readonly Family[] {
  const under = (path: string): readonly string[] => places.map((place) => `${place}${path}`);
  const secret = { proof: 'secret', renderFailure } as const;
  const bearer = { ...secret, identify: identifyBearer, open: openBearer } as const;
  return [
    {
      name: 'token',
      bases: under('/api/auth/v1'),
      ...secret,
      identify: identifyClient,
      open: openClient,
      operations: [{ ...CREATE, path: '/token', answer: issueToken }],
    },
    {
      name: 'checkout',
      bases: under('/api/checkout/v1'),
      ...bearer,
      operations: [timedOperation({ ...CREATE, ...ORDERS }, parseOrder, renderCheckout)],
    },
    { name: 'orders', bases: under('/api/pay/v1'), ...bearer, operations: orders },
    { name: 'customers', bases: under('/api/v1'), ...bearer, operations: customers },
    {
      name: 'settlements',
      bases: under('/api/settlements/v1'),
      ...bearer,
      operations: settlements,
    },
    {
      name: 'subscriptions',
      bases: ['/api/v1/public', '/ps/api/v1/public'].flatMap(under),
      ...bearer,
      operations: subscriptions,
    },
  ];
}

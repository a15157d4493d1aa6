// Which paths each native version serves, and who asks and answers on them.
// Source: cashfree.md §1.3, column "from".
import type { Outcome } from '../../../../core/decision.ts';
import {
  type Call,
  type Family,
  type Operation,
  operation,
  orderOperation,
  type Reply,
} from '../../../dialect.ts';
import { withOpening } from '../documented.ts';
import { openHeaders, identifyHeaders, openWithout } from '../proof.ts';
import { renderRefusal } from './refusal.ts';
import { paymentOf, refundOf } from '../render.ts';
import { type Traits, type Version, VERSION_HEADER, VERSIONS, versionOf } from '../../version.ts';
import { type Body, viewOrder, viewPayment, viewPayments, viewRefund } from './view.ts';
import {
  eligibilityOperations,
  linkOperations,
  renderLinkRefusal,
} from './payment-link-operations.ts';
import { absentProducts } from './absent-product.ts';
import { customerOperations, instrumentOperations } from './customer.ts';
import {
  parseAuthorization,
  parseCancelRefund,
  parseFindPayment,
  parseTerminate,
} from './change.ts';
import { parseDelivery, viewDelivery, viewExtended } from './extended.ts';
import {
  parseNativeCreate,
  parseNativeFindOrder,
  parseNativeFindRefund,
  parseNativeRefund,
} from './order.ts';
import { viewPay } from './pay.ts';
import { reconOperations } from './recon.ts';
import { identifySession, parsePay, renderSessionRefusal } from './session.ts';
import { settlementOperations, viewSettlement } from './settlement.ts';
import { STRICT } from './strict.ts';
import {
  identifySimulation,
  parseAuthenticate,
  parseFindSimulation,
  parseSimulate,
  renderSimulationRefusal,
  viewAuthenticate,
  viewSimulation,
} from './simulation.ts';

const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'GET', rate: 'fetch' } as const;
// "Refund Operations" have one limit in the specification: creating, listing and fetching alike.
const SEND_BACK = { method: 'POST', rate: 'refund' } as const;
const LOOK_BACK = { method: 'GET', rate: 'refund' } as const;
const WITHDRAW = { method: 'PUT', rate: 'refund' } as const;

const ORDER = '/orders/:id';
const PAYMENTS = '/orders/:id/payments';
const REFUNDS = '/orders/:id/refunds';
const REFUND = '/orders/:id/refunds/:refund_id';
const AUTHENTICATE = '/orders/pay/authenticate/:cf_payment_id';

/** Rows that this version has when it is at least that old. */
function since(
  version: Version,
  traits: Traits,
  ...rows: readonly Operation[]
): readonly Operation[] {
  return traits.version >= version ? rows : [];
}

function show(traits: Traits) {
  return (view: (outcome: Outcome, call: Call) => Body | readonly Body[]) =>
    (outcome: Outcome, call: Call): Reply => ({
      kind: 'json',
      status: 200,
      body: view(outcome, call),
      headers: { [VERSION_HEADER]: traits.version },
    });
}

export function nativeOperations(traits: Traits): readonly Operation[] {
  const shown = show(traits);
  const order = shown(({ aggregate }, call) => viewOrder(aggregate, traits, call));
  const created = shown(({ aggregate }, call) =>
    withOpening(viewOrder(aggregate, traits, call), aggregate, call),
  );
  const payments = shown(({ aggregate }) => viewPayments(aggregate, traits));
  const payment = shown((outcome) =>
    viewPayment(outcome.aggregate.order, paymentOf(outcome), traits),
  );
  const refund = shown((outcome) => viewRefund(refundOf(outcome), outcome.aggregate, traits));
  const refunds = shown(({ aggregate }) =>
    aggregate.refunds.map((each) => viewRefund(each, aggregate, traits)),
  );
  const find = parseNativeFindOrder;
  // Of six versions people are shown the newest.
  const isNewest = traits.version === VERSIONS.at(-1);
  const fetchOrder = isNewest ? orderOperation : operation<'findOrder'>;
  const create = (call: Call) => parseNativeCreate(call, traits);
  const sendBack = (call: Call) => parseNativeRefund(call, traits);
  return [
    operation({ ...CREATE, path: '/orders' }, create, created),
    fetchOrder({ ...FETCH, path: ORDER }, find, order),
    operation({ ...FETCH, path: PAYMENTS }, find, payments),
    operation({ ...FETCH, path: `${PAYMENTS}/:cf_payment_id` }, parseFindPayment, payment),
    operation({ ...SEND_BACK, path: REFUNDS }, sendBack, refund),
    operation({ ...LOOK_BACK, path: REFUNDS }, find, refunds),
    operation({ ...LOOK_BACK, path: REFUND }, parseNativeFindRefund, refund),
    operation({ ...FETCH, path: `${ORDER}/settlements` }, find, settled(traits)),
    ...since(
      '2022-01-01',
      traits,
      operation({ ...CREATE, path: `${ORDER}/authorization` }, parseAuthorization, payment),
    ),
    ...since(
      '2023-08-01',
      traits,
      operation({ method: 'PATCH', rate: 'create', path: ORDER }, parseTerminate, order),
      ...simulations(traits),
    ),
    ...pages(traits),
    ...since('2022-09-01', traits, ...eligibilityOperations(traits)),
    ...since('2022-09-01', traits, ...instrumentOperations(traits)),
    ...since('2023-08-01', traits, ...customerOperations(traits)),
    ...absentProducts(traits),
    ...since(
      '2025-01-01',
      traits,
      operation(
        { ...FETCH, path: `${ORDER}/extended` },
        find,
        shown(({ aggregate }) => viewExtended(aggregate, traits)),
      ),
      operation(
        { method: 'PUT', rate: 'create', path: `${ORDER}/extended` },
        parseDelivery,
        shown(({ aggregate }, call) => viewDelivery(aggregate, traits, call)),
      ),
    ),
    ...since(
      '2026-01-01',
      traits,
      operation({ ...WITHDRAW, path: REFUND }, parseCancelRefund, refund),
    ),
  ];
}

function simulations(traits: Traits): readonly Operation[] {
  const render = show(traits)(viewSimulation);
  return [
    operation({ ...CREATE, path: '/simulate' }, parseSimulate, render),
    operation({ ...FETCH, path: '/simulate/:simulation_id' }, parseFindSimulation, render),
  ];
}

/** Settlements, their reconciliation, and downtimes, of which there are none. */
function pages(traits: Traits): readonly Operation[] {
  const { version } = traits;
  const incidents: Operation = {
    ...FETCH,
    path: '/incident',
    answer: () => ({
      kind: 'json',
      status: 200,
      body: { count: 0, incidents: [] },
      headers: { [VERSION_HEADER]: version },
    }),
  };
  return [
    ...since('2022-09-01', traits, ...settlementOperations(traits)),
    ...since('2022-09-01', traits, ...reconOperations(traits)),
    // Documented since 2026-01-01; one published plugin tries its credentials on it before.
    ...since('2025-01-01', traits, incidents),
  ];
}

function settled(traits: Traits) {
  return (outcome: Outcome, call: Call): Reply => {
    const body = viewSettlement(outcome, traits, call);
    if (body !== null) return show(traits)(() => body)(outcome, call);
    const own = {
      status: 404,
      message: 'settlement not found',
      code: 'settlement_get_not_found',
      type: 'invalid_request_error',
    } as const;
    return renderRefusal({ failure: 'record_not_found' }, traits, { record_not_found: own });
  };
}

/** Paths that prove themselves: what they are about is in their body or their address. */
function sessionOperations(traits: Traits): readonly Operation[] {
  const path = traits.opens === 'order_token' ? '/orders/pay' : '/orders/sessions';
  const parse = (call: Call) => parsePay(call, traits);
  const render = show(traits)((outcome, call) => viewPay(outcome, traits, call));
  return [operation({ ...CREATE, path }, parse, render)];
}

function stepOperations(traits: Traits): readonly Operation[] {
  const render = show(traits)((outcome, call) => viewAuthenticate(outcome, traits, call));
  const row = operation({ ...CREATE, path: AUTHENTICATE }, parseAuthenticate, render);
  return since('2022-01-01', traits, row);
}

/** A path that ends where an order's name belongs: the gateway's suites want 400 or 404. */
const NAMELESS: Operation = operation(
  { ...FETCH, path: '/orders' },
  () => ({ failure: 'path_unknown' }),
  () => renderRefusal({ failure: 'path_unknown' }, null),
);

/** A version's families: by their headers, by a payment session, by a payment's number. */
export function nativeFamilies(traits: Traits, bases: readonly string[]): readonly Family[] {
  const name = `native-${traits.version}`;
  const when: Family['when'] = (request) => versionOf(request) === traits.version;
  const unproved = { bases, when, proof: 'offered', open: openWithout } satisfies Partial<Family>;
  const secret = { proof: 'secret', identify: identifyHeaders, open: openHeaders } as const;
  const proved = { bases, when, ...secret, strict: STRICT };
  return [
    {
      ...proved,
      name,
      operations: [...nativeOperations(traits), NAMELESS],
      renderFailure: (failure) => renderRefusal(failure, traits),
    },
    {
      ...proved,
      name: `${name}-link`,
      operations: since('2022-01-01', traits, ...linkOperations(traits)),
      renderFailure: (failure, request) => renderLinkRefusal(failure, traits, request),
    },
    {
      ...unproved,
      name: `${name}-session`,
      identify: (request) => identifySession(request, traits),
      operations: sessionOperations(traits),
      renderFailure: (failure) => renderSessionRefusal(failure, traits),
    },
    {
      ...unproved,
      name: `${name}-step`,
      identify: identifySimulation,
      operations: stepOperations(traits),
      renderFailure: (failure) => renderSimulationRefusal(failure, traits),
    },
  ];
}

/** Everything that any version has, for those who name none. */
export function everyOperation(all: readonly Traits[]): readonly Operation[] {
  const rows = all.flatMap((traits) => [
    ...nativeOperations(traits),
    ...since('2022-01-01', traits, ...linkOperations(traits)),
    ...sessionOperations(traits),
    ...stepOperations(traits),
  ]);
  const seen = new Map(rows.map((row) => [`${row.method} ${row.path}`, row]));
  return [...seen.values()];
}

// The paths of payment links, and how what they come to is told.
import type { Listing, Outcome } from '../../../../core/decision.ts';
import { type FailureCode, isFailure } from '../../../../core/failure.ts';
import type { OrderStatus } from '../../../../core/order.ts';
import { type Call, type Operation, operation, type Reply } from '../../../dialect.ts';
import {
  parseCancelLink,
  parseFindLink,
  parseLink,
  parseLinkEdit,
  parseLinkList,
  parseLinkOfPayment,
  parseNotifyLink,
} from './payment-link.ts';
import { renderLinkRefusal } from './payment-link-refusal.ts';
import { viewLink } from './payment-link-view.ts';
import { readRange, takeRange } from './range.ts';
import { jsonOf } from './view.ts';

const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'GET', rate: 'fetch' } as const;
const CHANGE = { method: 'PATCH', rate: 'create' } as const;
const ONE = '/payment_links/:id';

export const linkOperations: readonly Operation[] = [
  operation({ ...CREATE, path: '/payment_links' }, parseLink, renderLink),
  operation(
    {
      ...FETCH,
      path: '/payment_links',
      when: ({ query }) => (query['payment_id'] ?? '') !== '',
    },
    parseLinkOfPayment,
    renderLinksOfPayment,
  ),
  operation({ ...FETCH, path: '/payment_links' }, parseLinkList, renderLinkList),
  operation({ ...FETCH, path: ONE }, parseFindLink, renderLink),
  operation({ ...CHANGE, path: ONE }, parseLinkEdit, renderLink),
  operation({ ...CREATE, path: `${ONE}/cancel` }, parseCancelLink, renderLink),
  operation({ ...CREATE, path: `${ONE}/notify_by/:medium` }, parseNotifyLink, renderNotified),
];

function renderLink({ aggregate }: Outcome, { addresses }: Call): Reply {
  return jsonOf(viewLink(aggregate, addresses));
}

function renderLinksOfPayment({ items }: Listing, call: Call): Reply {
  const range = readRange(call.request.query);
  const orders = items.map(({ aggregate }) => aggregate.order);
  const asked = isFailure(range) ? orders : takeRange(orders, range);
  const left = items.filter(({ aggregate }) => asked.includes(aggregate.order));
  return renderLinkList({ items: left }, call);
}

/** A payment's may be none, or called otherwise than was asked. */
function renderLinkList({ items }: Listing, { request: { query }, addresses }: Call): Reply {
  const { reference_id: reference = '', upi_link: upi = '' } = query;
  const links = items
    .filter(({ aggregate: { order } }) => order.link !== undefined)
    .map(({ aggregate }) => viewLink(aggregate, addresses))
    .filter((link) => reference === '' || link.reference_id === reference)
    .filter((link) => upi === '' || link.upi_link === (upi === '1' || upi === 'true'));
  return jsonOf({ payment_links: links });
}

const OVER: Readonly<Record<OrderStatus, FailureCode | null>> = Object.freeze({
  created: null,
  attempted: null,
  paid: 'order_paid',
  expired: 'order_expired',
  cancelled: 'order_cancelled',
});

/** Nobody is sent a message from here. */
function renderNotified({ aggregate }: Outcome, { request }: Call): Reply {
  const failure = OVER[aggregate.order.status];
  return failure === null ? jsonOf({ success: true }) : renderLinkRefusal({ failure }, request);
}

// The paths beside orders: payment links since 2022-01-01, eligibility since 2022-09-01.
import type { Outcome } from '../../../../core/decision.ts';
import type { Failure } from '../../../../core/failure.ts';
import type { Order } from '../../../../core/order.ts';
import {
  type Call,
  type Operation,
  operation,
  type RawRequest,
  type Reply,
} from '../../../dialect.ts';
import { printable } from '../../../kit/body.ts';
import { renderRefusal, type Words } from './refusal.ts';
import { type Traits, VERSION_HEADER } from '../../version.ts';
import { namesOrder, parseEligible, refuseEligible, viewEligibleMethods } from './eligibility.ts';
import {
  parseCancelLink,
  parseFindLink,
  parseLink,
  viewLink,
  viewLinkOrders,
} from './payment-link.ts';

const CREATE = { method: 'POST', rate: 'create' } as const;
const FETCH = { method: 'GET', rate: 'fetch' } as const;

export function linkOperations(traits: Traits): readonly Operation[] {
  const link = shown(traits, (outcome, call) => viewLink(outcome, traits, call));
  const orders = shown(traits, (outcome, call) => viewLinkOrders(outcome, traits, call));
  const create = (call: Call) => parseLink(call, traits);
  const one = '/links/:link_id';
  return [
    operation({ ...CREATE, path: '/links' }, create, link),
    operation({ ...FETCH, path: one }, parseFindLink, link),
    operation({ ...CREATE, path: `${one}/cancel` }, parseCancelLink, link),
    operation({ ...FETCH, path: `${one}/orders` }, parseFindLink, orders),
  ];
}

type View = (outcome: Outcome, call: Call) => object;

function shown(traits: Traits, view: View) {
  return (outcome: Outcome, call: Call): Reply => reply(traits, view(outcome, call));
}

function reply({ version }: Traits, body: object): Reply {
  return { kind: 'json', status: 200, body, headers: { [VERSION_HEADER]: version } };
}

const words = (status: number, message: string, code: string): Words => ({
  status,
  message,
  code,
  type: 'invalid_request_error',
});

const OVER = words(400, 'Only link in ACTIVE state can be cancelled', 'link_not_active');
const LINK_WORDS = Object.freeze({
  order_reference_taken: words(409, 'Link with same id is already present', 'link_already_exists'),
  order_paid: OVER,
  order_expired: OVER,
  order_cancelled: OVER,
});

// The texts are cashfree.md §1.12's, both of their spellings of "Id" too.
export function renderLinkRefusal(failure: Failure, traits: Traits, { path }: RawRequest): Reply {
  const [, , id = '', of] = path.split('/');
  const said = `No request found with link ${of === 'orders' ? 'ID' : 'Id'} ${printable(id)}`;
  const order_not_found = words(404, said, 'link_not_found');
  return renderRefusal(failure, traits, { ...LINK_WORDS, order_not_found });
}

const SUBJECTS: ReadonlyMap<string, (call: Call, order: Order | null) => readonly object[]> =
  new Map([
    ['payment_methods', viewEligibleMethods],
    ['offers', () => []],
    ['cardlessemi', () => []],
    ['paylater', () => []],
  ]);

/** The question is about an order or about an amount. */
export function eligibilityOperations(traits: Traits): readonly Operation[] {
  const row = { method: 'POST', rate: 'fetch', path: '/eligibility/:subject' } as const;
  const known = ({ params }: Call) => SUBJECTS.get(params['subject'] ?? '');
  const answered = (call: Call, order: Order | null): Reply =>
    reply(traits, known(call)?.(call, order) ?? []);
  return [
    operation(
      { ...row, when: (_request, { values }) => namesOrder(values) },
      (call) => (known(call) === undefined ? NO_SUBJECT : parseEligible(call)),
      ({ aggregate }, call) => answered(call, aggregate.order),
    ),
    {
      ...row,
      answer: (call) =>
        known(call) === undefined ? NO_SUBJECT : (refuseEligible(call) ?? answered(call, null)),
    },
  ];
}

const NO_SUBJECT: Failure = Object.freeze({ failure: 'path_unknown' });

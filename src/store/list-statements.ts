// The statements of statements.ts that list orders, payments and refunds, by state too.
import { ORDER_TRANSITIONS } from '../core/order.ts';
import { PAYMENT_TRANSITIONS } from '../core/payment.ts';
import { REFUND_TRANSITIONS } from '../core/refund.ts';

// A page of an account's orders, payments or refunds: `$1` to `$7` are the account and the Page.
const NEWEST = 'ORDER BY id DESC LIMIT $6 OFFSET $7';
function listOf(table: string, order: string): string {
  return `SELECT id, ${order} AS order_id FROM ${table}
    WHERE account = $1 AND id >= $2 AND id < $3 AND created_at >= $4 AND created_at <= $5`;
}

// Of some states, whose words `$8` holds. A part for each, because the index has each in the order
// of ids; both engines merge such parts row by row, and leave out those that were not asked for.
function ofStates(
  table: string,
  order: string,
  states: object,
  more: (state: string) => string = () => '',
): string {
  const parts = Object.keys(states).map((state) => {
    const fits = `status = '${state}' AND $8 LIKE '%${state}%'`;
    return `${listOf(table, order)} AND ${fits}${more(state)}`;
  });
  return parts.join('\n  UNION ALL ');
}

// At the real time `$9` an open order counts as expired when its time is over and no payment holds
// it, whether or not the sweep has seen it; see asOf. There are few: the plus keeps them from being
// looked for among all orders of the account.
const IS_HELD = `EXISTS (SELECT 1 FROM payments p WHERE p.account = orders.account
  AND p.order_id = orders.id AND p.status IN ('created', 'pending', 'authorized'))`;
const IN_TIME = `(due_at IS NULL OR due_at > $9 OR ${IS_HELD})`;
const OVERDUE = `${listOf('orders', 'id').replaceAll(/(account|id) ([=<>])/g, '+$1 $2')}
  AND $8 LIKE '%expired%' AND due_at <= $9 AND NOT ${IS_HELD}`;

// Every order begins as created, and to index that would cost each one; see searchCreated. The
// index is found by the very words of its condition.
const ORDERS_OF_STATE = ofStates('orders', 'id', ORDER_TRANSITIONS, (state) =>
  state === 'created' ? ` AND ${IN_TIME}` : ` AND status <> 'created' AND ${IN_TIME}`,
);

function ofReference(column: string): string {
  const state = `CASE WHEN ${IN_TIME} THEN status ELSE 'expired' END`;
  return `${listOf('orders', 'id')} AND ${column} = $10
    AND ($8 = '' OR $8 LIKE '%' || ${state} || '%')`;
}

// Payment links by the rows that they have beside their orders.
const LINKS = `SELECT r.id, r.id AS order_id FROM records r
  JOIN orders o ON o.account = r.account AND o.id = r.id
  WHERE r.account = $1 AND r.kind = 'link' AND r.id >= $2 AND r.id < $3
    AND o.created_at >= $4 AND o.created_at <= $5`;
const NEWEST_LINKS = 'ORDER BY r.id DESC LIMIT $6 OFFSET $7';

export const LISTS = Object.freeze({
  listOrders: `${listOf('orders', 'id')} ${NEWEST}`,
  listOrdersOfState: `${ORDERS_OF_STATE}
    UNION ALL ${OVERDUE} ${NEWEST}`,
  findEdge: `SELECT id FROM orders WHERE account = $1 AND id >= $2 AND id < $3
    ORDER BY id DESC LIMIT 1 OFFSET $4`,
  listOrdersOfReference: `${ofReference('unique_ref')}
    UNION ALL ${ofReference('repeat_of')} ${NEWEST}`,
  listLinks: `${LINKS} ${NEWEST_LINKS}`,
  listLinksOfReference: `${LINKS} AND r.unique_ref = $8 ${NEWEST_LINKS}`,
  listPayments: `${listOf('payments', 'order_id')} ${NEWEST}`,
  listPaymentsOfState: `${ofStates('payments', 'order_id', PAYMENT_TRANSITIONS)} ${NEWEST}`,
  listRefunds: `${listOf('refunds', 'order_id')} ${NEWEST}`,
  listRefundsOfState: `${ofStates('refunds', 'order_id', REFUND_TRANSITIONS)} ${NEWEST}`,
});

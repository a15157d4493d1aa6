// A shop's cart and terminal, and its settings of the gateway's products: kept as they came, shown
// in the gateway's own words.
// Source: cashfree.md §1.4, §1.5 and §1.14 (CartDetails, CartDetailsEntity, TerminalData).
import type { Order } from '../../../../core/order.ts';
import { isRecord, type Reading } from '../../../kit/read.ts';
import type { Traits } from '../../version.ts';

type Values = Readonly<Record<string, unknown>>;

/** Longer ones are no cart of a shop; every reading of the order would carry them. */
const CART_MAX = 50_000;

/** Null for each that did not come, or is empty. */
export function readExtras(read: Reading, { cart, products }: Traits) {
  return {
    cart_details: cart ? readValues(read, 'cart_details') : null,
    products: products ? readValues(read, 'products') : null,
    terminal: cart ? readValues(read, 'terminal') : null,
  };
}

function readValues(read: Reading, path: string): Values | null {
  const values = read.object(path);
  if (values === null || Object.keys(values).length === 0) return null;
  if (JSON.stringify(values).length <= CART_MAX) return values;
  const message = `should have at most ${CART_MAX} characters`;
  return read.refuse({ field: path, rule: 'length', message });
}

/** What was kept under this name; null when nothing was. */
function keptOf({ wire }: Pick<Order, 'wire'>, name: string): Values | null {
  const values = wire[name];
  return isRecord(values) ? values : null;
}

export function viewExtras(order: Pick<Order, 'wire' | 'id'>) {
  const products = keptOf(order, 'products');
  return {
    cart_details:
      keptOf(order, 'cart_details') === null ? null : { cart_id: String(order.id.number) },
    terminal_data: viewTerminal(keptOf(order, 'terminal')),
    // Not in the answers that were observed, where none was sent.
    ...(products === null ? {} : { products }),
  };
}

function viewTerminal(terminal: Values | null) {
  if (terminal === null) return null;
  const number = Number(terminal['cf_terminal_id'] ?? Number.NaN);
  return {
    agent_mobile_number: textOf(terminal['terminal_phone_no']),
    cf_terminal_id: Number.isSafeInteger(number) ? number : null,
    merchant_terminal_id: textOf(terminal['terminal_id']),
    terminal_type: textOf(terminal['terminal_type']),
  };
}

/** The cart as the extended data of an order has it. */
export function viewCart(order: Pick<Order, 'wire'>) {
  const cart = keptOf(order, 'cart_details');
  const charge = cart?.['shipping_charge'];
  const items = cart?.['cart_items'];
  return {
    charges: typeof charge === 'number' ? { shipping_charges: charge } : null,
    shipping_address: viewAddress(cart?.['customer_shipping_address']),
    billing_address: viewAddress(cart?.['customer_billing_address']),
    cart:
      cart === null
        ? null
        : { name: textOf(cart['cart_name']), items: Array.isArray(items) ? items : [] },
  };
}

function viewAddress(address: unknown) {
  if (!isRecord(address)) return null;
  return {
    name: textOf(address['full_name']),
    address_line_one: textOf(address['address_1']),
    address_line_two: textOf(address['address_2']),
    country: textOf(address['country']),
    country_code: null,
    state: textOf(address['state']),
    state_code: null,
    city: textOf(address['city']),
    pin_code: textOf(address['pincode']),
    phone: null,
    email: null,
  };
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : null;
}

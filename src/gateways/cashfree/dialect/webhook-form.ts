// The older webhook of a payment, a signed form, which the official shop plugins still read.
// Source: cashfree.md §3.2 (observed in the plugins); the samples of its vector.
import { formatDecimal } from '../../../core/money.ts';
import type { Order } from '../../../core/order.ts';
import type { Instrument, Payment } from '../../../core/payment.ts';
import { indianText } from '../../kit/time.ts';
import { orderName } from '../ids.ts';
import { type PaymentForm, SIGNED_FIELDS, signForm, signText } from '../signature.ts';
import { CARD_TYPE, PAYMENT_MESSAGE, paymentStatus } from '../words.ts';

export { SIGNED_FIELDS, signForm, signText };

export function formOf(payment: Payment, order: Order): PaymentForm {
  const status = paymentStatus(payment);
  const at = payment.completedAt ?? payment.createdAt;
  return {
    orderId: orderName(order),
    orderAmount: formatDecimal(order.amountMinor, order.currency),
    referenceId: String(payment.id.number),
    txStatus: status,
    paymentMode: payment.instrument === null ? '' : modeOf(payment.instrument),
    txMsg: PAYMENT_MESSAGE[status],
    txTime: indianText(at).replace('T', ' '),
  };
}

function modeOf(instrument: Instrument): string {
  switch (instrument.method) {
    case 'card':
      return CARD_TYPE[instrument.kind];
    case 'upi':
      return 'UPI';
    case 'netbanking':
      return 'NET_BANKING';
    case 'wallet':
      return 'WALLET';
  }
}

export function writeForm(form: PaymentForm, secret: string): string {
  const signed = SIGNED_FIELDS.map((name): [string, string] => [name, form[name]]);
  return new URLSearchParams([...signed, ['signature', signForm(form, secret)]]).toString();
}

const RELAY =
  /^https:\/\/payments(?:-test)?\.cashfree\.com\/pgbillpayuiapi\/integrations\/webhook$/;

/**
 * The shop's address inside the gateway's own relay, which the WooCommerce plugin names: it takes
 * the webhook and posts this form on. Undefined when the address is no relay; null when it is one
 * without an address that can be told.
 */
export function shopBehind(address: string): string | null | undefined {
  const relay = URL.parse(address);
  if (relay === null || !RELAY.test(relay.origin + relay.pathname)) return undefined;
  // The plugin does not encode its base64: a plus sign in it arrives as a space.
  const packed = (relay.searchParams.get('redirectData') ?? '').replaceAll(' ', '+');
  const text = Buffer.from(packed, 'base64').toString();
  const inside = /^notify_url=(\S+)&platform=\w+$/.exec(text)?.[1];
  const url = inside === undefined ? null : URL.parse(inside);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

type Place = { readonly path: RegExp; readonly query?: readonly [name: string, value: RegExp] };

/**
 * Where the gateway's own shop plugins take webhooks, which all read this form alone. Source: the
 * plugins' `notify_url`, commits as in cashfree.md §6.
 */
const PLUGINS: readonly Place[] = [
  // Magento
  { path: /\/cashfree\/standard\/notify\/?$/ },
  // OpenCart up to 3, and 4
  {
    path: /\/(?:index\.php)?$/,
    query: ['route', /^extension\/(?:opencart\/)?payment\/cashfree[/.]callback$/],
  },
  // WHMCS
  { path: /\/modules\/gateways\/(?:callback|cashfree)\/cashfree_notify\.php$/ },
  // CS-Cart
  { path: /\/(?:index\.php)?$/, query: ['dispatch', /^payment_notification\.cf_notify$/] },
  // Gravity Forms
  { path: /\/admin-post\.php$/, query: ['action', /^gf_cashfree_notify$/] },
  // PrestaShop, with and without readable addresses
  { path: /\/module\/cashfree\/notify$/ },
  { path: /\/(?:index\.php)?$/, query: ['module', /^cashfree$/] },
];

/** Whether one of the gateway's own plugins listens at this address. */
export function isPluginAddress(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  return PLUGINS.some(({ path, query }) => {
    if (!path.test(url.pathname)) return false;
    return query === undefined || query[1].test(url.searchParams.get(query[0]) ?? '');
  });
}

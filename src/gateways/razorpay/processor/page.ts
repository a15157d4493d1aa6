// The page on which the customer pays: Razorpay's checkout.js, what it is told, what it may load.
// Source: docs/gateways/razorpay.md §2.1, §P.2 and §P.12.
import type { Order } from '../../../core/order.ts';
import type { Method, Traits } from '../../../core/payment.ts';
import { originOf } from '../../../web/origin.ts';
import type { PageOrigins, Side, StartAsk, Step } from '../../processor.ts';
import { CARD_NETWORK } from '../words.ts';
import { NAME_NOTE } from './note.ts';
import { apiOf, scriptsOf } from './request.ts';

/** Who closes the form comes back as well: what has become of it is asked, not told. */
const RUN = `var back = options.callback_url;
var modal = { ondismiss: function () { window.location.assign(back); } };
new Razorpay(Object.assign({}, options, { modal: modal })).open();`;

export function writeStep(ask: StartAsk, theirOrder: string, side: Side): Step {
  return {
    kind: 'script',
    source: `${scriptsOf(side.connection)}/v1/checkout.js`,
    run: RUN,
    options: writeOptions(ask, theirOrder, side),
    origins: originsOf(ask, side),
  };
}

function writeOptions(ask: StartAsk, theirOrder: string, { credentials }: Side) {
  const { payment, order, customer, merchant } = ask;
  const description = descriptionOf(payment.description ?? order.description ?? '');
  const prefill = {
    ...(customer.name === null ? {} : { name: customer.name }),
    ...(customer.email === null ? {} : { email: customer.email }),
    ...(customer.phone === null ? {} : { contact: customer.phone }),
  };
  const config = writeConfig(order);
  return {
    key: credentials['key_id'] ?? '',
    order_id: theirOrder,
    amount: payment.amountMinor,
    currency: payment.currency,
    name: merchant,
    ...(description === '' ? {} : { description }),
    prefill,
    // What is noted here is on the payment, and so in its webhooks; an order's is on the order.
    notes: { [NAME_NOTE]: ask.name },
    callback_url: ask.back,
    // A failure comes back as well: then it is our page that offers another attempt.
    redirect: true,
    ...(config === null ? {} : { config }),
  };
}

/** "It should start with an alphanumeric character." */
function descriptionOf(text: string): string {
  return text.replace(/^[^\p{L}\p{N}]+/u, '');
}

const ALL: readonly Method[] = ['card', 'upi', 'netbanking', 'wallet'];

/** Nothing when everything may pay. What is hidden elsewhere still shows in a block of ours. */
function writeConfig({ methods, instruments }: Order) {
  const { only, never = [] } = instruments ?? {};
  if (methods === undefined && only === undefined && never.length === 0) return null;
  const hide = never.map(writeInstrument);
  if (methods === undefined && only === undefined) return { display: { hide } };
  const taken = methods ?? ALL;
  const shown = (only ?? taken.map((method): Traits => ({ method })))
    .map(writeInstrument)
    .filter(({ method }) => taken.some((each) => each === method));
  return {
    display: {
      blocks: { taken: { name: 'Pay with', instruments: shown } },
      ...(hide.length === 0 ? {} : { hide }),
      sequence: ['block.taken'],
      preferences: { show_default_blocks: false },
    },
  };
}

function writeInstrument(traits: Traits) {
  const { kind, network, bank, wallet } = traits;
  const method = methodOf(traits);
  return {
    method,
    ...(kind === undefined ? {} : { types: [kind] }),
    ...(network === undefined ? {} : { networks: [networkName(network)] }),
    // Of a card the bank is its issuer.
    ...(bank === undefined ? {} : { [method === 'card' ? 'issuers' : 'banks']: [bank] }),
    ...(wallet === undefined ? {} : { wallets: [wallet] }),
  };
}

function methodOf({ method, kind, network, wallet }: Traits): string {
  if (method !== undefined) return method;
  if (wallet !== undefined) return 'wallet';
  return kind === undefined && network === undefined ? 'netbanking' : 'card';
}

function networkName(network: string): string {
  const names: Readonly<Record<string, string>> = CARD_NETWORK;
  return names[network] ?? network;
}

const CHECKOUT = 'https://checkout.razorpay.com';
const FILES = 'https://cdn.razorpay.com';
const TRACKERS = ['https://lumberjack.razorpay.com', 'https://lumberjack-cx.razorpay.com'];
/** checkout.js lays out its frame by inline styles. */
const INLINE = "'unsafe-inline'";

/**
 * No document lists them (§P.12, observed in shops' policies). The form of a payment goes to the
 * API and may be led on to any bank, where a browser holds redirects after a form to the policy.
 */
function originsOf({ back }: StartAsk, { connection }: Side): PageOrigins {
  const home = present(originOf(back));
  const api = present(originOf(apiOf(connection)));
  if (connection.baseUrl !== null) {
    const own = { script: api, connect: api, image: api, font: api, frame: api };
    return { ...own, style: [...api, INLINE], form: [...home, ...api] };
  }
  return {
    script: [CHECKOUT, FILES],
    style: [CHECKOUT, INLINE],
    connect: [...api, CHECKOUT, ...TRACKERS],
    image: [CHECKOUT, FILES],
    font: [CHECKOUT, FILES],
    frame: [...api, CHECKOUT],
    form: [...home, ...api, 'https:'],
  };
}

function present(origin: string | null): readonly string[] {
  return origin === null ? [] : [origin];
}

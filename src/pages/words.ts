// Every word that the customer's pages say, one table for each language: a second is a table more.
import { type Content, html, type Markup } from '../web/html.ts';

/** A name that came from outside stands by itself, whichever way its letters run. */
const by = (name: string): Markup => html`<bdi>${name}</bdi>`;

const ENGLISH = {
  lang: 'en-IN',
  moves: 'Sandbox: no money moves',

  pay: (money: string) => `Pay ${money}`,
  paying: (money: string) => `Paying ${money}…`,
  payTo: (money: string, shop: string) => `Pay ${money} to ${shop}`,
  payShop: (shop: string): Markup => html`Pay ${by(shop)}`,
  order: (reference: string): Markup => html`Order ${by(reference)}`,
  payWith: 'Pay with',
  cancel: 'Cancel',
  cancelAndReturn: 'Cancel and return',
  cancelling: 'Cancelling…',
  check: 'Check your details',
  checkFirst: 'Check this first',
  tryAgain: 'Try again, or use another method.',
  nothingOpen: (shop: string): Markup =>
    html`No payment method is open for this order. Ask ${by(shop)} for another way to pay.`,
  methods: {
    upi: { name: 'UPI', about: 'Any UPI app' },
    card: { name: 'Card', about: 'Credit or debit' },
    netbanking: { name: 'Netbanking', about: 'Bank login' },
    wallet: { name: 'Wallet', about: 'Pay from a balance' },
  },

  scan: 'Scan with your phone',
  scanHow: 'Approve the payment there.',
  scanWaits: 'This page then goes on by itself.',
  scanPaid: 'I have paid',
  scanHere: 'Or press Pay to approve it here.',
  scanAlt: 'QR code that opens this payment on your phone',
  /** `host` is one that only this machine reaches, `address` one that a phone might. */
  scanUnreachable: (host: string, address: string): Markup =>
    html`A phone cannot reach ${by(host)}. Start the server with <code>HOST=0.0.0.0</code>, and with
this machine’s address in your network as <code>PUBLIC_URL</code>, such as
<code>${address}</code>`,
  apps: 'Open your UPI app',
  typeVpa: 'Enter a UPI ID instead',
  vpa: 'UPI ID',
  vpaExample: 'name@bank',
  vpaNext: 'Next, approve the payment in your UPI app.',

  cardNumber: 'Card number',
  cardExpiry: 'Expiry (MM / YY)',
  cardCvv: 'CVV',
  cardName: 'Name on card',
  cardMonth: 'MM / YY',
  cardAgain: 'We do not keep card details. Enter them again.',
  cardNumberAgain: 'We do not keep a card’s number or CVV. Enter these two again.',
  networks: {
    visa: 'Visa',
    mastercard: 'Mastercard',
    rupay: 'RuPay',
    amex: 'American Express',
    maestro: 'Maestro',
    diners: 'Diners Club',
  },

  bank: 'Your bank',
  bankNext: 'Next, log in at your bank and approve.',
  wallet: 'Your wallet',
  walletNext: 'Next, log in to your wallet and approve.',
  more: { netbanking: 'More banks', wallet: 'More wallets' },
  search: { netbanking: 'Search banks', wallet: 'Search wallets' },
  noMatch: 'None has this name.',

  /** What is told beside a field, before anything is sent and after. */
  wrong: {
    vpa: 'Enter a UPI ID such as name@bank',
    card_number: 'Check the number: it is not that of a card',
    card_expiry: 'Enter a month and year that is not past, such as 12 / 30',
    card_cvv: 'Enter the 3 or 4 digits from the card',
    bank: 'Choose a bank from the list',
    wallet: 'Choose a wallet from the list',
  },
  notTaken: 'This order is not paid by that one. Choose another.',
  wrongCard: 'The shop takes no such card for this order',
  wrongTestCard: 'Only the listed test cards work in the sandbox',

  tests: 'Test details',
  use: 'Use',
  useThis: (value: string) => `Use ${value}`,
  usual: 'The usual',
  usedWith: (values: string) => `with ${values}`,

  testMode: 'Test mode: no money moves',
  contact: { name: 'Your name', email: 'Email', phone: 'Phone' },
  wrongContact: {
    name: 'Enter your name',
    email: 'Enter an email address such as name@example.com',
    phone: 'Enter a phone number with 10 digits',
  },
  goOnPaying: 'Continue to payment',
  goingOn: 'One moment…',
  paidAt: (gateway: string): Markup => html`Next, pay on the page of ${by(gateway)}.`,
  paidNext: 'Next, pay on the page of a payment gateway.',
  paidInWindow: 'A window opens for the payment. This page goes on by itself.',
  goingTo: (gateway: string) => `To the payment page of ${gateway}`,
  pressToGoOn: 'Press the button to go on.',
  needsScript: (gateway: string): Markup =>
    html`The payment page of ${by(gateway)} needs JavaScript. Switch it on, then try again.`,
  notReached: (gateway: string): Markup =>
    html`The payment page of ${by(gateway)} could not be opened. Go back and try again.`,
  backToOrder: 'Go back to the order',
  notPaid: 'Not paid yet',
  inOtherWindow: 'Go on where you began. You may close this window.',

  bankStep: 'Simulated bank: no money moves',
  approveAsk: 'Approve this payment?',
  approveTitle: (money: string, shop: string) => `Simulated bank: approve ${money} to ${shop}`,
  noRealBank: 'No real bank is asked. You choose its answer.',
  approve: (money: string) => `Approve ${money}`,
  approving: 'Approving…',
  decline: 'Decline',
  declining: 'Declining…',
  otherAccount: 'Pay from another account',
  noAnswer: 'Give no answer yet',
  leaving: 'Leaving it open…',
  cancelAndBack: 'Cancel and go back',

  account: (holder: string, ifsc: string, last4: string) => `${holder}, ${ifsc}, ending ${last4}`,

  facts: {
    paying: 'Paying',
    with: 'With',
    from: 'From the account',
    for: 'For',
    order: 'Order reference',
    payment: 'Payment reference',
    method: 'Paid with',
    at: 'Paid on',
  },

  states: {
    paid: { title: 'Payment received', reason: '' },
    pending: {
      title: 'Payment pending',
      reason: 'Your bank has not confirmed this payment yet.',
    },
    failed: { title: 'Payment failed', reason: 'The payment did not go through.' },
    cancelled: {
      title: 'Payment cancelled',
      reason: 'You cancelled before the payment was made.',
    },
    expired: { title: 'Payment expired', reason: 'The time to pay this order is over.' },
  },
  stateTitle: (title: string, money: string, shop: string) => `${title}: ${money} to ${shop}`,
  doNotPayAgain: 'Do not pay again.',
  reloadToCheck: 'Reload this page to check.',
  checksItself: (seconds: number) => `This page checks by itself every ${seconds} s.`,
  hasPayment: (shop: string): Markup => html`${by(shop)} has your payment.`,
  startAgain: (shop: string): Markup => html`To pay, start again from ${by(shop)}.`,
  onOtherDevice: 'Go on where you scanned the code. You may close this page.',
  checkNow: 'Check now',
  again: 'Try again',
  returnTo: (shop: string): Markup => html`Return to ${by(shop)}`,
  continueTo: (shop: string): Markup => html`Continue to ${by(shop)}`,
  returning: (shop: string, left: Content): Markup =>
    html`Returning you to ${by(shop)} in ${left} s`,
  pressToReturn: (shop: string): Markup => html`Press the button to return to ${by(shop)}.`,
  goBack: (shop: string): Markup => html`Go back to ${by(shop)} to see your order.`,
  withdrew: (shop: string) => `${shop} withdrew this order.`,

  declineFailed: 'Payment failed',
  declineCancelled: 'Payment cancelled',
  declines: {
    declined: 'The bank declined this payment.',
    insufficient_funds: 'There is not enough money in this account.',
    authentication_failed: 'The bank could not confirm that it was you.',
    cancelled_by_customer: 'You cancelled the payment.',
    timed_out: 'The bank did not hear from you in time.',
    processor_error: 'The payment could not be made.',
  },
  instrument: {
    card: (network: string, last4: string) => `${network} card ending ${last4}`,
    upi: (vpa: string) => `UPI ${vpa}`,
    wallet: (wallet: string) => `${wallet} wallet`,
    scanned: 'UPI',
    bank: 'net banking',
    unknown: 'payment',
  },
  ist: (moment: string) => `${moment} IST`,

  firstPage: {
    title: 'Dubash is running',
    what: (address: string): Markup =>
      html`Programs reach it at ${by(address)}. Make an order here, or send one below.`,
    make: 'Make a test order and pay it',
    making: 'Making it…',
    credentials: 'Key and secret',
    another: html`The secret was told once, when it was made, unless
<code>SANDBOX_SECRET</code> set it. For another one, run
<code class="command">npx dubash keys create</code>, in a clone
<code class="command">npm run --silent dubash -- keys create</code>`,
    key: 'Key',
    secret: 'Secret',
    calls: 'The first call of each gateway',
    callsHow: html`For a shell that has the secret as <code>DUBASH_SECRET</code>. Each makes an
order of ₹500, which then stands below.`,
    orders: 'Latest orders',
    noOrders: 'None yet. Press the button above, or send one of the calls.',
    statuses: {
      created: 'Not paid yet',
      attempted: 'Tried, not paid yet',
      paid: 'Paid',
      expired: 'Expired',
      cancelled: 'Cancelled',
    },
    onlyHere:
      'Only this machine sees this page, and only while no account of this server moves money.',
    foreign: 'This request came from another page. Nothing was done.',
    tooMany: 'Too many orders in this minute. Wait a moment, then try again.',
  },

  missing: {
    title: 'No payment here',
    what: 'This link leads to no payment.',
    next: 'Check that the link is complete, or start again from the shop.',
  },
};

export type Words = typeof ENGLISH;

const TABLES: readonly Words[] = [ENGLISH];

export const DEFAULT_WORDS: Words = ENGLISH;

/** The first table that a browser's `accept-language` asks for; English when there is none. */
export function wordsFor(accepted: string | undefined, tables = TABLES): Words {
  for (const { tag } of rankTags(accepted ?? '')) {
    const [language] = tag.split('-');
    const found =
      tables.find(({ lang }) => lang.toLowerCase() === tag) ??
      tables.find(({ lang }) => lang.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return ENGLISH;
}

function rankTags(accepted: string): { readonly tag: string; readonly rank: number }[] {
  const tags = accepted
    .slice(0, 200)
    .split(',')
    .map((part) => {
      const [tag = '', ...more] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = more.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
      return { tag, rank: Number(weight) };
    });
  return tags.filter(({ tag, rank }) => tag !== '' && rank > 0).sort((a, b) => b.rank - a.rank);
}

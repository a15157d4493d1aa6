// What the policy of the page that leads to each real gateway lets in: that gateway's origins, and
// no others.

type Policy = Readonly<Record<string, string>>;

const NOTHING = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

const RAZORPAY = {
  ...NOTHING,
  'style-src': "https://checkout.razorpay.com 'unsafe-inline'",
  'script-src': "'ours' https://checkout.razorpay.com https://cdn.razorpay.com",
  'img-src': 'data: https://checkout.razorpay.com https://cdn.razorpay.com',
  'connect-src': [
    ...['https://api.razorpay.com', 'https://checkout.razorpay.com'],
    ...['https://lumberjack.razorpay.com', 'https://lumberjack-cx.razorpay.com'],
  ].join(' '),
  'font-src': 'https://checkout.razorpay.com https://cdn.razorpay.com',
  'frame-src': 'https://api.razorpay.com https://checkout.razorpay.com',
  'form-action': 'https://api.razorpay.com https:',
};
const CASHFREE_PAGES = [
  ...['https://sandbox.cashfree.com', 'https://api.cashfree.com'],
  ...['https://payments.cashfree.com', 'https://payments-test.cashfree.com'],
].join(' ');
const CASHFREE = {
  ...NOTHING,
  'style-src': "'ours'",
  'script-src': "'ours' https://sdk.cashfree.com",
  'img-src': 'data:',
  'connect-src': 'https://sandbox.cashfree.com https://api.cashfree.com',
  'font-src': "'none'",
  'frame-src': CASHFREE_PAGES,
  'form-action': CASHFREE_PAGES,
};
const PAYU = {
  ...NOTHING,
  'style-src': "'ours'",
  'script-src': "'ours'",
  'img-src': "'self' data:",
  'form-action': 'https:',
};

/** The way there is a link, not a form. */
const PAYTRING = { ...PAYU, 'form-action': "'none'" };

const WORLDLINE = {
  ...NOTHING,
  'style-src': "https://www.paynimo.com 'unsafe-inline'",
  'script-src': "'ours' https://www.paynimo.com",
  'img-src': 'data: https://www.paynimo.com https://www.tpsl-india.in',
  'connect-src': 'https://www.paynimo.com https://www.tekprocess.co.in',
  'font-src': 'https://www.paynimo.com',
  'frame-src': 'https://www.paynimo.com',
  'form-action': 'https://www.paynimo.com https:',
};

/** Those whose pages post what comes of it to our own have our origin first. */
export function policiesOf(home: string): Readonly<Record<string, Policy>> {
  const posting = (policy: typeof RAZORPAY): Policy => ({
    ...policy,
    'form-action': `${home} ${policy['form-action']}`,
  });
  return {
    razorpay: posting(RAZORPAY),
    cashfree: CASHFREE,
    payu: PAYU,
    paytring: PAYTRING,
    worldline: posting(WORLDLINE),
  };
}

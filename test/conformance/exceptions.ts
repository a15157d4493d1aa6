// All that the contract suite lets pass, each with its reason: nothing else is left out.
import assert from 'node:assert/strict';
import { FIELDS, MESSAGES } from './message-exceptions.ts';

export type Exception = {
  /**
   * What would be asked of it: of a row, a sample that succeeds; of a proof, to be needed, and to
   * cover every field; of a field, a table of the row's request fields; …
   */
  readonly about: 'row' | 'proof' | 'cover' | 'field' | 'webhook' | 'handback';
  /** The dialect, or "our own". */
  readonly owner: string;
  /** Its families; of webhooks, their versions; `fields` of what a message holds. */
  readonly place: RegExp;
  /** The row, the way a proof is made wrong, the event, the kind of a return, or a field. */
  readonly what: RegExp;
  readonly reason: string;
};

const ROWS: readonly Omit<Exception, 'about'>[] = [
  {
    owner: 'cashfree',
    place: /^native-\d{4}-\d\d-\d\d$/,
    what: /^GET \/orders$/,
    reason: 'a path that ends where the name of an order belongs exists to be refused',
  },
  {
    owner: 'cashfree',
    place: /^native-\d{4}-\d\d-\d\d$/,
    what: new RegExp(
      '^[A-Z]+ /(?:offers|terminal|easy-split|split/order|recon/vendor|plans|subscriptions' +
        '|orders/settlements|(?:pg/)?utilities/pars|disputes/:|incident/:|customers/:customer_id/instruments/:)',
    ),
    reason: 'paths of products that no account here has exist to refuse',
  },
  {
    owner: 'cashfree',
    place: /^native-unversioned$/,
    what: /./,
    reason: 'whoever names no version, or an unknown one, is told so before anything else',
  },
  {
    owner: 'paytring',
    place: /^v[12]$/,
    what: /^POST \/(?:subscription|payout)\/(?!accounts$|balance$)/,
    reason: 'no account here has subscriptions or payouts, and nothing has one of their names',
  },
  {
    owner: 'paytring',
    place: /^vendor$/,
    what: /^POST \/create$/,
    reason: 'no account here pays vendors',
  },
  {
    owner: 'pinelabs',
    place: /^inquiry$/,
    what: /\(3 of 3\)$/,
    reason: 'refuses a transaction that is neither an inquiry nor a refund',
  },
  {
    owner: 'pinelabs',
    place: /^orders$/,
    what: /^POST \/orders\/:id\/payments \(3 of 3\)$/,
    reason: 'refuses a way to pay that nobody can choose here',
  },
  {
    owner: 'pinelabs',
    place: /^(orders|customers|settlements|subscriptions)$/,
    what: new RegExp(
      '^[A-Z]+ /(?:orders/:id/(?:settlementId|invoice|awb)|order/|add_money|otp/|.+/authorize$|detail/' +
        '|tokens$|tokens/:id/|customer/:id/tokens/|(?:plans|subscriptions|presentations)/' +
        '|(?<=POST /)(?:plans|subscriptions)$)',
    ),
    reason: 'no account here has the product: it is not allowed, and nothing has one of its ids',
  },
  {
    owner: 'pinelabs',
    place: /^unserved-optimizer$/,
    what: /./,
    reason: 'another dialect serves this path; a signature in a header tells whose request it is',
  },
  {
    owner: 'razorpay',
    place: /^native$/,
    what: /^GET \/payments\/downtimes\/:id$/,
    reason: 'no method of payment is ever down, so there is no downtime to find',
  },
  {
    owner: 'razorpay',
    place: /^native$/,
    what: new RegExp(
      '^[A-Z]+ /(?:settlements/ondemand|disputes|invoices|plans|addons|subscriptions' +
        '|virtual_accounts|payments/qr_codes|transfers|customers/:customer/tokens|contacts' +
        '|fund_accounts(?:/validations)?|payouts|payout-links|transactions|beta/accounts' +
        '|documents)/:id',
    ),
    reason: 'nothing has an id of a product that no account here has',
  },
  {
    owner: 'razorpay',
    place: /^native$/,
    what: /^GET \/(?:fund_accounts\/validations|payouts|transactions)$/,
    reason: 'of a bank account with the gateway, which no account here has',
  },
  {
    owner: 'razorpay',
    place: /^native$/,
    what: /^DELETE \/customers\/:id\/bank_account\/:bank$/,
    reason: 'named by two answers, of which a sample has one (razorpay-record.test.ts)',
  },
  {
    owner: 'worldline',
    place: /^native-request$/,
    what: /\(4 of 5\)$/,
    reason: 'mandates are another product, and are refused in the words of a failed one',
  },
  {
    owner: 'worldline',
    place: /^native-request$/,
    what: /\(5 of 5\)$/,
    reason: 'refuses a type of request that the service does not have',
  },
  {
    owner: 'our own',
    place: /^(account|admin)$/,
    what: /\(1 of 2\)$/,
    reason: 'refuses a body that cannot be read, so that it counts for the row it was sent to',
  },
  {
    owner: 'our own',
    place: /^admin$/,
    what: /^(?:GET|POST) \/(?:reviews|exchanges)\/:id/,
    reason: 'a processor makes them, by what it says (test/matrix/review.test.ts)',
  },
];

const PROOFS: readonly Omit<Exception, 'about'>[] = [
  {
    owner: 'pinelabs',
    place: /^unserved-optimizer$/,
    what: /./,
    reason: 'what nobody serves is refused before anybody is asked for a proof',
  },
  {
    owner: 'cashfree',
    place: /^native-unversioned$/,
    what: /./,
    reason: 'without a version nobody is asked for a proof',
  },
  {
    owner: 'cashfree',
    place: /^native-(\d{4}-\d\d-\d\d-(session|step)|checkout)$/,
    what: /^another/,
    reason: 'an unguessable name is the proof, and no secret of the merchant is part of it',
  },
  {
    owner: 'paytring',
    place: /^page$/,
    what: /^another/,
    reason: 'an unguessable number is the proof, and no secret of the merchant is part of it',
  },
  {
    owner: 'our own',
    place: /^admin$/,
    what: /^another/,
    reason: 'the admin token is the operator’s, and no secret of a merchant is part of it',
  },
  {
    owner: 'worldline',
    place: /^documented-v1-unsigned$/,
    what: /./,
    reason: 'the seed has creation without a proof; only accounts that say so allow it',
  },
  {
    owner: 'worldline',
    place: /^native-request$/,
    what: /^stripped$/,
    reason: 'the gateway’s own protocol proves nothing, which the sandbox lets pass as it does',
  },
];

/** Dotted names of what may be changed behind a digest. */
const COVERS: readonly Omit<Exception, 'about'>[] = [
  {
    owner: 'paytring',
    place: /^v1$/,
    what: /^(notes|billing_address)\./,
    reason: 'no hash of V1 is over nested values, so that only decoration may be nested',
  },
  {
    owner: 'paytring',
    place: /^v1$/,
    what: /^card\./,
    reason: 'whoever has the page of an order may pay it with any card',
  },
  {
    owner: 'razorpay',
    place: /^documented-v1$/,
    what: /^notes\./,
    reason: 'no hash of V1 is over nested values, so that only decoration may be nested',
  },
  {
    owner: 'payu',
    place: /^native-payment$/,
    what: new RegExp(
      '^(lastname|phone|[sf]url|s2s_\\w+|txn_s2s_flow|pg|bankcode|vpa|cc(num|name|vv|exp(mon|yr))' +
        '|enforce_paymethod|drop_category)$',
    ),
    reason: 'the gateway’s form is signed over eleven fields, and a browser brings the others',
  },
  {
    owner: 'payu',
    place: /^native-postservice$/,
    what: /^var[2-6]$/,
    reason: 'the gateway’s commands are signed over their first variable alone',
  },
  {
    owner: 'worldline',
    place: /^native-checkout$/,
    what: /^consumerData\.(?!(merchantId|txnId|consumer\w+|token|items\.\d+\.(amount|comAmt))$)/,
    reason: 'the gateway’s token is over sixteen facts, and a browser brings the others',
  },
];

/** Rows whose request fields are in no table. */
const TABLES: readonly Omit<Exception, 'about'>[] = [
  {
    owner: 'cashfree',
    place: /^native-unversioned$/,
    what: /./,
    reason: 'whoever names no version is told so, whatever else was sent',
  },
  {
    owner: 'razorpay',
    place: /^native$/,
    what: /^POST \/payments\/:id\/(otp_generate|otp\/resend)$/,
    reason: 'takes no fields',
  },
  {
    owner: 'razorpay',
    place: /^native$/,
    what: /(plugins\/segment|plugins_list)$/,
    reason: 'what plugins tell their own maker is answered alike, and read by nobody',
  },
  {
    owner: 'paytring',
    place: /^vendor$/,
    what: /^POST \/create$/,
    reason: 'refuses whatever comes, so that no field is read',
  },
];

export const EXCEPTIONS: readonly Exception[] = [
  ...ROWS.map((each) => ({ ...each, about: 'row' as const })),
  ...PROOFS.map((each) => ({ ...each, about: 'proof' as const })),
  ...COVERS.map((each) => ({ ...each, about: 'cover' as const })),
  ...TABLES.map((each) => ({ ...each, about: 'field' as const })),
  ...FIELDS.map((each) => ({ ...each, place: /^fields$/ })),
  ...MESSAGES,
];

const used = new Set<Exception>();

/** The exception that such a thing stands on, which counts as needed from then on. */
export function findException(
  about: Exception['about'],
  owner: string,
  place: string,
  what: string,
): Exception | undefined {
  const found = EXCEPTIONS.find(
    (each) =>
      each.about === about &&
      each.owner === owner &&
      each.place.test(place) &&
      each.what.test(what),
  );
  if (found !== undefined) used.add(found);
  return found;
}

/** Fails for exceptions that nothing stood on: what they were for is gone. */
export function assertAllUsed(about: Exception['about']): void {
  const idle = EXCEPTIONS.filter((each) => each.about === about && !used.has(each));
  assert.deepEqual(idle, [], 'exceptions that nothing needs any more');
}

// The customer pays here: chooses how, passes the bank, sees how it went, returns to the merchant.
import { isFailure } from '../core/failure.ts';
import { isOpen } from '../core/order.ts';
import { isHolding, isLeft, isUndecided } from '../core/payment.ts';
import { decodeBody } from '../gateways/kit/body.ts';
import { findPicture } from '../engine/identity/picture.ts';
import { renderBank, renderMissing } from '../pages/index.ts';
import { cancel, choose, chooseScanned, pay, type Payers, TRIED } from './checkout-action.ts';
import { showOutcome, showReturn, showScanned } from './result-page.ts';
import { answerNext, isDecidedByPhone } from './checkout-upi.ts';
import { comeBack, goOn, type Handovers, isRemote, showHandover, showStep } from './handover.ts';
import { htmlReply, type HttpReply, pictureReply, seeOther } from './reply.ts';
import type { IncomingRequest } from './request.ts';
import type { Mounted } from './server.ts';
import { cutOpener } from './strict.ts';
import { accountWords, instrumentWords, showOrder, stateOf } from './checkout-view.ts';
import {
  embeddingOf,
  findAwaited,
  readCheckoutPage,
  type CheckoutPage,
  type PageSources,
} from './checkout-page.ts';
import { declinedOf, readChosen, showForm } from './pay-form.ts';

const PATH = /^\/pay\/([^/]+)(?:\/in\/([\w-]{1,400}))?(\/[a-z]+)?$/;
const STEPS: ReadonlySet<string> = new Set([
  ...['', '/bank', '/wait', '/cancel', '/return', '/upi', '/next', '/picture'],
  ...['/go', '/back'],
]);

type Parts = PageSources & Payers & Handovers;

/** `isElsewhere`: whether a dialect serves a path below ours, under a longer base of its own. */
export function createCheckout(
  parts: Parts,
  isElsewhere: (incoming: IncomingRequest) => boolean,
): Mounted {
  return (incoming) => {
    const match = PATH.exec(incoming.path);
    if (match === null || !STEPS.has(match[3] ?? '')) {
      const isHere = /^\/pay(\/|$)/.test(incoming.path) && !isElsewhere(incoming);
      return isHere ? missing() : null;
    }
    const accepted = incoming.headers['accept-language'];
    const checkout = readCheckoutPage(parts, match[1] ?? '', match[2] ?? '', accepted);
    return checkout.then(async (found) =>
      found === null
        ? missing()
        : cutOpener(found.account, await serve(parts, incoming, found, match[3] ?? '')),
    );
  };
}

async function serve(
  parts: Parts,
  incoming: IncomingRequest,
  checkout: CheckoutPage,
  step: string,
): Promise<HttpReply> {
  const { method } = incoming;
  // By GET or POST, as the processor sends it: what stands in it proves nothing.
  if (step === '/back' && method !== 'HEAD') return comeBack(parts, checkout, incoming);
  if (method === 'GET' || method === 'HEAD') return show(parts, incoming, checkout, step);
  if (method !== 'POST' || !TAKES_FORMS.has(step)) return missing();
  const fields = decodeBody(incoming.headers['content-type'] ?? '', incoming.bytes);
  if (isFailure(fields)) return seeOther(checkout.base);
  if (step === '') return pay(parts, checkout, fields);
  if (step === '/go') return goOn(parts, checkout, fields);
  if (step === '/bank') return choose(parts, checkout, fields);
  if (step === '/upi') return chooseScanned(parts, checkout, fields);
  return cancel(parts, checkout);
}

const TAKES_FORMS: ReadonlySet<string> = new Set(['', '/bank', '/upi', '/cancel', '/go']);

async function show(
  parts: Parts,
  incoming: IncomingRequest,
  checkout: CheckoutPage,
  step: string,
): Promise<HttpReply> {
  const { store } = parts;
  switch (step) {
    case '':
      return showCheckout(parts, checkout, incoming);
    case '/bank':
      return showBank(checkout);
    case '/wait':
      return showWait(checkout);
    case '/return':
      return showReturn(checkout, incoming);
    case '/upi':
      return showUpiStep(checkout, incoming);
    case '/go':
      return showStep(parts, checkout, incoming);
    case '/next':
      return answerNext(checkout, incoming);
    case '/picture': {
      const { id, settings } = checkout.account;
      const picture = settings.picture === null ? null : await findPicture(store, id);
      return picture === null ? missing() : pictureReply(incoming, picture);
    }
    default:
      return seeOther(checkout.base);
  }
}

async function missing(): Promise<HttpReply> {
  return htmlReply(404, renderMissing());
}

/** The page at the order's own address, whatever state the order is in. */
function showCheckout(
  handovers: Handovers,
  checkout: CheckoutPage,
  incoming: IncomingRequest,
): HttpReply | Promise<HttpReply> {
  const { aggregate, base, words } = checkout;
  const { order, payments } = aggregate;
  const awaited = findAwaited(checkout);
  if (awaited.here !== null) return seeOther(`${base}/bank`);
  const holding = awaited.elsewhere === null ? payments.find(isHolding) : undefined;
  const isNews = TRIED in incoming.query;
  if (isRemote(checkout) && isOpen(order) && (holding === undefined || isLeft(holding))) {
    return showHandover(handovers, checkout, { isNews });
  }
  if (holding !== undefined && isUndecided(holding)) return seeOther(`${base}/wait`);
  if (!isOpen(order) || holding !== undefined) return showOutcome(checkout);
  // What the merchant named is for the first attempt; after it everything is open.
  const preset = payments.length === 0 ? checkout.dialect?.preset?.(order) : null;
  const only = preset?.method;
  const wanted = only ?? incoming.query['method'] ?? payments.at(-1)?.instrument?.method;
  const declined = declinedOf(payments.at(-1), words);
  const entered = { ...readChosen(incoming.query), ...preset?.entered };
  return showForm(checkout, 200, { wanted, only, entered, errors: {}, declined, isNews });
}

function showBank(checkout: CheckoutPage): HttpReply {
  const { base, words } = checkout;
  const { here } = findAwaited(checkout);
  if (here === null) return seeOther(base);
  return renderStep(checkout, instrumentWords(here.instrument, words), `${base}/bank`);
}

/** Where the code leads: the same step on the customer's phone. Nothing is begun by looking. */
function showUpiStep(checkout: CheckoutPage, incoming: IncomingRequest): HttpReply {
  const { base, words } = checkout;
  if (TRIED in incoming.query || !isDecidedByPhone(checkout)) return showScanned(checkout);
  const { here } = findAwaited(checkout);
  const instrument =
    here === null ? words.instrument.scanned : instrumentWords(here.instrument, words);
  return renderStep(checkout, instrument, `${base}/upi`);
}

function renderStep(checkout: CheckoutPage, instrument: string, action: string): HttpReply {
  const { sandbox, words } = checkout;
  const order = showOrder(checkout);
  const account = accountWords(checkout.aggregate.order, words);
  const page = { order, words, instrument, account, action, sandbox };
  return htmlReply(200, renderBank({ ...page, ...embeddingOf(checkout, 'loaded') }));
}

/** A pending payment while its customer waits; the page asks again by itself until it is paid. */
function showWait(checkout: CheckoutPage): HttpReply {
  // Begun by another press of the button meanwhile: there the customer goes on.
  if (isRemote(checkout) && checkout.aggregate.payments.some(isLeft)) {
    return seeOther(checkout.base);
  }
  const state = stateOf(checkout.aggregate);
  if (state === 'pending') return showOutcome(checkout);
  return seeOther(state === 'paid' ? `${checkout.base}/return` : `${checkout.base}?${TRIED}`);
}

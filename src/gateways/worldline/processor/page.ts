// The page on which the customer pays: Worldline's jQuery and checkout.js, what they may load.
// Source: docs/gateways/worldline.md §3.1, §P.1, §P.9.
import { originOf } from '../../../web/origin.ts';
import type { Connection, PageOrigins, Step } from '../../processor.ts';
import { hostOf } from './request.ts';

/**
 * jQuery first: checkout.js hangs itself on it, and finds its own files by the address that its
 * element has in the page.
 */
const RUN = `return new Promise((resolve, reject) => {
  const script = document.createElement('script');
  script.src = options.script;
  script.onload = resolve;
  script.onerror = reject;
  document.head.append(script);
}).then(() => { window.jQuery.pnCheckout(options.config); });`;

const FOLDER = '/paynimocheckout';

/** In this window; who leaves its page comes back as well: what has become of it is asked. */
const FEATURES = Object.freeze({
  enableNewWindowFlow: false,
  enableAbortResponse: true,
  showPGResponseMsg: true,
});

export function writeStep(
  consumerData: Readonly<Record<string, unknown>>,
  back: string,
  connection: Connection,
): Step {
  const folder = `${hostOf(connection)}${FOLDER}`;
  return {
    kind: 'script',
    source: `${folder}/client/lib/jquery.min.js`,
    run: RUN,
    options: {
      script: `${folder}/server/lib/checkout.js`,
      config: { tarCall: false, features: FEATURES, consumerData },
    },
    origins: originsOf(back, connection),
  };
}

/** Its PAN check and the receipt of what it answers are on the host of its test build (§P.9). */
const SECOND = 'https://www.tekprocess.co.in';
const PICTURES = 'https://www.tpsl-india.in';
/** It lays out its page by inline styles. */
const INLINE = "'unsafe-inline'";

/** The form of a payment goes to any bank, and what comes back is posted to our own page. */
function originsOf(back: string, connection: Connection): PageOrigins {
  const home = present(originOf(back));
  const own = present(originOf(hostOf(connection)));
  const isOther = connection.baseUrl !== null;
  const more = (...origins: readonly string[]) => (isOther ? own : [...own, ...origins]);
  return {
    script: own,
    style: [...own, INLINE],
    connect: more(SECOND),
    image: more(PICTURES),
    font: own,
    frame: own,
    form: [...home, ...more('https:')],
  };
}

function present(origin: string | null): readonly string[] {
  return origin === null ? [] : [origin];
}

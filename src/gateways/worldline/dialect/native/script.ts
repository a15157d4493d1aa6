// Our own checkout.js: what a merchant's page calls, sent on to us as a form: no CORS is needed.
// Source: worldline.md §3.1 and §3.2: `$.pnCheckout(config)`, then
// `pnCheckoutShared.openNewWindow()`, and the object that `responseHandler` is called with.
import { OVERLAY } from '../../../kit/overlay.ts';

/** `path` is where the server of this origin takes the order. */
export function checkoutScript(origin: string, path: string): string {
  const places = `  var ORIGIN = ${JSON.stringify(origin)};
  var ENDPOINT = ${JSON.stringify(origin + path)};`;
  return `${HEAD}${OVERLAY}${RESPONSE}${WAYS}${CALLS}\n${places}\n})();\n`;
}

// ES5, as the page that it runs in may be of any age. The places are set at the end, before any
// call.
const HEAD = `/* Drop-in checkout: opens the hosted payment page for a signed order. */
(function () {
  'use strict';
  var WINDOW = 'pnCheckoutWindow';
  var WATCH_MS = 400;
  var waiting = null;

  function complain(text) {
    if (window.console && console.error) console.error('pnCheckout: ' + text);
  }
`;

const RESPONSE = `
  /** What responseHandler gets; \`msg\` is sealed, all the rest is only read from it. */
  function responseOf(data, msg) {
    var parts = msg.split('|');
    return {
      merchantCode: data.merchantId,
      merchantTransactionIdentifier: parts[3],
      merchantTransactionRequestType: 'TAR',
      responseType: String(data.deviceId || '').toLowerCase(),
      transactionState: 'F',
      merchantAdditionalDetails: parts[7],
      paymentMethod: {
        token: '',
        instrumentAliasName: parts[11],
        instrumentToken: parts[10],
        bankSelectionCode: parts[4],
        aCS: { bankAcsFormName: '', bankAcsHttpMethod: '', bankAcsParams: [], bankAcsUrl: '' },
        oTP: { initiator: '', message: '', numberOfDigit: '', target: '', type: '' },
        paymentTransaction: {
          amount: parts[6],
          balanceAmount: parts[9],
          bankReferenceIdentifier: parts[12],
          dateTime: parts[8],
          errorMessage: parts[2],
          identifier: parts[5],
          refundIdentifier: '',
          statusCode: parts[0],
          statusMessage: parts[1],
          instruction: { id: parts[13], statusCode: '', errorcode: '', errordesc: '' },
          reference: null,
          accountNo: null
        },
        authentication: { type: '', subType: '' },
        error: { code: '', desc: '' }
      },
      stringResponse: msg,
      error: null
    };
  }

  /** Whoever shuts our page without an end has nothing sealed: this is this browser's own word. */
  function unsealed(data, state) {
    var words = state === 'pending'
      ? ['0396', 'awaited', 'NA']
      : ['0392', 'User Aborted', 'Transaction aborted by user'];
    var blanks = ['', '', '', '', '', '', '', '', '', '', ''];
    var response = responseOf(data, words.concat(String(data.txnId), blanks).join('|'));
    response.stringResponse = '';
    return response;
  }
`;

const WAYS = `
  /**
   * Takes what our page tells. A customer may try again after a failure, so only the end is handed
   * on; when the page is shut before it, the failure is.
   */
  function listenFor(data, shut) {
    var last = null;
    var state = '';
    var isDone = false;
    function hand() {
      if (isDone) return;
      isDone = true;
      shut();
      if (data.returnUrl) {
        if (last) postForm(last.url, last.fields);
      } else {
        data.responseHandler(last ? responseOf(data, last.fields[0][1]) : unsealed(data, state));
      }
    }
    return {
      onMessage: function (message) {
        state = message.state;
        last = message['return'];
        if (message.event === 'ended') hand();
      },
      onClose: hand
    };
  }

  function send(config, target, isEmbedded) {
    // Functions, such as responseHandler, are left out by JSON. The embedder is no part of what
    // the token covers.
    var fields = [['consumerData', JSON.stringify(config.consumerData)]];
    if (config.features) fields.push(['features', JSON.stringify(config.features)]);
    if (isEmbedded) fields.push(['embedder', location.origin]);
    postForm(ENDPOINT, fields, target);
  }

  function openFrame(config) {
    var overlay = null;
    var ears = listenFor(config.consumerData, function () { overlay.close(); });
    overlay = openOverlay({
      origin: ORIGIN,
      title: 'Payment',
      show: function (name) { send(config, name, true); },
      onMessage: ears.onMessage,
      onBlocked: function () { send(config, '', false); },
      onClose: ears.onClose
    });
  }

  function useWindow(config, opened) {
    var timer = null;
    var ears = listenFor(config.consumerData, function () { opened.close(); });
    function onMessage(event) {
      var isOurs = event.origin === ORIGIN && event.source === opened;
      var data = (isOurs && event.data) || {};
      if (data.source === 'checkout' && !/^(submit|away|blocked)$/.test(data.event)) {
        ears.onMessage(data);
      }
    }
    window.addEventListener('message', onMessage);
    timer = setInterval(function () {
      if (!opened.closed) return;
      clearInterval(timer);
      window.removeEventListener('message', onMessage);
      ears.onClose();
    }, WATCH_MS);
    send(config, WINDOW, true);
  }
`;

const CALLS = `
  /**
   * The result goes to \`returnUrl\`, from this window; without one this page's own handler gets
   * it. With neither, or in a page that has no origin, the customer stays at the end of our page.
   */
  function begin(config, opened) {
    var data = config.consumerData;
    var isHandled = !data.returnUrl && typeof data.responseHandler === 'function';
    var hasOrigin = /^https?:/.test(location.origin);
    waiting = null;
    if (opened && hasOrigin && (isHandled || data.returnUrl)) useWindow(config, opened);
    else if (opened) send(config, WINDOW, false);
    else if (hasOrigin && isHandled) openFrame(config);
    else send(config, '', false);
  }

  function pnCheckout(config) {
    if (!config || typeof config.consumerData !== 'object' || !config.consumerData) {
      complain('a configuration with consumerData is needed');
      return;
    }
    waiting = config;
    var features = config.features || {};
    if (!features.enableNewWindowFlow) {
      begin(config, null);
      return;
    }
    // openNewWindow() follows at once; a page that leaves it out goes on without a window.
    setTimeout(function () {
      if (waiting === config) begin(config, null);
    }, 0);
  }

  function openNewWindow() {
    if (!waiting) return;
    var opened = null;
    try {
      opened = window.open('', WINDOW);
    } catch (error) {
      opened = null;
    }
    // Where the browser blocks new windows the payment goes on in this one.
    begin(waiting, opened);
  }

  function attach() {
    var hosts = [window.jQuery, window.$];
    for (var at = 0; at < hosts.length; at += 1) {
      if (typeof hosts[at] === 'function') hosts[at].pnCheckout = pnCheckout;
    }
    if (typeof window.$ === 'undefined') window.$ = { pnCheckout: pnCheckout };
  }

  window.pnCheckoutShared = window.pnCheckoutShared || {};
  window.pnCheckoutShared.openNewWindow = openNewWindow;
  attach();
  // jQuery may come later than this script.
  document.addEventListener('DOMContentLoaded', attach);
  window.addEventListener('load', attach);
`;

// Our own bolt.min.js: `bolt.launch(data, handlers)` opens the payment page above the shop's page.
// Source: docs.payu.in/docs/integrate-checkout-plus (documented); shops' code for what the handlers
// get besides (observed: `txnMessage`, and every field that surl gets, on SUCCESS and FAILED).
import { OVERLAY } from '../../../kit/overlay.ts';
import { EMBEDDER } from './field.ts';

/** `origin` is this server's; the page is loaded from there. */
export function boltScript(origin: string): string {
  return `${HEAD}${OVERLAY}${BODY}
  var ORIGIN = ${JSON.stringify(origin)};
  var EMBEDDER = ${JSON.stringify(EMBEDDER)};
})();
`;
}

const HEAD = `/* Drop-in checkout: bolt.launch(data, handlers). */
(function () {
  'use strict';`;

// ES5, as the page that it runs in may be of any age. ORIGIN is set at the end, before any call.
const BODY = `
  var MANDATORY = ['key', 'txnid', 'amount', 'productinfo', 'firstname', 'email', 'phone', 'surl',
    'furl', 'hash'];
  var STATUS = { paid: 'SUCCESS', cancelled: 'CANCEL' };
  var busy = false;

  function complain(handlers, message) {
    if (handlers && typeof handlers.catchException === 'function') {
      handlers.catchException({ message: message });
    } else if (window.console && console.error) {
      console.error('bolt.launch: ' + message);
    }
  }

  /** As a form would post it: texts and numbers as they are, lists and objects as JSON. */
  function listFields(data) {
    var fields = [];
    for (var name in data) {
      var value = data[name];
      if (value === undefined || value === null || typeof value === 'function') continue;
      // Old kits for trying out put the salt into the data.
      if (name === 'salt' || name === EMBEDDER) continue;
      fields.push([name, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
    }
    fields.push([EMBEDDER, window.location.origin]);
    return fields;
  }

  function findFault(data) {
    if (!data || typeof data !== 'object') return 'the data of the transaction is missing';
    for (var at = 0; at < MANDATORY.length; at += 1) {
      var value = data[MANDATORY[at]];
      if (value === undefined || value === null || value === '') {
        return 'the mandatory parameter "' + MANDATORY[at] + '" is missing';
      }
    }
    if (!/^https?:/.test(window.location.origin)) return 'this page has no web address';
    return busy ? 'a payment is open already' : '';
  }

  /** The sealed fields as an object; without them what the shop asked for, which proves nothing. */
  function respond(data, told, status, message) {
    var response = {};
    var fields = told ? told.fields : [];
    if (!told) {
      var known = ['key', 'txnid', 'amount', 'productinfo', 'firstname', 'email', 'phone'];
      for (var at = 0; at < known.length; at += 1) response[known[at]] = String(data[known[at]]);
    }
    for (var next = 0; next < fields.length; next += 1) response[fields[next][0]] = fields[next][1];
    response.txnStatus = status;
    response.txnMessage = response.field9 || message;
    return response;
  }

  function launch(data, handlers) {
    var fault = findFault(data);
    if (fault) {
      complain(handlers, fault);
      return;
    }
    var told = null;
    var state = '';
    var refusal = null;
    var ended = false;

    function onMessage(message) {
      if (message.event === 'refused') {
        refusal = message.message;
        overlay.close();
        return;
      }
      state = message.state;
      told = message.return;
      if (message.event !== 'ended') return;
      ended = true;
      overlay.close();
    }

    function onClose() {
      busy = false;
      if (refusal !== null) {
        complain(handlers, refusal);
        return;
      }
      // Whoever closes a payment that the bank has not decided has not cancelled it.
      var status = ended ? STATUS[state] || 'FAILED' : state === 'pending' ? 'FAILED' : 'CANCEL';
      var message = status === 'CANCEL' ? 'Cancelled by user' : 'Transaction is Pending';
      if (handlers && typeof handlers.responseHandler === 'function') {
        handlers.responseHandler({ response: respond(data, told, status, message) });
      } else if (ended && told && told.url) {
        postForm(told.url, told.fields, '');
      }
    }

    busy = true;
    var overlay = openOverlay({
      origin: ORIGIN,
      title: 'Payment',
      show: function (name) {
        postForm(ORIGIN + '/_payment', listFields(data), name);
      },
      onMessage: onMessage,
      // Without the embedder, which is the last of them.
      onBlocked: function () { postForm(ORIGIN + '/_payment', listFields(data).slice(0, -1), ''); },
      onClose: onClose
    });
  }

  window.bolt = { launch: launch };`;

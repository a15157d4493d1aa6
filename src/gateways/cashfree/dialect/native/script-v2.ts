// Our own cashfree.sandbox.js and cashfree.prod.js of 2.0.0: the front end of the versions up to
// 2022-09-01.
// Source: cashfree.md §4, "The older script"; what its callbacks read is observed in shops' code.
import { OVERLAY } from '../../../kit/overlay.ts';
import { type ScriptPaths, wrapScript } from './script.ts';
import { CHECKOUT } from './script-checkout.ts';

export function cashfreeScriptV2(origin: string, paths: ScriptPaths): string {
  const comment = 'Drop-in for cashfree.js 2.0.0: the payment page of a session or an order token.';
  return wrapScript(comment, origin, paths, [OVERLAY, CHECKOUT, SCRIPT]);
}

const SCRIPT = `
  // A token and a session are the name of the same page.
  function sessionOf(given) {
    var text = given && typeof given === 'object' ? given.order_token || '' : given;
    return typeof text === 'string' ? text.replace(/^token_/, 'session_') : '';
  }

  function failed(message) {
    return { order: { status: 'ERROR', errorText: message, message: message } };
  }

  // Every component is on our page: which of them are asked for changes nothing.
  function drop(session, container, config) {
    if (!config) throw new Error('[initialiseDropin] config missing');
    if (!config.components) throw new Error('[initialiseDropin] components missing in config.');
    if (typeof config.onSuccess !== 'function') throw new Error('onSuccess callback missing');
    if (typeof config.onFailure !== 'function') throw new Error('onFailure callback missing');
    if (!session) throw new Error('PaymentSessionId missing');
    var told = '';
    function tell(data) {
      var text = JSON.stringify(data);
      if (text === told) return;
      told = text;
      if (data.order.status === 'PAID') config.onSuccess(data);
      else config.onFailure(data);
    }
    openFrame(
      container,
      { paymentSessionId: session, appearance: { height: config.height } },
      function (data) {
        if (data.source === 'cashfree' && data.order) {
          tell({ order: data.order, transaction: data.transaction });
        }
      },
      function () {
        tell(failed(NO_SESSION.error.message));
      }
    );
  }

  function Cashfree(given) {
    var own = sessionOf(given);
    this.paymentSessionId = own;
    this.redirect = function () {
      if (!own) throw new Error('Payment Session Id is required');
      enter({ paymentSessionId: own }, '_top', '');
    };
    this.drop = function (container, config) {
      return new Promise(function (resolve) {
        resolve(drop(own, container, config));
      });
    };
    this.initialiseDropin = function (container, config) {
      var session = sessionOf((config && (config.orderToken || config.paymentSessionId)) || own);
      return new Promise(function (resolve) {
        resolve(drop(session, container, config));
      });
    };
    this.elements = function () {
      throw new Error('cashfree.elements is not served here: use drop, or cashfree.js v3');
    };
  }
  Cashfree.initialiseDropin = function (container, config) {
    return new Cashfree().initialiseDropin(container, config);
  };
  window.Cashfree = Cashfree;
`;

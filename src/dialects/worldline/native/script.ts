// Our own checkout.js: what a merchant's page calls, sent on to us as a form: no CORS is needed.
// Source: contract Worldline §3.1: `$.pnCheckout(config)`, then `pnCheckoutShared.openNewWindow()`.

/** `endpoint` is where the browser takes the order. */
export function checkoutScript(endpoint: string): string {
  return `${SCRIPT}\n  var ENDPOINT = ${JSON.stringify(endpoint)};\n})();\n`;
}

// ES5, as the page that it runs in may be of any age. ENDPOINT is set at the end, before any call.
const SCRIPT = `/* Drop-in checkout: opens the hosted payment page for a signed order. */
(function () {
  'use strict';
  var WINDOW = 'pnCheckoutWindow';
  var waiting = null;

  function complain(text) {
    if (window.console && console.error) console.error('pnCheckout: ' + text);
  }

  function send(target) {
    var config = waiting;
    waiting = null;
    if (!config) return;
    var form = document.createElement('form');
    var field = document.createElement('input');
    form.method = 'post';
    form.action = ENDPOINT;
    form.acceptCharset = 'utf-8';
    form.style.display = 'none';
    if (target) form.target = target;
    field.type = 'hidden';
    field.name = 'consumerData';
    // Functions, such as responseHandler, are left out by JSON.
    field.value = JSON.stringify(config.consumerData);
    form.appendChild(field);
    (document.body || document.documentElement).appendChild(form);
    // A field named "submit" on the page must not hide the method.
    HTMLFormElement.prototype.submit.call(form);
    form.parentNode.removeChild(form);
  }

  function pnCheckout(config) {
    if (!config || typeof config.consumerData !== 'object' || !config.consumerData) {
      complain('a configuration with consumerData is needed');
      return;
    }
    waiting = config;
    var features = config.features || {};
    if (!features.enableNewWindowFlow) {
      send('');
      return;
    }
    // openNewWindow() follows at once; a page that leaves it out goes on in this tab.
    setTimeout(function () {
      send('');
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
    send(opened ? WINDOW : '');
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
  window.addEventListener('load', attach);`;

// Our own razorpay.js: custom checkout on a merchant's page, with the bank's page in a window.
// Source: razorpay.md §2.8 (documented; where the documents are silent, inferred).
import { OPENER } from '../../../../web/origin.ts';
import { METHODS } from './checkout.ts';
import { NEW_WINDOW } from './new-window.ts';
import { EMBEDDER_FIELD } from './refusal.ts';

/** `origin` is where our pages come from; the API's base follows from the script's own address. */
export function customScript(origin: string): string {
  const names = `
  var PAGES = ${JSON.stringify(origin)};
  var EMBEDDER = ${JSON.stringify(EMBEDDER_FIELD)};
  var OPENER = ${JSON.stringify(OPENER)};
  var METHODS = ${JSON.stringify(METHODS)};`;
  return `${HEAD}${names}\n${NEW_WINDOW}${SENDING}${CUSTOM}})();\n`;
}

const HEAD = `/* Drop-in custom checkout: the shop's own form, the bank's page in a window. */
(function () {
  'use strict';
`;

const SENDING = `
  var script = document.currentScript;
  var own = /^(https?:\\/\\/.+)\\/razorpay\\.js(?:[?#].*)?$/.exec((script && script.src) || '');
  var base = own ? own[1] : PAGES + '/v1';
  var OF_PAGE = ['callback_url'];

  /** Names and values as a form has them: what stands in another is named with brackets. */
  function listPairs(data, prefix) {
    var pairs = [];
    Object.keys(data || {}).forEach(function (name) {
      var value = data[name];
      var key = prefix ? prefix + '[' + name + ']' : name;
      if (value === null || value === undefined || typeof value === 'function') return;
      if (typeof value === 'object') pairs = pairs.concat(listPairs(value, key));
      else pairs.push([key, text(value)]);
    });
    return pairs;
  }

  function encode(pairs) {
    return pairs.map(function (pair) {
      return encodeURIComponent(pair[0]) + '=' + encodeURIComponent(pair[1]);
    }).join('&');
  }

  /** \`done\` gets the answer, or {error: {...}} where there is none. */
  function send(pairs, done) {
    var call = new XMLHttpRequest();
    call.open('POST', base + '/payments/create/ajax');
    call.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    call.onloadend = function () {
      var answer = null;
      try {
        answer = JSON.parse(call.responseText);
      } catch (error) {
        answer = null;
      }
      done(answer || errorOf('The payment could not be sent. Try again.', 'payment_failed'));
    };
    call.send(encode(pairs));
  }

  function errorOf(says, reason, payment) {
    return { error: {
      code: 'BAD_REQUEST_ERROR', description: says, source: 'customer',
      step: 'payment_authentication', reason: reason,
      metadata: payment ? { payment_id: payment } : {}
    } };
  }

  /** {error: {...}} of the fields error[code], error[description] … error[metadata]. */
  function readResponse(fields) {
    var response = {};
    var error = {};
    var failed = false;
    fields.forEach(function (field) {
      var name = /^error\\[(\\w+)\\]$/.exec(field[0]);
      failed = failed || name !== null;
      if (!name) response[field[0]] = field[1];
      else error[name[1]] = name[1] === 'metadata' ? JSON.parse(field[1]) : field[1];
    });
    return failed ? { error: error } : response;
  }
`;

const CUSTOM = `
  var shared = {};
  var CANCELLED = 'Your payment has been cancelled. Try again or complete the payment later.';

  function Razorpay(options) {
    if (!(this instanceof Razorpay)) return new Razorpay(options);
    var all = {};
    [shared, options || {}].forEach(function (each) {
      Object.keys(each).forEach(function (name) { all[name] = each[name]; });
    });
    this.options = all;
    this.listeners = {};
    this.busy = false;
  }

  /** Options that each instance to come has, unless it brings its own. */
  Razorpay.configure = function (options) { shared = options || {}; };

  Razorpay.prototype.on = function (name, listener) {
    (this.listeners[name] = this.listeners[name] || []).push(listener);
    if (name === 'ready') {
      var self = this;
      setTimeout(function () {
        self.methods = METHODS;
        if ((self.listeners.ready || []).indexOf(listener) >= 0) {
          listener.call(self, { methods: METHODS });
        }
      });
    }
    return this;
  };

  Razorpay.prototype.once = function (name, listener) {
    var self = this;
    function first(event) {
      self.off(name, first);
      listener.call(self, event);
    }
    return this.on(name, first);
  };

  Razorpay.prototype.off = function (name, listener) {
    if (name === undefined) this.listeners = {};
    else {
      this.listeners[name] = (this.listeners[name] || []).filter(function (each) {
        return listener !== undefined && each !== listener;
      });
    }
    return this;
  };

  Razorpay.prototype.emit = function (name, event) {
    var self = this;
    (this.listeners[name] || []).slice().forEach(function (listener) {
      listener.call(self, event);
    });
  };

  /** Whoever could have a UPI address has one. */
  Razorpay.prototype.verifyVpa = function (vpa) {
    var good = /^[A-Za-z0-9][A-Za-z0-9._-]{0,254}@[A-Za-z][A-Za-z0-9.-]{1,63}$/.test(text(vpa));
    return good ? Promise.resolve({ vpa: vpa, success: true }) : Promise.reject({ success: false });
  };

  Razorpay.prototype.createPayment = function (data) {
    if (this.busy) return this;
    this.busy = true;
    var options = this.options;
    var callback = data.callback_url || options.callback_url;
    var named = { key_id: options.key };
    if (callback) named.callback_url = callback;
    var rest = {};
    Object.keys(data).forEach(function (name) {
      if (OF_PAGE.indexOf(name) < 0) rest[name] = data[name];
    });
    var pairs = listPairs(named).concat(listPairs(rest));
    if (callback) this.goAway(pairs);
    else this.payInWindow(pairs);
    return this;
  };

  /** The shop's page itself goes, and comes back as a form that is posted to \`callback_url\`. */
  Razorpay.prototype.goAway = function (pairs) {
    var self = this;
    send(pairs, function (answer) {
      self.busy = false;
      if (answer.error) self.emit('payment.error', answer);
      else location.href = answer.request.url;
    });
  };

  /** The window opens on the press of the button; what comes of the payment is told to the page. */
  Razorpay.prototype.payInWindow = function (pairs) {
    var self = this;
    var payment = '';
    var target = '';
    var over = null;
    var opened = openWindow({
      origin: PAGES,
      show: function (name) { target = name; },
      onSubmit: function (event) { self.emit('payment.submit', event); },
      onMessage: function (event) {
        var fields = (event.return && event.return.fields) || [];
        if (event.event === 'loaded') return;
        var isPaid = event.event === 'ended' && event.state === 'paid';
        var response = readResponse(fields);
        if (!isPaid && !response.error) response = errorOf(CANCELLED, 'payment_cancelled', payment);
        over = [isPaid ? 'payment.success' : 'payment.error', response];
        opened.close();
      },
      onClose: function () {
        self.busy = false;
        var told = over || ['payment.error', errorOf(CANCELLED, 'payment_cancelled', payment)];
        self.emit(told[0], told[1]);
      }
    });
    if (opened === null) {
      this.busy = false;
      if (window.console) console.error(BLOCKED);
      this.emit('payment.error', errorOf(BLOCKED, 'payment_failed'));
      return;
    }
    var embedder = hasAddress() ? readOrigin() : OPENER;
    send(pairs.concat([[EMBEDDER, embedder]]), function (answer) {
      // The customer may have closed the window meanwhile.
      if (!self.busy) return;
      if (answer.error) {
        over = ['payment.error', answer];
        opened.close();
        return;
      }
      payment = answer.payment_id;
      window.open(answer.request.url, target);
    });
  };

  window.Razorpay = Razorpay;
`;

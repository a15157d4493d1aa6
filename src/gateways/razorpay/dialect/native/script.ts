// Our own checkout.js: Standard Checkout on a merchant's page, with our page in a frame above it.
// Source: razorpay.md §2.1 and §2.3 (documented options; what a drop-in must do, inferred).
import { OVERLAY } from '../../../kit/overlay.ts';
import { METHODS } from './checkout.ts';
import { DATA_ATTRIBUTES } from './data-attributes.ts';
import { NEW_WINDOW } from './new-window.ts';
import { EMBEDDER_FIELD } from './refusal.ts';
import { OPENER } from '../../../../web/origin.ts';

/** `origin` is where our pages come from; the API's base follows from the script's own address. */
export function checkoutScript(origin: string): string {
  const names = `
  var PAGES = ${JSON.stringify(origin)};
  var EMBEDDER = ${JSON.stringify(EMBEDDER_FIELD)};
  var OPENER = ${JSON.stringify(OPENER)};
  var METHODS = ${JSON.stringify(METHODS)};`;
  return `${HEAD}${names}\n${OVERLAY}${NEW_WINDOW}${OPTIONS}${CHECKOUT}${DATA_ATTRIBUTES}${TAIL}`;
}

// ES5, as the page that it runs in may be of any age.
const HEAD = `/* Drop-in checkout: the payment page in a frame, its answer to the shop's page. */
(function () {
  'use strict';
`;

const OPTIONS = `
  var script = document.currentScript;
  var own = /^(https?:\\/\\/.+)\\/checkout\\.js(?:[?#].*)?$/.exec((script && script.src) || '');
  var base = own ? own[1] : PAGES + '/v1';

  function part(options, name) {
    var value = options[name];
    return value && typeof value === 'object' ? value : {};
  }

  function isTrue(value) {
    return value === true || value === 1 || value === 'true' || value === '1';
  }

  function isFalse(value) {
    return value === false || value === 0 || value === 'false' || value === '0';
  }

  // The amount counts only where no order is named.
  var SINGLE = ['amount', 'currency', 'name', 'description', 'customer_id', 'subscription_id',
    'invoice_id', 'payment_link_id', 'recurring', 'token', 'offer_id'];

  /** What the hosted form takes: the key, the order, who pays and the merchant's notes. */
  function listFields(options) {
    var fields = [['key_id', text(options.key)], ['order_id', text(options.order_id)]];
    SINGLE.forEach(function (name) {
      if (text(options[name]) !== '') fields.push([name, text(options[name])]);
    });
    var display = part(options, 'config').display;
    if (display) fields.push(['config', JSON.stringify({ display: display })]);
    ['prefill', 'notes', 'method'].forEach(function (name) {
      var pairs = part(options, name);
      Object.keys(pairs).forEach(function (key) {
        var value = pairs[key];
        if (value === null || value === undefined || typeof value === 'function') return;
        fields.push([name + '[' + key + ']', text(value)]);
      });
    });
    return fields;
  }

  /** So that our page knows whom to tell. */
  function listFramed(options) {
    return listFields(options).concat([[EMBEDDER, hasAddress() ? readOrigin() : OPENER]]);
  }

  /** {error: {...}} of the fields error[code], error[description] … error[metadata]. */
  function readError(fields) {
    var error = {};
    fields.forEach(function (field) {
      var name = /^error\\[(\\w+)\\]$/.exec(field[0]);
      if (name) error[name[1]] = name[1] === 'metadata' ? JSON.parse(field[1]) : field[1];
    });
    return { error: error };
  }

  function readResponse(fields) {
    var response = {};
    fields.forEach(function (field) { response[field[0]] = field[1]; });
    return response;
  }
`;

const CHECKOUT = `
  var QUESTION = 'Do you want to leave the payment?';

  function Razorpay(options) {
    if (!(this instanceof Razorpay)) return new Razorpay(options);
    this.options = options || {};
    this.listeners = {};
    this.seen = {};
    this.sheet = null;
  }

  Razorpay.open = function (options) {
    return new Razorpay(options).open();
  };

  Razorpay.prototype.on = function (name, listener) {
    (this.listeners[name] = this.listeners[name] || []).push(listener);
    // Told to each who asks, once it has asked: here nothing has to be fetched for it.
    if (name === 'ready') setTimeout(this.prepare.bind(this, listener));
    return this;
  };

  Razorpay.prototype.prepare = function (listener) {
    this.methods = METHODS;
    if ((this.listeners.ready || []).indexOf(listener) >= 0) {
      listener.call(this, { methods: METHODS });
    }
  };

  Razorpay.prototype.once = function (name, listener) {
    var self = this;
    function first(event) {
      self.off(name, first);
      listener.call(self, event);
    }
    first.listener = listener;
    return this.on(name, first);
  };

  Razorpay.prototype.off = function (name, listener) {
    if (name === undefined) this.listeners = {};
    else {
      this.listeners[name] = (this.listeners[name] || []).filter(function (each) {
        return listener !== undefined && each !== listener && each.listener !== listener;
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

  Razorpay.prototype.open = function () {
    if (this.sheet) return this;
    var self = this;
    var options = this.options;
    var modal = part(options, 'modal');
    var theme = part(options, 'theme');
    var seconds = Number(options.timeout);
    var sheet = { fresh: true, failures: 0, over: false, reason: undefined, timer: 0 };
    this.sheet = sheet;
    var overlay = (hasAddress() ? openOverlay : openWindow)({
      origin: PAGES,
      title: options.name ? 'Payment to ' + options.name : 'Payment',
      backdropColor: theme.backdrop_color,
      barColor: theme.color,
      escape: !isFalse(modal.escape),
      backdrop: isTrue(modal.backdropclose),
      confirm: isTrue(modal.confirm_close) ? QUESTION : '',
      show: function (frame) {
        postForm(base + '/checkout/embedded', listFramed(options), frame);
      },
      onMessage: function (data) { self.hear(data); },
      onSubmit: function (data) { self.emit('payment.submit', { method: data.method }); },
      onBlocked: function () { moveAway(options); },
      onClose: function () {
        clearTimeout(sheet.timer);
        release();
        self.sheet = null;
        if (!sheet.over && typeof modal.ondismiss === 'function') modal.ondismiss(sheet.reason);
      }
    });
    if (overlay === null) return this.giveUp();
    sheet.close = overlay.close;
    sheet.leave = overlay.leave || overlay.close;
    var release = hasAddress() && !isFalse(modal.handleback)
      ? holdBack(modal, sheet.leave) : function () {};
    if (seconds > 0) {
      sheet.timer = setTimeout(function () { self.quit('timeout'); }, seconds * 1000);
    }
    return this;
  };

  /** There is no place for our page: the shop's goes there, or hears that it cannot. */
  Razorpay.prototype.giveUp = function () {
    var options = this.options;
    var error = blockedError(options);
    this.sheet = null;
    if (options.callback_url) {
      moveAway(options);
      return this;
    }
    if (window.console) console.error(BLOCKED);
    this.emit('payment.failed', error);
    var modal = part(options, 'modal');
    if (typeof modal.ondismiss === 'function') modal.ondismiss(error);
    return this;
  };

  Razorpay.prototype.close = function () { return this.quit(undefined); };

  /** Wants to be gone, which a payment that was begun at a gateway may not allow yet. */
  Razorpay.prototype.quit = function (reason) {
    if (this.sheet) this.sheet.reason = reason;
    if (this.sheet) this.sheet.leave();
    return this;
  };


  /** Gone without a payment; \`ondismiss\` is told why. */
  Razorpay.prototype.dismiss = function (reason) {
    if (!this.sheet) return;
    this.sheet.reason = reason;
    this.sheet.close();
  };

  /** Gone because this script takes it from here: nobody has dismissed it. */
  Razorpay.prototype.leave = function () {
    this.sheet.over = true;
    this.sheet.close();
  };

  /** Our page tells how it goes. */
  Razorpay.prototype.hear = function (data) {
    var fields = (data.return && data.return.fields) || [];
    var fresh = this.sheet.fresh;
    this.sheet.fresh = false;
    if (fresh) this.emit('render');
    if (data.event === 'failed') this.fail(fields, fresh);
    else if (data.event === 'ended' && data.state === 'paid') this.succeed(fields);
    // What has expired is left for the customer to read.
    else if (data.event === 'ended' && data.state !== 'expired') this.dismiss(this.sheet.reason);
  };

  Razorpay.prototype.succeed = function (fields) {
    var options = this.options;
    var forced = isTrue(options.redirect) && options.callback_url;
    this.leave();
    if (!forced && typeof options.handler === 'function') {
      options.handler.call(this, readResponse(fields));
    } else if (options.callback_url) postForm(options.callback_url, fields);
  };

  /** \`stale\`: the page opened with a failure of an earlier visit, which nobody is told again. */
  Razorpay.prototype.fail = function (fields, stale) {
    var response = readError(fields);
    var id = (response.error.metadata || {}).payment_id;
    if (this.seen[id]) return;
    this.seen[id] = true;
    if (stale) return;
    var options = this.options;
    var retry = part(options, 'retry');
    var most = Number(retry.max_count);
    this.sheet.failures += 1;
    var isLast = isFalse(options.retry) || isFalse(retry.enabled) ||
      (most > 0 && this.sheet.failures > most);
    var moves = isTrue(options.redirect) && options.callback_url;
    try {
      if (moves) this.leave();
      this.emit('payment.error', response);
      this.emit('payment.failed', response);
    } finally {
      if (moves) postForm(options.callback_url, fields);
      else if (isLast) this.dismiss(response);
    }
  };

  /**
   * The Back button closes the overlay instead of leaving the page. One entry is put on the history
   * for that; it stays behind when the overlay is closed in another way, as going back by ourselves
   * would stop whatever the shop's page does next.
   */
  function holdBack(modal, close) {
    var before = history.state;
    var mark = {};
    Object.keys(Object(before)).forEach(function (key) { mark[key] = before[key]; });
    mark.checkout = true;
    function onBack() {
      if (history.state && history.state.checkout) return;
      if (isTrue(modal.confirm_close) && !window.confirm(QUESTION)) {
        history.pushState(mark, '');
        return;
      }
      close();
    }
    history.pushState(mark, '');
    window.addEventListener('popstate', onBack);
    return function () {
      window.removeEventListener('popstate', onBack);
      if (history.state && history.state.checkout) history.replaceState(before, '');
    };
  }

  window.Razorpay = Razorpay;
`;

const TAIL = `})();
`;

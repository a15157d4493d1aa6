// The script that merchants' pages open the payment page with, in a frame above their own.
// Source: paytring.md §6 (observed in the gateway's own script): names, events and their order.
import { OVERLAY } from '../../kit/overlay.ts';

/** `origin` is where the page is. */
export function frameScript(origin: string): string {
  return `${HEAD}${OVERLAY}${BODY}\n  var ORIGIN = ${JSON.stringify(origin)};\n})();\n`;
}

const HEAD = `/* Opens the payment page of an order in a frame: new Paytring(options).open(). */
(function () {
  'use strict';
`;

// ES5, as the page that it runs in may be of any age. ORIGIN is set at the end, before any call.
const BODY = `
  function call(listener, value) {
    if (typeof listener === 'function') listener(value);
  }

  function announce(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail: detail }));
  }

  function Paytring(options) {
    this.options = options || {};
    this.orderId = this.options.order_id;
    this.overlay = null;
  }

  Paytring.prototype.open = function () {
    var self = this;
    var options = this.options;
    var order = this.orderId;
    if (this.overlay) return;
    if (!order) throw new Error('Paytring: order_id is needed');

    function finish(isGood) {
      call(isGood ? options.success : options.failed, order);
      self.handlePayClose();
      announce(isGood ? 'payment.success' : 'payment.failed', { order_id: order });
    }
    this.overlay = openOverlay({
      origin: ORIGIN,
      title: 'Payment',
      show: function (name) {
        var frame = document.getElementsByName(name)[0];
        var shell = frame.parentNode;
        var box = shell.parentNode;
        // The gateway's own script has one box more: pages look for each of these by its id.
        var inner = document.createElement('div');
        inner.style.display = 'contents';
        box.insertBefore(inner, shell);
        inner.appendChild(shell);
        box.id = 'paytring_pg_container_2023';
        box.className = box.id;
        inner.id = 'paytring_pg_839x8';
        shell.id = 'paytring-frame-container-7832';
        shell.querySelector('button').id = 'close-ico1232';
        frame.id = 'paytringframe';
        frame.src = ORIGIN + '/pay/token/' + encodeURIComponent(order);
      },
      onMessage: function (data) {
        if (data.event === 'loaded') {
          call(options.events, { event_name: 'document_loaded', event_value: true });
          return;
        }
        var isGood = data.state === 'paid';
        var word = isGood ? 'success' : 'failed';
        call(options.events, { event_name: 'Transaction_Status', event_value: word });
        finish(isGood);
      },
      onBlocked: function () {
        window.location.assign(ORIGIN + '/pay/token/' + encodeURIComponent(order));
      },
      onClose: function () {
        self.overlay = null;
        announce('payment.close');
        call(options.onClose, order);
      }
    });
  };

  Paytring.prototype.handlePayClose = function () {
    if (this.overlay) this.overlay.close();
  };
  Paytring.prototype.status = function () {};

  window.Paytring = Paytring;`;

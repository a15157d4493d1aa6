// Our own web-sdk-checkout.js: the page of a checkout link in a frame above the merchant's page.
// Source: the guide "iFrame, Integration Steps": new Plural(options).open(options); redirectUrl,
// successHandler and failedHandler, which get what the callback would post.
import { OVERLAY } from '../../../../kit/overlay.ts';

/** `origin` is where our pages are. */
export function frameScript(origin: string): string {
  return `${HEAD}${OVERLAY}${BODY}\n  var ORIGIN = ${JSON.stringify(origin)};\n})();\n`;
}

const HEAD = `/* Opens a checkout link in a frame: new Plural(options).open(options). */
(function () {
  'use strict';
`;

// ES5, as the page that it runs in may be of any age. ORIGIN is set at the end, before any call.
const BODY = `
  /** The same page, told that it stands inside ours; null when it is none of that server's. */
  function frameOf(redirectUrl) {
    var page = String(redirectUrl || '').split(/[?#]/)[0];
    if (page.indexOf(ORIGIN + '/pay/') !== 0) return null;
    var inside = window.btoa(window.location.origin);
    return page + '/in/' + inside.replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, '');
  }

  function Plural(options) {
    this.options = options || {};
    this.overlay = null;
  }

  Plural.prototype.open = function (options) {
    var self = this;
    var settings = options || this.options;
    var address = frameOf(settings.redirectUrl);
    // No page tells what closing calls; a shop that heard nothing would wait for ever.
    var response = { status: 'CANCELLED' };
    var isPaid = false;
    if (this.overlay) return;
    if (!address) throw new Error('Plural: redirectUrl must be the redirect_url of a new order');

    this.overlay = openOverlay({
      origin: ORIGIN,
      title: 'Payment',
      show: function (name) { document.getElementsByName(name)[0].src = address; },
      onMessage: function (data) {
        // After a failure the customer may try again, so only the end is told.
        if (data.event !== 'ended') return;
        isPaid = data.state === 'paid';
        if (data.return) {
          response = {};
          data.return.fields.forEach(function (field) { response[field[0]] = field[1]; });
        }
        self.close();
      },
      onBlocked: function () { window.location.assign(settings.redirectUrl); },
      onClose: function () {
        self.overlay = null;
        var handler = isPaid ? settings.successHandler : settings.failedHandler;
        if (typeof handler === 'function') handler(response);
      }
    });
  };

  Plural.prototype.close = function () {
    if (this.overlay) this.overlay.leave();
  };

  window.Plural = Plural;`;

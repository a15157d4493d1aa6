// The part of checkout.js for pages without a web address (a file, a web view's own scheme, a page
// of no origin): they may hold no page of ours in a frame, so it opens in a window.
// Source: razorpay.md §2.7 (observed; what a drop-in does there is inferred).

/** ES5, to stand inside checkout.js. */
export const NEW_WINDOW = `
  var WINDOW = 'width=460,height=764';
  var WATCH_MS = 300;
  var windows = 0;

  /** The page's own origin; a shop's page may have a variable of that name. */
  function readOrigin() {
    var own = window.origin;
    return own === 'null' || /^https?:\\/\\/[^\\/]+$/.test(own) ? own : location.origin;
  }

  function hasAddress() {
    return /^https?:\\/\\//.test(readOrigin());
  }

  /** As openOverlay does, in a window; null when the browser, or the web view, opens none. */
  function openWindow(options) {
    windows += 1;
    var name = 'checkout-window-' + windows;
    var opened = null;
    try {
      opened = window.open('', name, WINDOW);
    } catch (error) {
      opened = null;
    }
    // A web view without windows may give the page itself.
    if (!opened || opened === window || opened.closed) return null;
    var over = false;
    function onMessage(event) {
      if (event.origin !== options.origin || event.source !== opened) return;
      var data = event.data;
      if (!data || data.source !== 'checkout') return;
      if (/^(escape|away|blocked)$/.test(data.event)) return;
      if (data.event === 'submit') options.onSubmit(data);
      else options.onMessage(data);
    }
    function close() {
      if (over) return;
      over = true;
      clearInterval(watch);
      window.removeEventListener('message', onMessage);
      opened.close();
      if (options.onClose) options.onClose();
    }
    var watch = setInterval(function () { if (opened.closed) close(); }, WATCH_MS);
    window.addEventListener('message', onMessage);
    options.show(name);
    return { close: close };
  }

  /** The page goes, and comes back as a form that is posted to \`callback_url\`. */
  function moveAway(options) {
    var to = options.callback_url ? [['callback_url', text(options.callback_url)]] : [];
    postForm(base + '/checkout/embedded', listFields(options).concat(to));
  }

  var BLOCKED = 'The payment could not be opened: this page has no web address, and no window ' +
    'opens. Open the checkout on a press of a button, allow windows, or give a callback_url.';

  function blockedError(options) {
    var order = text(options.order_id);
    return { error: {
      code: 'BAD_REQUEST_ERROR', description: BLOCKED, source: 'business',
      step: 'payment_initiation', reason: 'payment_failed',
      metadata: order === '' ? {} : { order_id: order }
    } };
  }

  function text(value) {
    return value === null || value === undefined ? '' : String(value);
  }
`;

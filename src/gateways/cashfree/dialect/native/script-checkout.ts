// What both scripts of the gateway share, as ES5 text: opening the payment page of a session in
// this tab, above the merchant's page or inside it, and what became of it.
// Source: cashfree.md §4: `checkout(options)`, and what its promise says.

/** Between `OVERLAY` and what uses it; `ORIGIN` and `ENDPOINT` are declared before it. */
export const CHECKOUT = `
  // Long enough for the customer to read that it is paid.
  var SHOWN_MS = 1500;
  var SILENCE_MS = 1000;
  var frames = 0;

  function refusal(code, message) {
    return { error: { code: code, message: message } };
  }

  var LEFT = refusal('user_cancelled', 'The customer closed the checkout');
  var NO_SESSION = refusal('invalid_payment_session_id',
    'The payment page did not open: is the payment session valid?');

  function resultOf(state) {
    if (state === 'paid' || state === 'failed') {
      return { paymentDetails: { paymentMessage: 'Payment finished. Check Order Status' } };
    }
    return state === 'expired' ? refusal('session_expired', 'The order has expired') : LEFT;
  }

  function enter(options, target, embedder) {
    var fields = [['payment_session_id', options.paymentSessionId]];
    if (embedder) fields.push(['origin', embedder]);
    else if (options.returnUrl) fields.push(['return_url', String(options.returnUrl)]);
    postForm(ENDPOINT, fields, target);
  }

  function isBlank(frame) {
    try {
      return frame.contentWindow.location.href === 'about:blank';
    } catch (error) {
      return false;
    }
  }

  /** Every page of ours says that it is there: a frame that stays silent shows none of them. */
  function watch(frame, onSilence) {
    var heard = false;
    frame.addEventListener('load', function () {
      if (isBlank(frame)) return;
      setTimeout(function () {
        if (!heard) onSilence();
      }, SILENCE_MS);
    });
    return function () {
      heard = true;
    };
  }

  function openModal(options, resolve) {
    var result = LEFT;
    var hear = null;
    var overlay = openOverlay({
      origin: ORIGIN,
      title: 'Payment',
      show: function (name) {
        hear = watch(document.querySelector('iframe[name="' + name + '"]'), function () {
          result = NO_SESSION;
          overlay.close();
        });
        enter(options, name, window.location.origin);
      },
      onMessage: function (data) {
        hear();
        if (data.event !== 'ended') return;
        result = resultOf(data.state);
        if (data.state === 'paid') setTimeout(overlay.close, SHOWN_MS);
        else overlay.close();
      },
      onBlocked: function () { enter(options); },
      onClose: function () {
        resolve(result);
      }
    });
  }

  /** The frame with the page, inside an element of the merchant's page; hears what it says. */
  function openFrame(element, options, onMessage, onSilence) {
    var look = options.appearance || {};
    var before = element.querySelectorAll('iframe[data-checkout-inline]');
    for (var at = 0; at < before.length; at += 1) before[at].parentNode.removeChild(before[at]);
    frames += 1;
    var frame = document.createElement('iframe');
    frame.name = 'checkout-inline-' + frames;
    frame.title = 'Payment';
    frame.setAttribute('allow', 'payment');
    frame.setAttribute('data-checkout-inline', '');
    frame.style.cssText = 'border:0;display:block;width:100%;height:700px;max-width:100%;';
    if (look.width) frame.style.width = look.width;
    if (look.height) frame.style.height = look.height;
    var hear = watch(frame, function () {
      if (frame.parentNode) frame.parentNode.removeChild(frame);
      close();
      onSilence();
    });
    function onAny(event) {
      if (event.origin !== ORIGIN || event.source !== frame.contentWindow) return;
      hear();
      onMessage(event.data || {}, close);
    }
    function close() {
      window.removeEventListener('message', onAny);
    }
    window.addEventListener('message', onAny);
    element.appendChild(frame);
    enter(options, frame.name, window.location.origin);
  }

  /** The frame stays there when all is said. */
  function openInline(element, options, resolve) {
    openFrame(
      element,
      options,
      function (data, close) {
        if (data.source !== 'checkout' || data.event !== 'ended') return;
        close();
        resolve(resultOf(data.state));
      },
      function () {
        resolve(NO_SESSION);
      }
    );
  }

  function checkout(given) {
    var options = given || {};
    return new Promise(function (resolve) {
      var session = options.paymentSessionId;
      if (typeof session !== 'string' || !/^session_[\\w-]+$/.test(session)) {
        resolve(NO_SESSION);
        return;
      }
      var target = options.redirectTarget || '_self';
      if (target === '_modal') {
        openModal(options, resolve);
      } else if (target.nodeType === 1) {
        openInline(target, options, resolve);
      } else if (target === '_self' || target === '_top' || target === '_blank') {
        enter(options, target, '');
        resolve({ redirect: true });
      } else {
        resolve(refusal('invalid_redirect_target', 'redirectTarget is not known: ' + target));
      }
    });
  }
`;

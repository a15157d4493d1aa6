// How the page in a component's frame pays: it gathers the card from the frames beside it, sends it
// to us and waits. ES5 text.
// Source: cashfree.md §1.7 for what is sent; page "Configuring Payment Options" for what is told.

/** After `FIELD` and the paths `SESSIONS` and `CHECKOUT`. */
export const PAYMENT = `
  var VERSION = '2025-01-01';
  var ASK_AGAIN_MS = 2000;
  // Longer than any UPI request lives.
  var ASKS_MAX = 600;

  /** The field of another frame of ours in the same page. */
  function sibling(frameName) {
    for (var at = 0; at < parent.frames.length; at += 1) {
      try {
        var each = parent.frames[at];
        if (each.name === frameName) return each.cashfreeField();
      } catch (error) {
        // A frame of somebody else.
      }
    }
    return null;
  }

  window.cashfreeField = function () {
    return { name: name, text: field ? field.value : '' };
  };

  function methodOf(data) {
    if (data.method) return data.method;
    var read = {};
    (data.names || []).forEach(function (frameName) {
      var found = sibling(frameName);
      if (found) read[found.name] = found.text;
    });
    if (name === 'cardNumber') {
      var expiry = expiryOf(read.cardExpiry || '') || { month: '', year: '' };
      var card = {
        channel: 'link', card_number: digits(read.cardNumber || ''), card_expiry_mm: expiry.month,
        card_expiry_yy: expiry.year, card_cvv: digits(read.cardCvv || '')
      };
      if (read.cardHolder) card.card_holder_name = read.cardHolder;
      return { card: card };
    }
    if (name === 'upiCollect') return { upi: { channel: 'collect', upi_id: field.value } };
    if (name === 'upiQr') return { upi: { channel: 'qrcode' } };
    if (name === 'upiApp') return { upi: { channel: 'link' } };
    if (name === 'wallet') {
      return { app: { channel: 'link', provider: values.provider, phone: values.phone } };
    }
    return { netbanking: { channel: 'link', netbanking_bank_name: values.netbankingBankName } };
  }

  var CODES = {
    payment_session_id_invalid: 'invalid_payment_session_id', order_inactive: 'session_expired',
    order_already_paid: 'order_already_paid'
  };

  function answerer(id) {
    return function (told, more) {
      var about = { event: 'answer', id: id, told: told, last: told !== 'requested' };
      post(Object.assign(about, more));
    };
  }

  function refuse(answer, code, message) {
    answer('refused', { error: { code: CODES[code] || code, message: message } });
  }

  /** The way back that the page asks for is kept in a session of the payment page. */
  function openReturn(data) {
    if (!data.returnUrl) return Promise.resolve({ page: '', token: '' });
    var form = new URLSearchParams();
    form.set('payment_session_id', data.session);
    form.set('return_url', data.returnUrl);
    return fetch(CHECKOUT, { method: 'POST', body: form }).then(function (response) {
      var match = /\\/pay\\/[^/?.]+\\.([\\w-]+)/.exec(response.url);
      if (!response.ok) throw { code: response.status === 400 ? 'return_url_invalid'
        : 'payment_session_id_invalid', message: 'The payment session or returnUrl is not valid' };
      return { page: response.url, token: match ? match[1] : '' };
    });
  }

  function pay(data) {
    var answer = answerer(data.id);
    var opened = { page: '', token: '' };
    openReturn(data).then(function (found) {
      opened = found;
      var body = { payment_session_id: data.session, payment_method: methodOf(data) };
      if (found.token) body.checkout_session = found.token;
      return fetch(SESSIONS, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-version': VERSION },
        body: JSON.stringify(body)
      });
    }).then(function (response) {
      return response.json().then(function (told) {
        if (!response.ok) return refuse(answer, told.code, told.message);
        step(data, told, opened.page, answer);
      });
    }).catch(function (error) {
      refuse(answer, (error && error.code) || 'network_error',
        (error && error.message) || 'The payment could not be sent');
    });
  }

  function step(data, told, returns, answer) {
    var more = told.data || {};
    answer('requested');
    if (told.action === 'link') return answer('goto', { address: more.url });
    var payload = more.payload || {};
    if (name === 'upiApp' && payload['default']) {
      return answer('goto', { address: payload[values.upiApp] || payload['default'] });
    }
    if (name === 'upiQr' && payload.qrcode) {
      field.alt = 'UPI QR code: scan it to pay';
      field.src = payload.qrcode;
      field.onload = measure;
    }
    awaitDecision(data.session, returns, answer, ASKS_MAX);
  }

  /** Asks how the customer has decided, until it is no longer pending. */
  function awaitDecision(session, returns, answer, asks) {
    function again() {
      if (asks === 0) answer('finished', { returns: returns });
      else setTimeout(function () {
        awaitDecision(session, returns, answer, asks - 1);
      }, ASK_AGAIN_MS);
    }
    fetch('/pay/' + session.replace(/^session_/, '') + '/wait').then(function (response) {
      var isOver = response.ok && !/\\/wait$/.test(new URL(response.url).pathname);
      if (isOver) answer('finished', { returns: returns });
      else again();
    }).catch(again);
  }

  window.addEventListener('message', function (event) {
    var data = event.data || {};
    if (event.source !== window.parent || data.source !== 'cashfree') return;
    if (peer !== '' && event.origin !== peer) return;
    if (data.call === 'start') {
      peer = event.origin;
      start(data);
    } else if (name === '') return;
    else if (data.call === 'pay') pay(data);
    else if (data.call === 'update') update(data.values || {});
    else if (data.call === 'style') { style = data.style || {}; read(); }
    else if (!field) return;
    else if (data.call === 'focus') field.focus();
    else if (data.call === 'blur') field.blur();
    else if (data.call === 'click') field.click();
    else if (data.call === 'clear') { field.value = ''; onInput(); }
    else if (data.call === 'enable' || data.call === 'disable') {
      field.disabled = data.call === 'disable';
      read();
    }
  });
  window.addEventListener('resize', measure);
  post({ event: 'hello' });
`;

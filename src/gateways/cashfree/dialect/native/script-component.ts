// The components of cashfree.js v3, on the merchant's page: each stands in a frame of ours, where
// what is typed stays. ES5 text.
// Source: pages "Overview", "Cards", "UPI" and "Wallets, Net Banking and BNPL" of Cashfree.js;
// cashfree.md §4.

/** After `CHECKOUT`; `ELEMENT` is the frame's page. */
export const COMPONENTS = `
  var KINDS = {
    cardNumber: 'input', cardHolder: 'input', cardExpiry: 'input', cardCvv: 'input',
    upiCollect: 'input', savePaymentInstrument: 'input', upiQr: 'qrcode', upiApp: 'button',
    wallet: 'button', netbanking: 'button'
  };
  var UNSERVED = { paylater: 1, cardlessEMI: 1, emi: 1, paymentComponent: 1 };
  var TITLES = {
    cardNumber: 'Card number', cardHolder: 'Name on card', cardExpiry: 'Card expiry',
    cardCvv: 'Card security code', upiCollect: 'UPI ID', savePaymentInstrument: 'Save this card',
    upiQr: 'UPI QR code', upiApp: 'UPI app', wallet: 'Wallet', netbanking: 'Net banking'
  };
  var instances = 0;
  var links = [];
  var answers = {};

  /** A frame, and what is known of what stands in it. */
  function openLink(owner, name, element, options) {
    var link = {
      owner: owner, name: name, element: element, options: options, listeners: [],
      // What is sent before the frame has said that it is there.
      waiting: [], heard: false, ready: false,
      frame: document.createElement('iframe'),
      state: { value: {}, empty: true, complete: false, invalid: undefined, error: undefined,
        focus: false, disabled: options.disabled === true }
    };
    frames += 1;
    link.frame.name = 'cashfree-element-' + frames;
    link.frame.title = TITLES[name] || 'Payment';
    link.frame.setAttribute('data-cashfree-element', name);
    link.frame.style.cssText =
      'border:0;display:block;width:100%;height:48px;background:transparent;color-scheme:normal;';
    link.frame.src = ELEMENT;
    // The second time it changes nothing.
    window.addEventListener('message', onFrame);
    links.push(link);
    element.appendChild(link.frame);
    return link;
  }

  function isThere(link) {
    return document.documentElement.contains(link.frame);
  }

  function closeLink(link) {
    if (link.frame.parentNode) link.frame.parentNode.removeChild(link.frame);
    links.splice(links.indexOf(link), 1);
    link.listeners.slice().forEach(function (listener) {
      listener('closed');
    });
  }

  function send(link, message) {
    message.source = 'cashfree';
    if (link.heard) link.frame.contentWindow.postMessage(message, ORIGIN);
    else link.waiting.push(message);
  }

  function start(link) {
    var given = link.options;
    var waiting = link.waiting.splice(0);
    link.heard = true;
    send(link, {
      call: 'start', name: link.name, values: given.values || {}, style: given.style || {},
      disabled: link.state.disabled, cvvLength: given.cvvLength
    });
    waiting.forEach(function (message) {
      send(link, message);
    });
  }

  function emit(link, event) {
    link.listeners.slice().forEach(function (listener) {
      listener(event);
    });
  }

  function onFrame(event) {
    if (event.origin !== ORIGIN) return;
    var data = event.data || {};
    if (data.source !== 'cashfree-element') return;
    links.slice().forEach(function (link) {
      if (link.frame.contentWindow !== event.source) return;
      // A frame that was moved in the page begins anew.
      if (data.event === 'hello') start(link);
      else if (data.event === 'size') link.frame.style.height = data.height + 'px';
      else if (data.event === 'answer') answer(data);
      else {
        if (data.state) link.state = data.state;
        if (data.event === 'ready') link.ready = true;
        emit(link, data.event);
      }
    });
  }

  function answer(data) {
    var take = answers[data.id];
    if (!take) return;
    if (data.last) delete answers[data.id];
    take(data);
  }

  function onPhone() {
    return /android|iphone|ipad|ipod/i.test(navigator.userAgent);
  }

  function createComponent(owner, name, given) {
    if (!KINDS[name] && !UNSERVED[name]) throw new Error(name + ' is not a component');
    var options = given || {};
    var handlers = {};
    var link = null;
    var error;
    var destroyed = false;

    function data() {
      var state = link ? link.state : { value: {}, empty: true, complete: false, focus: false };
      return {
        value: state.value, error: error || state.error, message: {}, invalid: state.invalid,
        empty: state.empty, complete: state.complete, ready: link !== null && link.ready,
        componentName: name, node: link && link.element, mounted: link !== null,
        loaderror: error !== undefined, focus: state.focus, disabled: state.disabled === true,
        kind: KINDS[name]
      };
    }
    function call(event) {
      // Whoever shared the place took it away.
      if (event === 'closed') link = null;
      (handlers[event] || []).slice().forEach(function (handler) {
        handler(data());
      });
    }
    function fail(code, message) {
      error = { code: code, message: message };
      setTimeout(function () {
        call('loaderror');
      });
    }
    function detach() {
      if (link) link.listeners.splice(link.listeners.indexOf(call), 1);
      link = null;
    }
    function asked(what) {
      return function () {
        if (link) send(link, { call: what });
      };
    }
    var component = {
      mount: function (target) {
        if (destroyed) throw new Error(name + ' was destroyed');
        var element = typeof target === 'string' ? document.querySelector(target) : target;
        error = undefined;
        if (!element || element.nodeType !== 1) {
          return fail('mount_failed', 'There is no element ' + target + ' for ' + name);
        }
        if (UNSERVED[name]) return fail('not_supported', name + ' is not served here');
        if (name === 'upiApp' && !onPhone()) {
          return fail('not_supported', 'UPI apps open on phones only');
        }
        detach();
        // Frameworks mount again and again in one place: what the customer typed there stays.
        var there = links.filter(function (each) {
          return each.element === element && isThere(each);
        });
        there.forEach(function (each) {
          if (each.name === name) link = each;
          else closeLink(each);
        });
        if (link) {
          link.options = options;
          send(link, { call: 'style', style: options.style || {}, values: options.values || {} });
          if (link.ready) setTimeout(function () { call('ready'); });
        } else link = openLink(owner, name, element, options);
        link.listeners.push(call);
        link.owner = owner;
      },
      unmount: function () {
        var old = link;
        detach();
        if (old) closeLink(old);
      },
      destroy: function () {
        component.unmount();
        destroyed = true;
        handlers = {};
      },
      update: function (values) {
        var more = values && values.values ? values.values : values || {};
        options = { values: Object.assign({}, options.values, more), style: options.style,
          disabled: options.disabled, cvvLength: more.cvvLength || options.cvvLength };
        if (link) {
          link.options = options;
          send(link, { call: 'update', values: more });
        }
      },
      on: function (event, handler) {
        (handlers[event] = handlers[event] || []).push(handler);
        if (event === 'loaderror' && error) setTimeout(function () { handler(data()); });
      },
      data: data,
      isComplete: function () {
        return data().complete;
      },
      focus: asked('focus'),
      blur: asked('blur'),
      clear: asked('clear'),
      click: asked('click'),
      enable: asked('enable'),
      disable: asked('disable')
    };
    // For pay() alone: not a part of what the page sees.
    Object.defineProperty(component, '_link', {
      get: function () {
        return link;
      }
    });
    Object.defineProperty(component, '_name', { value: name });
    return component;
  }
`;

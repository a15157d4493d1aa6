// A stand-in for the jquery.min.js that kits load from the gateway: what their pages use of it.
// Source: the official kits' pages (worldline.md §3.1, W2 to W7). A page's own jQuery wins.
export const JQUERY_SCRIPT = String.raw`/* A small part of jQuery's interface, for payment pages. */
(function () {
  'use strict';
  if (window.jQuery) return;

  function List(elements) {
    this.length = elements.length;
    for (var at = 0; at < elements.length; at += 1) this[at] = elements[at];
  }

  function query(what) {
    if (typeof what === 'function') return query(document).ready(what);
    if (what instanceof List) return what;
    if (!what) return new List([]);
    if (typeof what === 'string') {
      return new List(Array.prototype.slice.call(document.querySelectorAll(what)));
    }
    return new List([what]);
  }

  var methods = List.prototype;
  query.fn = methods;

  methods.each = function (act) {
    for (var at = 0; at < this.length; at += 1) {
      if (act.call(this[at], at, this[at]) === false) break;
    }
    return this;
  };
  methods.ready = function (act) {
    if (document.readyState !== 'loading') setTimeout(act.bind(document, query), 0);
    else document.addEventListener('DOMContentLoaded', act.bind(document, query));
    return this;
  };
  methods.on = function (names, selector, act) {
    var handler = act || selector;
    return this.each(function () {
      var host = this;
      names.split(/\s+/).forEach(function (name) {
        var listener = function (event) {
          var target = host;
          if (act) {
            target = event.target.closest(selector);
            if (!target) return;
          }
          if (handler.call(target, event) === false) {
            event.preventDefault();
            event.stopPropagation();
          }
        };
        var kept = (host.pnListeners = host.pnListeners || []);
        kept.push({ name: name, listener: listener });
        host.addEventListener(name, listener);
      });
    });
  };
  methods.off = function (name) {
    return this.each(function () {
      var host = this;
      host.pnListeners = (host.pnListeners || []).filter(function (each) {
        if (name && each.name !== name) return true;
        host.removeEventListener(each.name, each.listener);
        return false;
      });
    });
  };
  methods.trigger = function (name) {
    return this.each(function () {
      if (name === 'submit') HTMLFormElement.prototype.submit.call(this);
      else if (name === 'click') this.click();
      else this.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    });
  };
  ['click', 'submit', 'change'].forEach(function (name) {
    methods[name] = function (act) {
      return act ? this.on(name, act) : this.trigger(name);
    };
  });
  function access(read, write) {
    return function (value) {
      if (value === undefined) return this.length ? read(this[0]) : undefined;
      return this.each(function () {
        write(this, value);
      });
    };
  }
  [['val', 'value'], ['text', 'textContent'], ['html', 'innerHTML']].forEach(function (pair) {
    methods[pair[0]] = access(
      function (element) {
        return element[pair[1]];
      },
      function (element, value) {
        element[pair[1]] = value;
      }
    );
  });
  methods.attr = function (name, value) {
    if (value === undefined) return this.length ? this[0].getAttribute(name) : undefined;
    return this.each(function () {
      this.setAttribute(name, value);
    });
  };
  methods.prop = function (name, value) {
    if (value === undefined) return this.length ? this[0][name] : undefined;
    return this.each(function () {
      this[name] = value;
    });
  };
  methods.show = function () {
    return this.prop('hidden', false);
  };
  methods.hide = function () {
    return this.prop('hidden', true);
  };
  methods.serialize = function () {
    return this.length ? new URLSearchParams(new FormData(this[0])).toString() : '';
  };

  query.ajax = function (options) {
    var method = (options.method || options.type || 'GET').toUpperCase();
    var data = options.data;
    var isText = typeof data === 'string';
    var body = data && !isText ? new URLSearchParams(data).toString() : data;
    var headers = { 'X-Requested-With': 'XMLHttpRequest' };
    var url = options.url || location.href;
    if (method === 'GET' && body) url += (url.indexOf('?') < 0 ? '?' : '&') + body;
    else if (body) {
      headers['Content-Type'] =
        options.contentType || 'application/x-www-form-urlencoded; charset=UTF-8';
    }
    var init = { method: method, headers: headers, credentials: 'same-origin' };
    if (method !== 'GET') init.body = body;
    var answered = fetch(url, init).then(function (response) {
      return response.text().then(function (text) {
        if (!response.ok) throw new Error(String(response.status));
        var isJson = /json/.test(response.headers.get('content-type') || '');
        return isJson || options.dataType === 'json' ? JSON.parse(text) : text;
      });
    });
    answered.then(options.success || function () {}, options.error || function () {});
    return answered;
  };
  query.post = function (url, data, success) {
    return query.ajax({ url: url, method: 'POST', data: data, success: success });
  };

  window.jQuery = query;
  window.$ = query;
})();
`;

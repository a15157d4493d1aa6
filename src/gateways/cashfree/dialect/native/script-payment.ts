// How a merchant's page pays with components of cashfree.js v3: `pay` and what it resolves to. ES5
// text.
// Source: page "Configuring Payment Options" of Cashfree.js; cashfree.md §4.

/** After `CHECKOUT` and `COMPONENTS`. */
export const PAYMENTS = `
  var CARD_PARTS = ['cardNumber', 'cardExpiry', 'cardCvv', 'cardHolder'];
  var FINISHED = resultOf('paid');
  var calls = 0;

  /** The newest frame of this name, of the same Cashfree() if that has one. */
  function linkNamed(owner, name) {
    var fit = links.filter(function (link) {
      return link.name === name && isThere(link);
    });
    var own = fit.filter(function (link) {
      return link.owner === owner;
    });
    return own.pop() || fit.pop() || null;
  }

  /** What pays: the frame that sends it, and those that it reads beside itself; or a refusal. */
  function readMethod(owner, method) {
    if (method && method._name) {
      var name = method._name;
      var isCard = CARD_PARTS.indexOf(name) >= 0;
      var first = isCard ? 'cardNumber' : name;
      var mine = method._link;
      var own = mine && mine.name === first && isThere(mine) ? mine : null;
      var link = own || linkNamed(owner, first);
      if (!link) return refusal('component_not_mounted', TITLES[first] + ' is not mounted');
      var parts = (isCard ? CARD_PARTS : [name]).map(function (part) {
        return part === first ? link : linkNamed(link.owner, part);
      });
      for (var at = 0; at < parts.length; at += 1) {
        // The name on the card may be missing altogether.
        if (!parts[at] && CARD_PARTS[at] === 'cardHolder') continue;
        var title = TITLES[isCard ? CARD_PARTS[at] : name];
        if (!parts[at]) return refusal('component_not_mounted', title + ' is not mounted');
        if (!parts[at].state.complete) {
          var code = parts[at].name === 'cardCvv' ? 'cvv_required' : 'component_incomplete';
          return refusal(code, title + ' is not complete');
        }
      }
      return { link: link, names: parts.filter(Boolean).map(function (part) {
        return part.frame.name;
      }) };
    }
    if (method && typeof method === 'object' &&
      (method.card || method.upi || method.netbanking || method.app)) {
      return { link: null, names: [], method: method };
    }
    return refusal('invalid_payment_method', 'paymentMethod is a component or a payment method');
  }

  /** A frame that nobody sees, for what is paid with without one. */
  function openCourier(owner, onReady) {
    var holder = document.createElement('div');
    holder.style.display = 'none';
    document.body.appendChild(holder);
    var link = openLink(owner, 'courier', holder, {});
    link.listeners.push(function (event) {
      if (event === 'ready') onReady();
    });
    return link;
  }

  function goTo(address, target) {
    if (target === '_blank') window.open(address, '_blank');
    else if (target === '_top') window.top.location.href = address;
    else window.location.href = address;
  }

  function pay(owner, given) {
    var options = given || {};
    return new Promise(function (resolve) {
      var session = options.paymentSessionId;
      if (typeof session !== 'string' || !/^session_[\\w-]+$/.test(session)) {
        resolve(NO_SESSION);
        return;
      }
      // Less to pay than the order says: no account here has offers.
      if (options.offerId) {
        resolve(refusal('feature_not_enabled', 'offerId : is not enabled for the account'));
        return;
      }
      var found = readMethod(owner, options.paymentMethod);
      if (found.error) {
        resolve(found);
        return;
      }
      var link = found.link || openCourier(owner, ask);
      calls += 1;
      var id = calls;
      function ask() {
        send(link, {
          call: 'pay', id: id, session: session, names: found.names, method: found.method,
          returnUrl: options.returnUrl ? String(options.returnUrl) : ''
        });
      }
      answers[id] = function (data) {
        if (data.told === 'requested') {
          emit(link, 'paymentrequested');
          return;
        }
        if (!found.link) {
          closeLink(link);
          link.element.parentNode.removeChild(link.element);
        }
        finish(data, options, resolve);
      };
      if (found.link) ask();
    });
  }

  /** The bank's page is gone to; a payment in the customer's app was waited for. */
  function finish(data, options, resolve) {
    var target = options.redirectTarget || '_self';
    if (data.error) resolve(refusal(data.error.code, data.error.message));
    else if (data.told === 'goto' && target === '_modal') openModal(options, resolve);
    else if (data.told === 'goto') {
      goTo(data.address, target);
      resolve({ redirect: true });
    } else if (data.returns && options.redirect !== 'if_required') {
      goTo(data.returns, target === '_modal' ? '_self' : target);
      resolve({ redirect: true });
    } else resolve(FINISHED);
  }
`;

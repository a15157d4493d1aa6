// Quick Integration, the part of checkout.js for pages without a script of their own: `data-*`.
// Source: razorpay.md §2.1 (documented): a button, then three hidden fields and the form.

/** ES5, to stand inside checkout.js after `Razorpay` and `postForm` are there. */
export const DATA_ATTRIBUTES = `
  /** \`data-prefill.name\` is options.prefill.name; "true" and "false" are what they say. */
  function readAttributes(element) {
    var options = {};
    for (var at = 0; at < element.attributes.length; at += 1) {
      var name = /^data-(.+)$/.exec(element.attributes[at].name);
      if (!name) continue;
      var value = element.attributes[at].value;
      var dot = name[1].indexOf('.');
      var own = value === 'true' ? true : value === 'false' ? false : value;
      if (dot < 0) options[name[1]] = own;
      else {
        var group = name[1].slice(0, dot);
        if (group === '__proto__') continue;
        options[group] = Object(options[group]);
        options[group][name[1].slice(dot + 1)] = own;
      }
    }
    return options;
  }

  function placeButton(form, options) {
    var button = document.createElement('input');
    button.type = 'submit';
    button.className = 'razorpay-payment-button';
    button.value = options.buttontext || 'Pay Now';
    script.parentNode.insertBefore(button, script.nextSibling);
    options.handler = function (response) {
      Object.keys(response).forEach(function (name) {
        var field = document.createElement('input');
        field.type = 'hidden';
        field.name = name;
        field.value = response[name];
        form.appendChild(field);
      });
      HTMLFormElement.prototype.submit.call(form);
    };
    var checkout = new Razorpay(options);
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      checkout.open();
    });
  }

  if (script && script.hasAttribute('data-key')) {
    var form = script.parentNode;
    while (form && form.nodeName !== 'FORM') form = form.parentNode;
    if (form) placeButton(form, readAttributes(script));
  }
`;

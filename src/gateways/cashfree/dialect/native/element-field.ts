// How the page in a component's frame shows its field, in the merchant's style. ES5 text.
// Source: page "Customise Component" of Cashfree.js.

/** After `READING`: builds the field, and tells the page around of its changes. */
export const FIELD = `
  function wear(look) {
    if (!look || typeof look !== 'object' || !field) return;
    Object.keys(look).forEach(function (key) {
      if (STYLED.test(key)) field.style[key] = String(look[key]);
    });
  }

  function paint() {
    if (!field) return;
    var base = style.base || {};
    field.removeAttribute('style');
    wear(base);
    if (state.empty) wear(style.empty);
    if (state.complete) wear(style.complete);
    if (state.focus) { wear(base[':focus']); wear(style.focus); }
    if (state.invalid) wear(style.invalid);
    if (state.disabled) wear(base[':disabled']);
    measure();
  }

  function measure() {
    var height = Math.ceil(place.getBoundingClientRect().height);
    if (height > 0) post({ event: 'size', height: height });
  }

  function shape() {
    if (name === 'cardNumber') {
      var number = digits(field.value).slice(0, 19);
      var groups = /^3[47]/.test(number)
        ? [number.slice(0, 4), number.slice(4, 10), number.slice(10, 15)].filter(Boolean)
        : number.match(/.{1,4}/g) || [];
      field.value = groups.join(' ');
    } else if (name === 'cardExpiry') {
      var date = digits(field.value);
      if (/^[2-9]/.test(date)) date = '0' + date;
      // A full year that was filled in by the browser.
      if (date.length === 6 && date.slice(2, 4) === '20') date = date.slice(0, 2) + date.slice(4);
      date = date.slice(0, 4);
      field.value = date.length > 2 ? date.slice(0, 2) + ' / ' + date.slice(2) : date;
    } else if (name === 'cardCvv') field.value = digits(field.value).slice(0, cvvLength || 4);
  }

  function onInput(event) {
    var typing = !event || String(event.inputType).indexOf('delete') !== 0;
    if (typing && field.selectionStart === field.value.length) shape();
    var before = state;
    read();
    tell('change');
    if (state.empty && !before.empty) tell('empty');
    if (state.complete && !before.complete) tell('complete');
    if (state.invalid && !before.invalid) tell('invalid');
  }

  function buildInput() {
    field = document.createElement('input');
    field.id = 'field';
    field.type = name === 'cardCvv' ? 'password' : 'text';
    field.inputMode = name === 'cardHolder' ? 'text' : name === 'upiCollect' ? 'email' : 'numeric';
    field.autocomplete = AUTOFILL[name] || 'off';
    field.setAttribute('aria-label', LABELS[name]);
    field.placeholder = values.placeholder || HINTS[name];
    if (name === 'cardHolder' && values.cardHolder) field.value = values.cardHolder;
    if (name === 'upiCollect' && values.upiId) field.value = values.upiId;
    field.addEventListener('input', onInput);
    field.addEventListener('focus', function () { read(); tell('focus'); });
    field.addEventListener('blur', function () { read(); tell('blur'); });
    place.appendChild(field);
  }

  function buildCheckbox() {
    var label = document.createElement('label');
    field = document.createElement('input');
    field.type = 'checkbox';
    field.addEventListener('change', function () { read(); tell('change'); });
    label.appendChild(field);
    label.appendChild(document.createTextNode(values.label || 'Save this card for later'));
    place.appendChild(label);
  }

  function buildButton() {
    field = document.createElement('button');
    field.type = 'button';
    field.textContent = values.buttonText || values.provider || values.netbankingBankName ||
      values.upiApp || 'Pay';
    field.addEventListener('click', function () { tell('click'); });
    place.appendChild(field);
  }

  function buildCode() {
    field = document.createElement('img');
    field.alt = '';
    field.width = field.height = parseInt(values.size, 10) || 220;
    place.appendChild(field);
  }

  function start(data) {
    if (name !== '') return;
    name = READERS[data.name] ? data.name : 'courier';
    values = data.values || {};
    style = data.style || {};
    cvvLength = Number(data.cvvLength) || 0;
    if (isTyped()) buildInput();
    else if (name === 'savePaymentInstrument') buildCheckbox();
    else if (name === 'upiQr') buildCode();
    else if (name !== 'courier') buildButton();
    if (field && data.disabled) field.disabled = true;
    read();
    tell('ready');
    if (state.empty || !isTyped()) return;
    tell('change');
    if (state.complete) tell('complete');
  }

  function update(more) {
    values = Object.assign({}, values, more);
    if (more.cvvLength) cvvLength = Number(more.cvvLength) || 0;
    if (isTyped()) {
      if (more.placeholder) field.placeholder = more.placeholder;
      var text = more.cardHolder || more.upiId;
      if (text && name !== 'cardNumber' && name !== 'cardCvv') field.value = text;
      onInput();
    } else {
      read();
      tell('change');
    }
  }
`;

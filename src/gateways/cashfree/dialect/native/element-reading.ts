// What the page in a component's frame reads of what is typed there, and what it tells of it. ES5
// text.
// Source: the pages of Cashfree.js named in script-component.ts.

/** First, inside a function of its own: the state of the frame, and a reader for each component. */
export const READING = `
  var STYLED = new RegExp('^(color|backgroundColor|caretColor|opacity|cursor|outline|boxShadow|' +
    'height|width|(min|max)(Height|Width)|font(Size|Family|Weight|Style|Variant)|letterSpacing|' +
    'lineHeight|text(Align|Transform|Indent|Decoration)|padding(Top|Right|Bottom|Left)?|' +
    'border(Top|Right|Bottom|Left)?(Color|Style|Width|Radius)?)$');
  var BRANDS = [
    ['amex', /^3[47]/, [15], 4], ['rupay', /^(60|65|81|82|508|353|356)/, [16], 3],
    ['mastercard', /^(5[1-5]|2[2-7])/, [16], 3], ['visa', /^4/, [13, 16, 19], 3],
    ['diners', /^3(0|6|8)/, [14], 3]
  ];
  var AUTOFILL = {
    cardNumber: 'cc-number', cardHolder: 'cc-name', cardExpiry: 'cc-exp', cardCvv: 'cc-csc'
  };
  var LABELS = {
    cardNumber: 'Card number', cardHolder: 'Name on card', cardExpiry: 'Expiry, month and year',
    cardCvv: 'Security code', upiCollect: 'UPI ID'
  };
  var HINTS = {
    cardNumber: '1234 1234 1234 1234', cardHolder: 'Name on card', cardExpiry: 'MM / YY',
    cardCvv: 'CVV', upiCollect: 'name@bank'
  };
  var peer = '';
  var name = '';
  var field = null;
  var values = {};
  var style = {};
  var cvvLength = 0;
  var state = null;
  var place = document.getElementById('place');

  function post(message) {
    message.source = 'cashfree-element';
    parent.postMessage(message, peer && peer !== 'null' ? peer : '*');
  }

  function tell(event) {
    post({ event: event, state: state });
  }

  function digits(text) {
    return text.replace(/\\D/g, '');
  }

  function brandOf(number) {
    var fits = BRANDS.filter(function (each) { return each[1].test(number); });
    return fits[0] || null;
  }

  function fitsLuhn(number) {
    var sum = 0;
    for (var at = 0; at < number.length; at += 1) {
      var digit = Number(number[number.length - 1 - at]);
      sum += at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
    }
    return sum % 10 === 0;
  }

  function expiryOf(text) {
    var match = /^(0[1-9]|1[0-2])(\\d\\d)$/.exec(digits(text));
    return match && { month: match[1], year: match[2] };
  }

  function isPast(expiry) {
    var now = new Date();
    var months = (2000 + Number(expiry.year)) * 12 + Number(expiry.month);
    return months < now.getFullYear() * 12 + now.getMonth() + 1;
  }

  /** What is told of a text: never a card's number nor its security code. */
  var READERS = {
    cardNumber: function (text) {
      var number = digits(text);
      var brand = brandOf(number);
      var long = brand ? brand[2] : [12, 13, 14, 15, 16, 17, 18, 19];
      var full = long.indexOf(number.length) >= 0;
      var fits = full && fitsLuhn(number);
      // A number of thirteen digits may be on its way to sixteen.
      var over = full ? number.length > 13 : number.length > long[long.length - 1];
      return {
        value: brand ? { brand: brand[0], cvvLength: brand[3] } : {},
        complete: fits, wrong: over && !fits,
        says: 'Card number is not valid'
      };
    },
    cardHolder: function (text) {
      return { value: { cardHolder: text }, complete: text.trim().length > 1,
        wrong: /\\d{4}/.test(text), says: 'Name is not valid' };
    },
    cardExpiry: function (text) {
      var expiry = expiryOf(text);
      var past = expiry !== null && isPast(expiry);
      return {
        value: expiry ? { cardExpiry: expiry.month + '/' + expiry.year } : {},
        complete: expiry !== null && !past,
        wrong: past || (expiry === null && digits(text).length >= 4), says: 'Expiry is not valid'
      };
    },
    cardCvv: function (text) {
      var long = digits(text).length;
      return { value: {}, complete: cvvLength ? long === cvvLength : long === 3 || long === 4,
        wrong: long > (cvvLength || 4), says: 'Security code is not valid' };
    },
    upiCollect: function (text) {
      return { value: { upiId: text }, complete: /^[\\w.-]{2,}@[A-Za-z][\\w.-]+$/.test(text),
        wrong: /[\\s]|@.*@/.test(text), says: 'UPI ID is not valid' };
    },
    savePaymentInstrument: function () {
      return { value: { saveInstrument: field.checked }, complete: true, wrong: false };
    },
    wallet: function () {
      var known = { provider: values.provider, phone: values.phone };
      return { value: known, complete: !!values.provider && /^\\d{10}$/.test(values.phone || '') };
    },
    netbanking: function () {
      var bank = values.netbankingBankName;
      return { value: { netbankingBankName: bank }, complete: /^[A-Z]{5}$/.test(bank || '') };
    },
    upiApp: function () {
      return { value: { upiApp: values.upiApp }, complete: true };
    },
    upiQr: function () {
      return { value: { size: values.size }, complete: true };
    },
    courier: function () {
      return { value: {}, complete: true };
    }
  };

  function isTyped() {
    return !!AUTOFILL[name] || name === 'upiCollect';
  }

  function read() {
    var text = isTyped() ? field.value : '';
    var seen = READERS[name](text);
    var empty = isTyped() && text === '';
    var wrong = !empty && seen.wrong === true;
    state = {
      value: seen.value, empty: empty, complete: seen.complete === true,
      invalid: wrong ? true : undefined,
      error: wrong ? { code: name + '_invalid', message: seen.says } : undefined,
      focus: document.activeElement === field, disabled: !!field && field.disabled
    };
    if (field) field.setAttribute('aria-invalid', String(wrong));
    paint();
  }
`;

/** The part of the script about fields: what is wrong with one, marks of cards, the search. */

export const FIELD_SCRIPT = String.raw`
  // What is told beside a field before anything is sent; the server judges all the same.
  const luhn = (number) => {
    let sum = 0;
    for (let at = 0; at < number.length; at += 1) {
      const digit = Number(number.at(-1 - at)) * ((at % 2) + 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 === 0;
  };
  const checks = {
    vpa: (text) => /^[A-Za-z0-9][\w.-]*@[A-Za-z][A-Za-z0-9.-]+$/.test(text.trim()),
    card_number: (text) => {
      const number = text.replace(/[\s-]/g, '');
      return /^\d{12,19}$/.test(number) && luhn(number);
    },
    // The month of the server: the clocks of phones go wrong.
    card_expiry: (text) => {
      const [, month, year] = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(text) || [];
      const end = Date.UTC(year < 100 ? 2000 + Number(year) : Number(year), Number(month));
      return month >= 1 && month <= 12 && end > Number(one('[data-checked]').dataset.checked);
    },
    card_cvv: (text) => /^\d{3,4}$/.test(text.trim()),
  };
  const judge = (field) => {
    const name = field.dataset.field;
    const control = field.querySelector('input:checked') || field.querySelector('input[name]');
    const isChoice = control.type === 'radio';
    const isGood = isChoice ? control.checked : checks[name](control.value);
    const tied = isChoice ? field : control;
    const ids = [name + '-error', name + '-hint'].filter((id, index) =>
      index === 0 ? !isGood : document.getElementById(id));
    document.getElementById(name + '-error').hidden = isGood;
    if (isGood) tied.removeAttribute('aria-invalid');
    else tied.setAttribute('aria-invalid', 'true');
    tied.setAttribute('aria-describedby', ids.join(' '));
    return isGood;
  };
  const passes = (form) => {
    const chosen = one('[name=method]:checked');
    if (!('checked' in form.dataset) || !chosen) return true;
    const fields = [...one('[data-panel=' + chosen.value + ']').querySelectorAll('[data-field]')];
    // Behind a fold that is closed nobody typed anything.
    const shown = fields.filter((field) => !field.closest('details:not([open])'));
    const [first] = shown.filter((field) => !judge(field));
    if (!first) return true;
    first.querySelector('input').focus();
    return false;
  };
  addEventListener('input', (event) => {
    const field = event.target.closest('[data-field]');
    if (field && field.parentNode.querySelector('[aria-invalid]')) judge(field);
  });

  const networks = [
    [/^4/, 'visa'], [/^(5[1-5]|2[2-7])/, 'mastercard'], [/^3[47]/, 'amex'],
    [/^3[068]/, 'diners'], [/^(60|65|81|82|508)/, 'rupay'], [/^[56]/, 'maestro'],
  ];
  const markCard = () => {
    const mark = one('[data-names]');
    if (!mark) return;
    const number = document.getElementById('card_number').value.replace(/\D/g, '');
    const [, network = ''] = networks.find(([start]) => start.test(number)) || [];
    mark.dataset.network = network;
    mark.textContent = JSON.parse(mark.dataset.names)[network] || '';
  };
  addEventListener('input', markCard);

  for (const search of all('[data-search]')) {
    const list = search.parentNode;
    search.addEventListener('input', () => {
      const wanted = search.value.trim().toLowerCase();
      let shown = 0;
      for (const tile of list.querySelectorAll('.tile')) {
        tile.hidden = !tile.textContent.toLowerCase().includes(wanted);
        if (!tile.hidden) shown += 1;
      }
      list.querySelector('[data-none]').hidden = shown > 0;
    });
    search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') event.preventDefault();
    });
  }

  const fill = (name, value) => {
    const field = [...document.getElementsByName(name)].find(
      (each) => each.type !== 'radio' || each.value === value);
    if (!field) return;
    if (field.type === 'radio') field.checked = true;
    else field.value = value;
    const fold = field.closest('details');
    if (fold) fold.open = true;
  };
`;

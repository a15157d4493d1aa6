/** The payment methods as radio rows; the chosen one is opened by CSS alone. */

import { html, type Markup } from '../web/html.ts';
import { renderChoices } from './choice.ts';
import { type Field, type FieldName, renderError, renderInput } from './field.ts';
import { focusMark } from './layout.ts';
import { renderIcon } from './icon.ts';
import { renderUpi } from './upi.ts';
import type { Method, PayView } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

const METHOD_ORDER: readonly Method[] = ['upi', 'card', 'netbanking', 'wallet'];

/** The fields of each; its test instruments fill in the first. */
export const FIELDS = {
  upi: ['vpa'],
  card: ['card_number', 'card_expiry', 'card_cvv'],
  netbanking: ['bank'],
  wallet: ['wallet'],
} as const satisfies Readonly<Record<Method, readonly FieldName[]>>;

/** UPI first; a method that needs a choice but has none to offer is left out. */
export function listUsableMethods(view: PayView): readonly Method[] {
  return METHOD_ORDER.filter((method) => {
    if (method === 'netbanking' && view.banks.length === 0) return false;
    if (method === 'wallet' && view.wallets.length === 0) return false;
    return view.methods.includes(method);
  });
}

type Describe = (name: FieldName, label: string, hint?: string) => Field;

/** After a wrong entry expiry and name are there again; after a decline nothing of a card is. */
function renderAgain({ chosen, declined, errors }: PayView, words: Words): Markup | null {
  if (chosen !== 'card') return null;
  if (Object.keys(errors).length > 0) return html`<p class="quiet">${words.cardNumberAgain}</p>`;
  return declined && html`<p class="quiet">${words.cardAgain}</p>`;
}

/** Number and CVV are never written back into the page. */
function renderCard(view: PayView, describe: Describe, words: Words): Markup {
  const { entered } = view;
  const names = JSON.stringify(words.networks);
  return html`${renderAgain(view, words)}
${renderInput(
  describe('card_number', words.cardNumber),
  html`inputmode="numeric" autocomplete="cc-number"
placeholder="1234 5678 9012 3456" maxlength="23" spellcheck="false"`,
  html`<span class="network" data-names="${names}" aria-hidden="true"></span>`,
)}
<div class="pair">${renderInput(
    describe('card_expiry', words.cardExpiry),
    html`value="${entered['card_expiry'] ?? ''}" inputmode="numeric" autocomplete="cc-exp"
placeholder="${words.cardMonth}" maxlength="7" spellcheck="false"`,
  )}
${renderInput(
  describe('card_cvv', words.cardCvv),
  html`inputmode="numeric" autocomplete="cc-csc"
placeholder="123" maxlength="4" spellcheck="false"`,
)}</div>
<div class="field"><label for="card_name">${words.cardName}</label>
<input id="card_name" name="card_name" value="${entered['card_name'] ?? ''}"
autocomplete="cc-name" autocapitalize="words" spellcheck="false" maxlength="100"></div>`;
}

function renderPanel(method: Method, view: PayView, describe: Describe, words: Words): Markup {
  const { banks, wallets, entered } = view;
  switch (method) {
    case 'upi':
      return renderUpi(view, describe('vpa', words.vpa, words.vpaNext));
    case 'card':
      return renderCard(view, describe, words);
    case 'netbanking':
    case 'wallet': {
      const isBank = method === 'netbanking';
      const { more, search, noMatch } = words;
      return renderChoices({
        field: isBank
          ? describe('bank', words.bank, words.bankNext)
          : describe('wallet', words.wallet, words.walletNext),
        choices: isBank ? banks : wallets,
        chosen: entered[isBank ? 'bank' : 'wallet'] ?? '',
        words: { more: more[method], search: search[method], noMatch },
      });
    }
  }
}

type Row = { method: Method; checked: boolean; focus: Markup | false; panel: Markup };

function renderMethod({ method, checked, focus, panel }: Row, words: Words): Markup {
  const { name, about } = words.methods[method];
  return html`<div class="method"><input type="radio" name="method" value="${method}"
id="method-${method}"${checked && html` checked`}${focus}
><label for="method-${method}">
<span>${name} <span class="quiet">${about}</span></span>${renderIcon(method)}</label>
<div class="panel" data-panel="${method}">${panel}</div></div>
`;
}

/** `takesFocus`: the first field with an error is focused, unless something above it was. */
export function renderMethods(view: PayView, takesFocus: boolean): Markup {
  const { errors, words = DEFAULT_WORDS } = view;
  const usable = listUsableMethods(view);
  const wrong = errors['method'];
  const open = usable.includes(view.chosen) ? view.chosen : usable[0];
  const firstWrong = open && FIELDS[open].find((name) => errors[name] !== undefined);
  const mark = focusMark(view.embedder);
  const describe: Describe = (name, label, hint) => ({
    name,
    label,
    hint: hint ?? null,
    error: errors[name] ?? null,
    warning: words.wrong[name],
    focus: takesFocus && wrong === undefined && name === firstWrong && mark,
  });
  const rows = usable.map((method) => ({
    method,
    checked: method === open,
    focus: takesFocus && wrong !== undefined && method === open && mark,
    panel: renderPanel(method, view, describe, words),
  }));
  const tie = wrong !== undefined && html` aria-describedby="method-error"`;
  return html`<fieldset${tie}><legend>${words.payWith}</legend>
${wrong !== undefined && renderError('method', wrong)}<div class="methods">
${rows.map((row) => renderMethod(row, words))}</div>
</fieldset>`;
}

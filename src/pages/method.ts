/** The payment methods as radio rows; the chosen one is opened by CSS alone. */

import { html, type Markup } from '../web/html.ts';
import { focusMark } from './layout.ts';
import { renderIcon } from './icon.ts';
import type { Choice, Method, PayView } from './view.ts';

type MethodWords = { name: string; about: string; field: string };

export const METHODS: Readonly<Record<Method, MethodWords>> = {
  upi: { name: 'UPI', about: 'Any UPI app', field: 'vpa' },
  card: { name: 'Card', about: 'Credit or debit', field: 'card_number' },
  netbanking: { name: 'Netbanking', about: 'Log in at your bank', field: 'bank' },
  wallet: { name: 'Wallet', about: 'Pay from a balance', field: 'wallet' },
};

const METHOD_ORDER: readonly Method[] = ['upi', 'card', 'netbanking', 'wallet'];

const FIELDS: Readonly<Record<Method, readonly string[]>> = {
  upi: ['vpa'],
  card: ['card_number', 'card_expiry', 'card_cvv', 'card_name'],
  netbanking: ['bank'],
  wallet: ['wallet'],
};

/** UPI first; a method that needs a choice but has none to offer is left out. */
export function listUsableMethods(view: PayView): readonly Method[] {
  return METHOD_ORDER.filter((method) => {
    if (method === 'netbanking' && view.banks.length === 0) return false;
    if (method === 'wallet' && view.wallets.length === 0) return false;
    return view.methods.includes(method);
  });
}

type Field = {
  name: string;
  label: string;
  hint?: string;
  error: string | undefined;
  focus: Markup | false;
};

/** What ties a field to its words: the hint and the error are read out with it. */
function renderTies({ name, hint, error, focus }: Field): Markup {
  const ties = [error !== undefined && `${name}-error`, hint !== undefined && `${name}-hint`];
  const ids = ties.filter((tie) => tie !== false).join(' ');
  return html`id="${name}" name="${name}" aria-required="true"${
    ids && html` aria-describedby="${ids}"`
  }${error !== undefined && html` aria-invalid="true"`}${focus}`;
}

function renderError(name: string, error: string): Markup {
  return html`<p class="error" id="${name}-error">${renderIcon('alert')}${error}</p>`;
}

function renderField(field: Field, control: Markup): Markup {
  const { name, label, hint, error } = field;
  return html`<div class="field"><label for="${name}">${label}</label>
${control}
${error !== undefined && renderError(name, error)}
${hint !== undefined && html`<p class="quiet" id="${name}-hint">${hint}</p>`}</div>`;
}

function renderSelect(field: Field, choices: readonly Choice[], chosen: string): Markup {
  const options = choices.map(
    ({ code, name }) =>
      html`<option value="${code}"${code === chosen && html` selected`}>${name}</option>
`,
  );
  return renderField(
    field,
    html`<select ${renderTies(field)}><option value="">Choose…</option>${options}</select>`,
  );
}

type Describe = (name: string, label: string, hint?: string) => Field;

function renderUpi(view: PayView, describe: Describe): Markup {
  const vpa = describe('vpa', 'UPI ID', 'Next, approve the payment in your UPI app.');
  return renderField(
    vpa,
    html`<input ${renderTies(vpa)} value="${view.entered['vpa'] ?? ''}" inputmode="email"
placeholder="name@bank" autocomplete="off" autocapitalize="none" autocorrect="off"
spellcheck="false" maxlength="255">`,
  );
}

/** Number, expiry and CVV are never written back into the page: only the name is. */
function renderCard(view: PayView, describe: Describe): Markup {
  const again = view.chosen === 'card' && (view.declined || Object.keys(view.errors).length > 0);
  const number = describe('card_number', 'Card number');
  const expiry = describe('card_expiry', 'Expiry (MM / YY)');
  const cvv = describe('card_cvv', 'CVV');
  const name = describe('card_name', 'Name on card');
  return html`${again && html`<p class="quiet">We do not keep card details. Enter them again.</p>`}
${renderField(
  number,
  html`<input ${renderTies(number)} inputmode="numeric" autocomplete="cc-number"
placeholder="1234 5678 9012 3456" maxlength="23" spellcheck="false">`,
)}
<div class="pair">${renderField(
    expiry,
    html`<input ${renderTies(expiry)} inputmode="numeric" autocomplete="cc-exp"
placeholder="MM / YY" maxlength="7" spellcheck="false">`,
  )}
${renderField(
  cvv,
  html`<input ${renderTies(cvv)} inputmode="numeric" autocomplete="cc-csc"
placeholder="123" maxlength="4" spellcheck="false">`,
)}</div>
${renderField(
  name,
  html`<input ${renderTies(name)} value="${view.entered['card_name'] ?? ''}"
autocomplete="cc-name" autocapitalize="words" spellcheck="false" maxlength="100">`,
)}`;
}

const PANELS: Readonly<Record<Method, (view: PayView, describe: Describe) => Markup>> = {
  upi: renderUpi,
  card: renderCard,
  netbanking: (view, describe) =>
    renderSelect(
      describe('bank', 'Your bank', 'Next, log in at your bank and approve.'),
      view.banks,
      view.entered['bank'] ?? '',
    ),
  wallet: (view, describe) =>
    renderSelect(
      describe('wallet', 'Your wallet', 'Next, log in to your wallet and approve.'),
      view.wallets,
      view.entered['wallet'] ?? '',
    ),
};

type Row = { method: Method; checked: boolean; focus: Markup | false; panel: Markup };

function renderMethod({ method, checked, focus, panel }: Row): Markup {
  const { name, about } = METHODS[method];
  return html`<div class="method"><input type="radio" name="method" value="${method}"
id="method-${method}"${checked && html` checked`}${focus}
><label for="method-${method}">
<span>${name} <span class="quiet">${about}</span></span>${renderIcon(method)}</label>
<div class="panel" data-panel="${method}">${panel}</div></div>
`;
}

/** `takesFocus`: the first field with an error is focused, unless something above it was. */
export function renderMethods(view: PayView, takesFocus: boolean): Markup {
  const usable = listUsableMethods(view);
  const wrong = view.errors['method'];
  const open = usable.includes(view.chosen) ? view.chosen : usable[0];
  const firstWrong = open && FIELDS[open].find((name) => view.errors[name] !== undefined);
  const mark = focusMark(view.embedder);
  const describe: Describe = (name, label, hint) => ({
    name,
    label,
    ...(hint === undefined ? {} : { hint }),
    error: view.errors[name],
    focus: takesFocus && wrong === undefined && name === firstWrong && mark,
  });
  const rows = usable.map((method) => ({
    method,
    checked: method === open,
    focus: takesFocus && wrong !== undefined && method === open && mark,
    panel: PANELS[method](view, describe),
  }));
  const tie = wrong !== undefined && html` aria-describedby="method-error"`;
  return html`<fieldset${tie}><legend>Pay with</legend>
${wrong !== undefined && renderError('method', wrong)}<div class="methods">
${rows.map(renderMethod)}</div>
</fieldset>`;
}

/** A field with its label, its hint and what is wrong with it; the words are there before it is. */

import { html, type Markup } from '../web/html.ts';
import { renderIcon } from './icon.ts';
import type { Words } from './words.ts';

export type FieldName = keyof Words['wrong'];

export type Field = {
  name: FieldName;
  label: string;
  hint: string | null;
  /** What is wrong; null: nothing, as far as is known. */
  error: string | null;
  /** What would be: the script shows it before anything is sent. */
  warning: string;
  focus: Markup | false;
};

/** What ties a field to its words: the hint and the error are read out with it. */
export function renderTies({ name, hint, error }: Field): Markup {
  const ties = [error !== null && `${name}-error`, hint !== null && `${name}-hint`];
  const ids = ties.filter((tie) => tie !== false).join(' ');
  return html` aria-required="true"${ids && html` aria-describedby="${ids}"`}${
    error !== null && html` aria-invalid="true"`
  }`;
}

export function renderError(name: string, error: string, isHidden = false): Markup {
  return html`<p class="error" id="${name}-error"${isHidden && html` hidden`}>${renderIcon(
    'alert',
  )}${error}</p>`;
}

/** The words below a control. */
export function renderBelow({ name, hint, error, warning }: Field): Markup {
  return html`${renderError(name, error ?? warning, error === null)}
${hint !== null && html`<p class="quiet" id="${name}-hint">${hint}</p>`}`;
}

/** `attributes` are those that this field has besides. */
export function renderInput(field: Field, attributes: Markup, beside?: Markup): Markup {
  const { name, label, focus } = field;
  const input = html`<input id="${name}" name="${name}"${renderTies(field)}${focus} ${attributes}>`;
  return html`<div class="field" data-field="${name}"><label for="${name}">${label}</label>
${beside ? html`<div class="beside">${input}${beside}</div>` : input}
${renderBelow(field)}</div>`;
}

/** Paying by UPI: a code on a desk, apps on a phone, and a typed UPI ID behind both. */

import encodeQR from 'qr';
import { html, type Markup, trust } from '../web/html.ts';
import { type Field, renderInput } from './field.ts';
import { renderInitial } from './order.ts';
import type { PayView, UpiView } from './view.ts';
import { DEFAULT_WORDS, type Words } from './words.ts';

/** The form that the apps' buttons belong to: in the other one Enter would press the first. */
const APP_FORM = 'upi-app';

/** Four modules of white around it, as scanners expect. */
export function drawCode(address: string): string {
  return encodeQR(address, 'svg', { ecc: 'low', border: 4 });
}

function renderScan({ address, isLoopback, next }: UpiView, words: Words): Markup {
  const { hostname, port } = new URL(address);
  const reachable = `http://192.168.1.20${port && `:${port}`}`;
  return html`<div class="scan" data-next="${next}">
<div class="qr" role="img" aria-label="${words.scanAlt}">${trust(drawCode(address))}</div>
<div><p class="strong">${words.scan}</p>
<p class="quiet">${words.scanHow}</p>
<p class="quiet" data-js hidden>${words.scanWaits}</p>
<p class="quiet">${words.scanHere}</p>
<p class="quiet" data-no-js><a href="">${words.scanPaid}</a></p></div>
${isLoopback && html`<p class="note">${words.scanUnreachable(hostname, reachable)}</p>`}
</div>`;
}

function renderApps({ apps }: UpiView, words: Words): Markup {
  return html`<div class="apps"><p class="label">${words.apps}</p>
<div class="tiles">${apps.map(
    ({ code, name }) => html`<button class="tile" form="${APP_FORM}" name="app" value="${code}"
>${renderInitial(name)}<span>${name}</span></button>
`,
  )}</div></div>`;
}

function renderVpa(view: PayView, field: Field, words: Words): Markup {
  return renderInput(
    field,
    html`value="${view.entered['vpa'] ?? ''}" inputmode="email"
placeholder="${words.vpaExample}" autocomplete="off" autocapitalize="none" autocorrect="off"
spellcheck="false" maxlength="255"`,
  );
}

export function renderUpi(view: PayView, field: Field): Markup {
  const { upi, entered, words = DEFAULT_WORDS } = view;
  const vpa = renderVpa(view, field, words);
  if (!upi) return vpa;
  const isOpen = Boolean(entered['vpa']) || field.error !== null;
  return html`${renderScan(upi, words)}
${renderApps(upi, words)}
<details class="typed"${isOpen && html` open`}><summary>${words.typeVpa}</summary>
${vpa}</details>`;
}

/** Stands beside the form of the methods, since forms do not stand in one another. */
export function renderAppForm({ upi, action }: PayView): Markup | null {
  if (!upi) return null;
  return html`<form method="post" action="${action}" id="${APP_FORM}"
><input type="hidden" name="method" value="upi"></form>`;
}

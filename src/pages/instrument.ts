/** The sandbox strip of the pay page, with its test instruments one tap away. */

import { html, type Markup } from '../web/html.ts';
import { listUsableMethods, METHODS } from './method.ts';
import type { Method, PayView, TestInstrument } from './view.ts';

/** The values are text that can be copied; the script adds a button that fills them in. */
function renderInstrument(instrument: TestInstrument): Markup {
  const { method, value, label, effect, also = {} } = instrument;
  const filled = JSON.stringify({ ...also, [METHODS[method].field]: value });
  const extra = Object.values(also);
  return html`<li><div><code>${value}</code>${
    extra.length > 0 && html` <span class="quiet">with ${extra.join(', ')}</span>`
  }
<p>${label}: ${effect}</p></div>
<button type="button" class="use" hidden data-js data-method="${method}" data-use="${filled}"
>Use<span class="hidden"> ${value}</span></button></li>`;
}

function renderGroup(method: Method, instruments: readonly TestInstrument[]): Markup {
  return html`<p class="group" id="test-${method}">${METHODS[method].name}</p>
<ul aria-labelledby="test-${method}">${instruments.map(renderInstrument)}</ul>`;
}

export function renderInstruments(view: PayView): Markup | null {
  const groups = listUsableMethods(view)
    .map((method) => ({ method, own: view.instruments.filter((one) => one.method === method) }))
    .filter(({ own }) => own.length > 0);
  if (groups.length === 0) return null;
  return html`<details class="sandbox">
<summary><span>Sandbox: no money moves</span> <span class="more">Test details</span></summary>
<div class="tests">${groups.map(({ method, own }) => renderGroup(method, own))}</div>
</details>`;
}

// What to do first, where there is no order or endpoint: a call with all filled in but the secret.
import type { Account } from '../core/account.ts';
import { writeFirstCall } from '../gateways/kit/curl.ts';
import { html, type Markup } from '../web/html.ts';
import type { Chosen } from './account-choice.ts';
import { addressOf } from './element.ts';
import type { SignedIn, Sources } from './request.ts';
import { ROOT } from './request.ts';

export function renderEmptyOrders(
  { dialects, home }: Pick<Sources, 'dialects' | 'home'>,
  { account: named, all }: Pick<Chosen, 'account' | 'all'>,
  { only }: Pick<SignedIn, 'only'>,
): Markup {
  const account = named ?? all[0];
  if (account === undefined) {
    return html`<div class="empty"><p>There is no account yet. Make the first one:</p>
<pre tabindex="0">dubash accounts add shop --mode sandbox</pre></div>`;
  }
  const calls = [...dialects.values()].map((dialect, at) => {
    const text = writeFirstCall(dialect, home(), account.key);
    return html`<details${at === 0 && html` open`}><summary>${dialect.title}</summary>
<pre tabindex="0">${text}</pre>
<button type="button" class="plain" data-copy="${text}">Copy</button></details>
`;
  });
  // A merchant who came by a link has no such page.
  const isThere = account.mode === 'sandbox' && only === undefined;
  const sandbox = addressOf(`${ROOT}/sandbox`, { account: account.key });
  return html`<div class="empty"><p>No order yet. Make one with the secret of
<code>${account.key}</code> in <code>$DUBASH_SECRET</code>${
    isThere && html`, or at <a href="${sandbox}">Sandbox</a> without any program`
  }:</p>
<br>${calls}</div>`;
}

/** Where its webhooks shall go is the merchant's to say. */
export function renderFirstEndpoint(
  { dialects, home }: Pick<Sources, 'dialects' | 'home'>,
  { key }: Account,
): Markup {
  const [dialect = ''] = dialects.keys();
  const endpoint = { url: 'https://shop.example/hook', dialect };
  const text = [
    `curl '${home()}/account/endpoints' -u '${key}:'"$DUBASH_SECRET"`,
    "-H 'content-type: application/json'",
    `-d '${JSON.stringify(endpoint)}'`,
  ].join(' \\\n  ');
  return html`<pre tabindex="0">${text}</pre>
<button type="button" class="plain" data-copy="${text}">Copy</button>`;
}

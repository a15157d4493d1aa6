// Signing in by a token, and out again; guesses are counted as failed logins are everywhere.
import type { Failure } from '../core/failure.ts';
import type { Operator } from '../core/operator.ts';
import { html, type Markup } from '../web/html.ts';
import { bareDocument, moveTo } from './layout.ts';
import type { Operators } from './operators.ts';
import type { Answered, Asked } from './request.ts';
import { ROOT } from './request.ts';
import type { Sessions } from './session.ts';
import { type Site, writeCookie } from './site.ts';

export const SIGN_IN = `${ROOT}/sign-in`;
const TOKEN_MAX = 200;

export type SignInParts = {
  readonly operators: Operators;
  readonly sessions: Sessions;
  /** What a wrong token is told: that it is wrong, or to wait. */
  readonly refuse: (key: string, address: string, failure: Failure) => Failure;
};

type Says = { readonly status: number; readonly wrong: string | null; readonly next: string };

export function renderSignIn(head: Markup, site: Site, { status, wrong, next }: Says): Answered {
  if (site.cookie === null) {
    const body = html`<h1>Sign in needs https</h1>
<p>At ${site.home} whoever is on the way could read along. Set PUBLIC_URL to an https address, or
open the dashboard on the server’s own machine.</p>`;
    return bareDocument(403, 'Sign in', head, body);
  }
  const body = html`<h1>Sign in to Dubash</h1>
${wrong !== null && html`<p class="note bad" role="alert" id="wrong">${wrong}</p>`}
<form method="post" action="${SIGN_IN}" class="stack" hx-boost="false">
<input type="hidden" name="next" value="${next}">
<label>Token<input type="password" name="token" required autofocus maxlength="${TOKEN_MAX}"
autocomplete="current-password" spellcheck="false"${
    wrong !== null && html` aria-invalid="true" aria-describedby="wrong"`
  }></label>
<button class="button primary">Sign in</button>
</form>
<p class="quiet">The first start printed the admin token once. Another one:
<code>dubash admin-token</code>; one of your own: <code>dubash operators</code></p>`;
  return bareDocument(status, 'Sign in', head, body);
}

/** The form was on a page of this site, which was looked at before. */
export async function signIn(
  { operators, sessions, refuse }: SignInParts,
  { address }: Asked,
  fields: Readonly<Record<string, string>>,
  site: Site,
  head: Markup,
  begun: (operator: Operator) => Promise<void>,
): Promise<Answered> {
  const next = safePath(fields['next'] ?? '');
  const token = (fields['token'] ?? '').trim();
  const operator = token === '' || token.length > TOKEN_MAX ? null : await operators.prove(token);
  if (operator !== null && site.cookie !== null) {
    const value = await sessions.begin(operator);
    await begun(operator);
    return moveTo(next, { 'set-cookie': writeCookie(site, value) });
  }
  const told = refuse('operator', address, { failure: 'credentials_wrong' });
  const { retryAfterSeconds = 0 } = told;
  if (told.failure !== 'rate_limited') {
    const wrong = 'This is no operator’s token, nor the admin token.';
    return renderSignIn(head, site, { status: 422, wrong, next });
  }
  const wrong = `Too many wrong tokens: try again in ${retryAfterSeconds} seconds.`;
  const page = renderSignIn(head, site, { status: 429, wrong, next });
  return { ...page, headers: { ...page.headers, 'retry-after': String(retryAfterSeconds) } };
}

/** Only a page of the dashboard is gone on to. */
export function safePath(path: string): string {
  const isOurs = path === ROOT || path.startsWith(`${ROOT}/`) || path.startsWith(`${ROOT}?`);
  const isPlain = /^[\x21-\x7e]{1,1000}$/.test(path) && !path.includes('\\');
  return isOurs && isPlain && !path.startsWith(SIGN_IN) ? path : ROOT;
}

// What the dashboard says while the database is away or a page fails by a bug: a page like others.
import { CommitUnknown, Unreachable } from '../store/store.ts';
import { html, type Markup } from '../web/html.ts';
import { addressOf, renderCopy } from './element.ts';
import { bareDocument, framePage } from './layout.ts';
import type { Answered, Asked, SignedIn } from './request.ts';
import { ROOT } from './request.ts';

const AGAIN_SECONDS = 5;
/** A page that takes longer than the database may take to be found anew is not waited for. */
export const READ_MS = 15_000;

export function isAway(error: unknown): boolean {
  return error instanceof Unreachable || error instanceof CommitUnknown;
}

/** `who` null: that too would have to be asked of the database. */
export function renderAway(asked: Asked, head: Markup, who: SignedIn | null): Answered {
  const isRead = asked.method !== 'POST';
  const title = isRead ? 'The database does not answer' : 'It may not have been done';
  const again = isRead ? addressOf(asked.path, asked.query) : ROOT;
  const body = html`<div class="head"><h1 tabindex="-1">${title}</h1></div>
${
  isRead
    ? html`<p>It is locked, full or cannot be reached, so this page cannot be shown now.</p>`
    : html`<p>The database did not answer, so nobody knows whether it took what you sent. Look for
it before you send it again.</p>`
}
<p>What was acknowledged before is kept. Programs are told to try again later, and you stay signed
in.</p><br>
<div class="row-of">${
    isRead
      ? html`<a class="button primary" href="${again}" hx-boost="false">Try again</a>`
      : html`<a class="button" href="${again}" hx-boost="false">To the dashboard</a>`
  }</div><br>
<p class="quiet">The server’s log has the reason; <code>dubash doctor</code> looks for it.</p>`;
  const page = writePage(asked, { title, body, status: 503 }, head, who);
  return { ...page, headers: { ...page.headers, 'retry-after': String(AGAIN_SECONDS) } };
}

/** By a bug of ours, of which the log has the rest. */
export function renderBroken(asked: Asked, head: Markup, who: SignedIn | null): Answered {
  const isRead = asked.method !== 'POST';
  const title = isRead ? 'This page failed' : 'It may not have been done';
  const body = html`<div class="head"><h1 tabindex="-1">${title}</h1></div>
<p>That is a fault of Dubash, not of yours.${
    !isRead && ' Nobody knows whether what you sent was done: look for it before you send it again.'
  }</p><br>
<p>The server’s log has the reason beside the request id ${renderCopy(asked.id ?? '')}</p><br>
<div class="row-of"><a class="button" href="${ROOT}" hx-boost="false">To the dashboard</a></div>`;
  return writePage(asked, { title, body, status: 500 }, head, who);
}

type Told = { readonly title: string; readonly body: Markup; readonly status: number };

function writePage(
  asked: Asked,
  { title, body, status }: Told,
  head: Markup,
  who: SignedIn | null,
): Answered {
  const shown = { kind: 'page', title, section: null, body, status } as const;
  const page =
    who === null
      ? bareDocument(status, title, head, body)
      : framePage({ shown, head, who, told: '' });
  // What follows by itself keeps its list, and asks again.
  const isPart = asked.headers['hx-target'] === 'tail';
  return isPart ? { ...page, headers: { ...page.headers, 'hx-reswap': 'none' } } : page;
}

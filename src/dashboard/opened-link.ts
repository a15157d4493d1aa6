// Opening a merchant's link: what it shows, then a button, as only a page of ours begins a session.
import type { Operator } from '../core/operator.ts';
import type { MerchantLinkAccess } from '../engine/identity/merchant-link.ts';
import { html, type Markup } from '../web/html.ts';
import { nameOf } from './account-choice.ts';
import { renderMoment } from './element.ts';
import { bareDocument, moveTo } from './layout.ts';
import { holderOf } from './merchant-view.ts';
import type { Answered, Asked } from './request.ts';
import { ROOT } from './request.ts';
import type { Sessions } from './session.ts';
import { renderSignIn } from './sign-in.ts';
import { type Site, writeCookie } from './site.ts';

export const OPEN_LINK = `${ROOT}/open`;

type Parts = {
  readonly links: MerchantLinkAccess;
  readonly sessions: Sessions;
  readonly head: Markup;
  readonly site: Site;
  /** Hears who has come, and to which account. */
  readonly begun: (who: Operator, account: string) => Promise<void>;
};

/**
 * A browser sends a strict cookie with nothing that another site's page led to, so the session
 * begins with a form of ours; and whatever looks at links in letters begins none.
 */
export async function openLink(
  { links, sessions, head, site, begun }: Parts,
  { method, query }: Asked,
  fields: Readonly<Record<string, string>>,
): Promise<Answered> {
  if (site.cookie === null) return renderSignIn(head, site, { status: 403, wrong: null, next: '' });
  const name = (method === 'POST' ? fields['link'] : query['link']) ?? '';
  const held = await links.open(name);
  if (held === null) return bareDocument(404, 'This link shows nothing', head, NOTHING);
  const { link, account } = held;
  if (method === 'POST') {
    const holder = holderOf(link.id);
    const value = await sessions.begin(holder);
    await begun(holder, account.key);
    return moveTo(`${ROOT}/orders`, { 'set-cookie': writeCookie(site, value) });
  }
  const body = html`<h1>${nameOf(account)}</h1>
<p>This link shows the orders and webhooks of this account, to read, until
${renderMoment(link.expiresAt)} (<span data-zone>Asia/Kolkata</span>). Nothing can be changed with
it.</p>
<form method="post" action="${OPEN_LINK}" class="stack" hx-boost="false">
<input type="hidden" name="link" value="${name}">
<button class="button primary">Show them</button></form>
<p class="quiet">Whoever has the link sees the same: keep it to yourself.</p>`;
  return bareDocument(200, nameOf(account), head, body);
}

const NOTHING = html`<h1>This link shows nothing</h1>
<p>It has ended, was taken back, or is not whole. Ask whoever sent it for another one.</p>`;

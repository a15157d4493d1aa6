// The links that show an account to its merchant: made, told once, listed and taken back.
import type { Account } from '../core/account.ts';
import { mayDo } from '../core/operator.ts';
import type { MerchantLink } from '../engine/identity/merchant-link.ts';
import { html, type Content, type Markup } from '../web/html.ts';
import { nameOf } from './account-choice.ts';
import { renderCopy, renderForm, renderMoment, renderSelect, renderState } from './element.ts';
import { addressOf, renderTable } from './element.ts';
import { OPEN_LINK } from './opened-link.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

const LINKS = '/accounts/:account/links';
const DAY_MS = 24 * 3600 * 1000;
const DAYS = ['1', '7', '30', '90'] as const;

export const merchantLinkRows: readonly Row[] = [
  { method: 'POST', path: LINKS, role: 'admin', answer: make },
  { method: 'POST', path: `${LINKS}/:link/revoke`, role: 'admin', answer: revoke },
];

function pathOf({ key }: Account): string {
  return `${ROOT}/accounts/${encodeURIComponent(key)}`;
}

export async function renderLinkList(
  { sources, who }: PageCall,
  account: Account,
): Promise<Markup> {
  const links = await sources.links.list(account);
  const choices = DAYS.map((each) => [each, each === '1' ? '1 day' : `${each} days`] as const);
  const content = html`${renderSelect('days', 'Holds for', choices, '7')}
<button class="button">Make a link</button>`;
  const form = renderForm(who, `${pathOf(account)}/links`, content, 'filters');
  const rows = links.map((link): readonly Content[] => rowOf({ sources, who }, account, link));
  const head = ['Link', 'State', 'Ends', 'Made by', 'Made', ''];
  return html`<h2>Links for its merchant</h2>
<p class="quiet">Whoever has one reads this account’s orders and webhooks, and changes nothing.</p>
${links.length > 0 && renderTable('Links', head, rows)}
${mayDo(who.role, 'admin') && html`<br>${form}`}`;
}

function rowOf(
  { sources, who }: Pick<PageCall, 'sources' | 'who'>,
  account: Account,
  { id, createdBy, createdAt, expiresAt, revokedAt }: MerchantLink,
): readonly Content[] {
  const isOver = expiresAt <= sources.now();
  const state = revokedAt !== null ? 'revoked' : isOver ? 'ended' : 'holds';
  const path = `${pathOf(account)}/links/${id}/revoke`;
  const button = html`<button class="plain">Revoke</button>`;
  return [
    `link:${id}`,
    renderState(state, state === 'holds' ? 'good' : 'calm'),
    renderMoment(expiresAt),
    createdBy,
    renderMoment(createdAt),
    state === 'holds' && mayDo(who.role, 'admin') && renderForm(who, path, button, 'row-of'),
  ];
}

/** Shown where it was made, and nowhere again. */
async function make({ sources, params, fields, who }: PageCall): Promise<Result | null> {
  const known = await sources.accounts.find(params['account'] ?? '');
  const days = DAYS.find((each) => each === fields['days']);
  if (known === null || days === undefined) return null;
  const { account } = known;
  const name = await sources.links.make(account, Number(days) * DAY_MS, who.name);
  const address = `${sources.home()}${addressOf(OPEN_LINK, { link: name })}`;
  const body = html`<p class="quiet"><a href="${pathOf(account)}">${nameOf(account)}</a></p>
<h1 tabindex="-1">The link is made</h1><br>
<p>It is shown this once, and holds for ${days === '1' ? 'one day' : `${days} days`}. A click copies
it.</p><br>
<p>${renderCopy(address)}</p>`;
  return { kind: 'page', title: 'The link is made', section: 'accounts', body };
}

/** Sessions that began with it are over with their next request. */
async function revoke({ sources, params }: PageCall): Promise<Result | null> {
  const known = await sources.accounts.find(params['account'] ?? '');
  if (known === null) return null;
  const isRevoked = await sources.links.revoke(known.account, params['link'] ?? '');
  return isRevoked ? { kind: 'moved', to: pathOf(known.account), told: 'moved' } : null;
}

// What the server runs with, where it has that from, and how long it keeps what.
import { REPLAYED_FOR_MS } from '../engine/idempotency/idempotency.ts';
import { MERCHANT_LINK_KEPT_MS } from '../engine/identity/merchant-link.ts';
import { CHECKOUTS_KEPT_MS } from '../engine/orders/checkout-session.ts';
import {
  TRANSCRIPTS_KEPT_MAX,
  TRANSCRIPTS_KEPT_MS,
} from '../engine/processing/transcript-retention.ts';
import { SUMS_KEPT_MS } from '../engine/requests/request-retention.ts';
import { WEBHOOKS_KEPT_MS } from '../engine/webhooks/retention.ts';
import { html, type Markup } from '../web/html.ts';
import { DAY_MS, HOUR_MS } from './day-span.ts';
import { renderCopy, renderFacts, renderMoment, renderStacked } from './element.ts';
import type { PageCall, Result, Row, ServerFacts } from './request.ts';
import { IDLE_MS, LONGEST_MS } from './session.ts';

export const settingRows: readonly Row[] = [
  { method: 'GET', path: '/settings', role: 'read', answer: showSettings },
];

async function showSettings({ sources }: PageCall): Promise<Result> {
  const { server, home } = sources;
  const { sealing, others } = server.masterKey();
  const body = html`<div class="head"><h1 tabindex="-1">Settings</h1></div>
${renderWarnings(server)}
${renderFacts([
  ['Version', server.version],
  ['Commit', server.commit !== null && renderCopy(server.commit)],
  ['Node.js', server.node],
  ['Database', server.database],
  ['Data folder', server.dataDir],
  ['Master key that seals', renderCopy(sealing)],
  ['Former master keys at hand', others.length > 0 && others.join(', ')],
  ['Process', server.process],
  ['Started', renderMoment(server.startedAt)],
  ['Programs reach it at', home()],
  ['Live payments', remedyOf(server)],
  ['Request log', server.requestLog],
])}
<h2>What it was started with</h2>
<p class="quiet">These are read once, when it starts: to change one, set it in the environment and
start it again. Of a secret only whether there is one is shown.</p>
${renderSettings(server)}
<h2>How long it keeps what</h2>
${renderStacked(
  'How long it keeps what',
  ['What', 'For'],
  KEPT.map(({ what, words }) => [what, words]),
)}<br>
<p class="quiet">Orders, payments, refunds, events, reviews and the audit are kept for good.</p>`;
  return { kind: 'page', title: 'Settings', section: 'settings', body };
}

function remedyOf({ liveRemedy }: ServerFacts): string {
  return liveRemedy === null ? 'it has what they need' : `none yet: ${liveRemedy}`;
}

function renderWarnings({ warnings }: ServerFacts): Markup | null {
  if (warnings.length === 0) return null;
  return html`<div class="note bad"><p>This start warned:</p>
<ul>${warnings.map((each) => html`<li>${each}</li>`)}</ul></div><br>`;
}

function renderSettings({ settings }: ServerFacts): Markup {
  const rows = settings.map(({ name, value, from, standard, meaning }) => [
    html`<code>${name}</code>`,
    value === '' ? '–' : value,
    from,
    standard === '' ? '–' : standard,
    meaning,
  ]);
  return renderStacked('Settings', ['Setting', 'Value', 'From', 'Default', 'Means'], rows);
}

function timeOf(ms: number): string {
  if (ms < HOUR_MS) return `${ms / 60_000} minutes`;
  return ms % DAY_MS === 0 && ms > DAY_MS ? `${ms / DAY_MS} days` : `${ms / HOUR_MS} hours`;
}

const KEPT = [
  {
    what: 'Webhooks and their attempts',
    words: `${timeOf(WEBHOOKS_KEPT_MS)} after they were made`,
  },
  {
    what: 'What was said to processors',
    words: `${timeOf(TRANSCRIPTS_KEPT_MS)}, the newest ${TRANSCRIPTS_KEPT_MAX} of an account`,
  },
  { what: 'Checkout sessions', words: timeOf(CHECKOUTS_KEPT_MS) },
  { what: 'Answers that an idempotency key repeats', words: timeOf(REPLAYED_FOR_MS) },
  { what: 'Requests', words: 'as REQUEST_LOG says' },
  { what: 'Their sums by the minute', words: timeOf(SUMS_KEPT_MS) },
  {
    what: 'Links for merchants',
    words: `${timeOf(MERCHANT_LINK_KEPT_MS)} after they ended or were revoked`,
  },
  {
    what: 'Sessions of this dashboard',
    words: `${timeOf(IDLE_MS)} without a request, ${timeOf(LONGEST_MS)} at most`,
  },
] as const;

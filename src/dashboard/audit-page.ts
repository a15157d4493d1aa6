// Who did what: every change of an operator, by whichever way it came, newest first.
import type { AuditRecord } from '../core/operator.ts';
import { html, type Markup } from '../web/html.ts';
import {
  addressOf,
  longOf,
  renderInput,
  renderMoment,
  renderState,
  renderTable,
} from './element.ts';
import type { PageCall, Result, Row } from './request.ts';
import { ROOT } from './request.ts';

const PATH = `${ROOT}/audit`;
const PAGE = 50;

export const auditRows: readonly Row[] = [
  { method: 'GET', path: '/audit', role: 'read', answer: showAudit },
];

async function showAudit({ sources, query }: PageCall): Promise<Result | null> {
  const { operator = '', account = '' } = query;
  const before = Number(query['before'] ?? '');
  const records = await sources.audit.list({
    ...{ kind: 'listAudit', since: null, until: null, count: PAGE + 1 },
    ...{ operator: operator || null, account: account || null },
    before: Number.isSafeInteger(before) && before > 0 ? before : null,
  });
  const shown = records.slice(0, PAGE);
  const last = shown.at(-1);
  const isMore = records.length > PAGE && last !== undefined;
  const next = addressOf(PATH, { operator, account, before: String(last?.key ?? '') });
  const body = html`<h1 tabindex="-1">Audit</h1><br>
<form method="get" action="${PATH}" class="filters">
${renderInput('operator', 'Operator', operator)}${renderInput('account', 'Account', account)}
<button class="button">Filter</button></form>
${shown.length === 0 ? html`<p class="empty">Nothing that fits was done.</p>` : renderRows(shown)}
<div class="pager">${isMore && html`<a href="${next}" rel="next">Older</a>`}</div>`;
  return { kind: 'page', title: 'Audit', section: 'audit', body };
}

function renderRows(records: readonly AuditRecord[]): Markup {
  const rows = records.map(({ at, operator, role, from, operation, account, target, outcome }) => [
    renderMoment(at),
    `${operator} (${role})`,
    operation,
    renderState(outcome.replaceAll('_', ' '), toneOf(outcome)),
    account ?? '–',
    Object.entries(target)
      .filter(([name]) => name !== 'account')
      .map(([name, text]) => `${name}: ${text}`)
      .join(', ') || '–',
    from,
  ]);
  const head = ['At', 'Who', longOf('What'), 'Came to', 'Account', longOf('Of'), 'From'];
  return renderTable('Audit', head, rows);
}

function toneOf(outcome: string): 'good' | 'wait' | 'bad' {
  if (outcome === 'done' || outcome === 'repeated') return 'good';
  return outcome === 'begun' ? 'wait' : 'bad';
}

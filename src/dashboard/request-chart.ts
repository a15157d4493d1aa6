// On the overview: how many requests came, were refused and failed, and how long answers took.
import { html, jsonBlock, type Markup } from '../web/html.ts';
import { addressOf, renderMoment, renderTable, rightOf } from './element.ts';
import { SPANS, type SpanName } from './overview-sum.ts';
import { type Answers, type AnswersOf, boundOf, type RequestSums } from './request-sum.ts';
import { ROOT } from './request.ts';

const HALF = 0.5;
const MOST = 0.95;
const COLUMNS = ['Requests', 'Refused', 'Failed', 'Half within', '95 % within'].map(rightOf);
const NONE: Answers = { count: 0, refused: 0, failed: 0, took: [], bounds: [] };
const LISTED_MAX = 40;

export function renderRequestSums(sums: RequestSums, span: SpanName): Markup | null {
  const { slots, byDialect, byProcessor, isCut } = sums;
  if (slots.size === 0 && byProcessor.length === 0) return null;
  return html`${slots.size > 0 && renderOverTime(sums, span)}
${byDialect.length > 0 && html`<h2>By dialect and operation</h2>${renderByDialect(byDialect)}`}
${
  byProcessor.length > 0 &&
  html`<h2>Processors’ answers</h2>
${renderTable(
  'Processors’ answers',
  ['Processor', 'Question', ...COLUMNS],
  byProcessor.slice(0, LISTED_MAX).map((each) => [each.of, each.operation, ...cellsOf(each)]),
)}`
}
<br>
<p class="quiet">Of all accounts, from sums of minutes: the last seconds may be missing. Times are
bounds: “within 25 ms” took more than 10.</p>
${isCut && html`<p class="quiet">There is more: of this time only the newest was summed.</p>`}`;
}

function renderOverTime({ slots, from }: RequestSums, span: SpanName): Markup {
  const { slotMs, slots: count } = SPANS[span];
  const rows = Array.from({ length: count }, (_, slot) => {
    return { at: from + slot * slotMs, answers: slots.get(slot) ?? NONE };
  });
  const at = rows.map((row) => Math.trunc(row.at / 1000));
  const series = (label: string, tone: string, of: (answers: Answers) => number | null) => {
    return { label, tone, values: rows.map(({ answers }) => of(answers)) };
  };
  const counts = [
    series('requests', '--indigo', (answers) => answers.count),
    series('refused', '--amber', (answers) => answers.refused),
    series('failed', '--red', (answers) => answers.failed),
  ];
  const times = [
    series('half, ms', '--indigo', (answers) => drawnMs(answers, HALF)),
    series('95 %, ms', '--amber', (answers) => drawnMs(answers, MOST)),
  ];
  const cells = rows
    .filter(({ answers }) => answers.count > 0)
    .reverse()
    .map((row) => [renderMoment(row.at), ...cellsOf(row.answers)]);
  const table = renderTable('Requests over time', ['From', ...COLUMNS], cells);
  return html`<h2>Requests over time</h2>
<div class="chart" data-chart="request-counts" role="img"
aria-label="Requests, refused and failed ones, over time; the table below has the numbers"></div>
<script type="application/json" id="request-counts">${jsonBlock({ at, series: counts })}</script>
<h2>How long answers took, in milliseconds</h2>
<div class="chart" data-chart="request-times" role="img"
aria-label="Within how many milliseconds half and 95 percent of the requests were answered, over
time; the table below has the numbers"></div>
<script type="application/json" id="request-times">${jsonBlock({ at, series: times })}</script>
<details><summary>Both as a table</summary>${table}</details>`;
}

/** Nothing is drawn where nothing was asked; beyond the last bound that one. */
function drawnMs(answers: Answers, share: number): number | null {
  const bound = boundOf(answers, share);
  if (bound === null) return null;
  return Math.min(bound, answers.bounds.at(-1) ?? 0) * 1000;
}

function renderByDialect(all: readonly AnswersOf[]): Markup {
  const rows = all.slice(0, LISTED_MAX).map((each) => {
    const { of: dialect, operation } = each;
    const name = operation === '' ? 'not read' : operation;
    const href = addressOf(`${ROOT}/requests`, { dialect, operation });
    return [html`<a class="row" href="${href}">${name}</a>`, dialect || '–', ...cellsOf(each)];
  });
  return renderTable('By dialect and operation', ['Operation', 'Dialect', ...COLUMNS], rows);
}

function cellsOf(answers: Answers): readonly string[] {
  const { count, refused, failed } = answers;
  const times = [HALF, MOST].map((share) => wordsOf(boundOf(answers, share), answers));
  return [String(count), shareOf(refused, count), shareOf(failed, count), ...times];
}

function shareOf(some: number, all: number): string {
  return some === 0 ? '0' : `${some} (${Math.round((1000 * some) / all) / 10} %)`;
}

function wordsOf(bound: number | null, { bounds }: Answers): string {
  if (bound === null) return '–';
  if (bound === Number.POSITIVE_INFINITY) return `over ${bounds.at(-1) ?? 0} s`;
  return bound < 1 ? `${Math.round(bound * 1000)} ms` : `${bound} s`;
}

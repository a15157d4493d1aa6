// The one stylesheet of the dashboard: dense, calm, hairlines instead of boxes.
import { COLOURS } from '../pages/index.ts';
import { STORY_STYLE } from './style-story.ts';

const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

const FRAME = `
* { box-sizing: border-box; margin: 0; padding: 0; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  background: var(--paper); color: var(--ink); font-size: .875rem; line-height: 1.5;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
a { color: var(--indigo); text-decoration: none; }
p a, dd a { text-decoration: underline; text-underline-offset: 3px; }
a:hover { text-decoration: underline; text-underline-offset: 3px; }
button, input, select, textarea { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--indigo); outline-offset: 2px; border-radius: 4px; }
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.skip { position: absolute; left: -999px; top: 8px; padding: 8px 12px; background: var(--surface); }
.skip:focus { left: 8px; z-index: 9; }
.quiet { color: var(--quiet); }
.strong { font-weight: 600; }
code, pre, .mono { font-family: ${MONO}; font-size: .8125rem; }
ul, ol { list-style: none; }
.rail { padding: 12px 16px; border-bottom: 1px solid var(--line); background: var(--paper); }
.brand { font-weight: 600; font-size: 1rem; color: var(--ink); }
.rail nav {
  display: flex; gap: 4px; margin: 8px -16px 0; padding: 2px 16px; overflow-x: auto;
  scroll-padding: 0 16px;
}
.rail nav a {
  flex: none; padding: 4px 10px; border-radius: 8px; color: var(--quiet); font-weight: 400;
}
.rail nav a:hover { color: var(--ink); text-decoration: none; background: var(--tint); }
.rail nav a[aria-current] { color: var(--ink); font-weight: 600; background: var(--tint); }
.find { position: relative; margin-top: 8px; }
.find input { width: 100%; padding-right: 32px; }
.find kbd {
  position: absolute; right: 8px; top: 50%; transform: translateY(-50%); width: 20px; height: 20px;
  border-radius: 4px;
  border: 1px solid var(--line); font: .75rem/18px ${MONO}; text-align: center;
  color: var(--quiet); pointer-events: none;
}
.out {
  display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; margin-top: 8px;
  color: var(--quiet);
}
.out button { white-space: nowrap; }
main { padding: 20px 16px 48px; max-width: 1200px; min-width: 0; }
main:focus, h1:focus { outline: none; }
@media (min-width: 1000px) {
  .shell { display: grid; grid-template-columns: 216px minmax(0, 1fr); min-height: 100vh; }
  .rail {
    position: sticky; top: 0; height: 100vh; padding: 20px 16px; border-bottom: 0;
    border-right: 1px solid var(--line); display: flex; flex-direction: column; overflow-y: auto;
  }
  .rail nav { display: grid; gap: 2px; margin: 16px 0 0; padding: 0; overflow: visible; }
  .find { margin-top: 16px; }
  .out { margin-top: auto; padding-top: 16px; }
  main { padding: 28px 40px 64px; }
}
h1 { font-size: 1.25rem; font-weight: 600; line-height: 1.3; }
h2 { font-size: .9375rem; font-weight: 600; margin: 32px 0 8px; }
h3 { font-size: .875rem; font-weight: 600; }
.head { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
.head > .far { margin-left: auto; }
@media (max-width: 699px) { .head > .button.far { margin-left: 0; } }
.quiet + .head, .quiet + h1 { margin-top: 2px; }
.head + * { margin-top: 16px; }
.foot { margin-top: 40px; font-size: .8125rem; color: var(--quiet); }
`;

const CONTROLS = `
input, select { height: 2.25rem; }
input, select, textarea {
  min-height: 36px; padding: 6px 10px; border: 1px solid var(--edge); border-radius: 8px;
  background: var(--surface); max-width: 100%;
}
input:focus, select:focus, textarea:focus {
  outline: 2px solid var(--indigo); outline-offset: -1px; border-color: var(--indigo);
}
textarea { width: 100%; resize: vertical; }
::placeholder { color: var(--quiet); opacity: 1; }
label {
  display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px; font-size: .8125rem;
  color: var(--quiet); min-width: 0;
}
label > input, label > select, label > textarea { color: var(--ink); font-size: .875rem; }
.button {
  display: inline-block; min-height: 36px; padding: 6px 14px; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--edge); background: var(--surface); color: var(--ink); font-weight: 600;
  line-height: 22px; text-align: center;
}
.button:hover { background: var(--tint); text-decoration: none; }
.button.primary { background: var(--indigo); border-color: transparent; color: var(--on-indigo); }
.button.primary:hover { background: var(--indigo-hover); }
.button.bad { color: var(--red); }
.plain {
  border: 0; background: none; color: var(--indigo); cursor: pointer; min-height: 24px;
  font: inherit; text-align: left;
}
.plain:hover { text-decoration: underline; text-underline-offset: 3px; }
.copy {
  border: 0; background: none; color: inherit; cursor: copy; text-align: left;
  overflow-wrap: anywhere; padding: 2px 0; margin: -2px 0;
}
.copy:not(.mono) { font: inherit; }
.copy.mono { font: .8125rem/1.6 ${MONO}; }
.copy:hover { text-decoration: underline dotted; text-underline-offset: 3px; }
/* Two sheets, one behind the other, that take no room; a finger has nothing to hover with. */
.copy::after {
  content: ""; display: inline-block; width: 7px; height: 9px; margin: 0 -14px 0 5px;
  border: 1px solid var(--quiet); border-radius: 2px; opacity: 0;
  box-shadow: 2px -2px 0 -1px var(--paper), 2px -2px 0 0 var(--quiet);
}
.copy:hover::after, .copy:focus-visible::after { opacity: 1; }
@media (hover: none) { .copy::after { opacity: 1; } }
[data-copy][data-done]::after {
  content: "✓"; width: auto; height: auto; margin: 0 -14px 0 4px; border: 0; box-shadow: none;
  color: var(--green); opacity: 1;
}
/* Nothing would copy it, or draw it; the text and the table stand beside it. */
@media (scripting: none) { .button[data-copy], .plain[data-copy], .chart { display: none; } }
.filters { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: end; }
.filters label { flex: 0 1 auto; }
.filters input, .filters select { min-width: 0; }
.filters select { max-width: 16rem; }
.filters input:not([type=date]) { width: 9.5rem; }
.stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; max-width: 440px; }
.row-of { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.follow { margin-top: 16px; }
.row-of + details, pre + .plain { margin-top: 8px; }
@media (max-width: 699px) {
  .filters[method=get] { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .filters[method=get] :is(input:not([type=date]), input, select) {
    width: 100%; max-width: none;
  }
}
.note {
  padding: 10px 12px; border-radius: 8px; background: var(--tint); max-width: 720px;
}
.note.bad { background: var(--red-ground); color: var(--red); }
.note.good { background: var(--green-ground); color: var(--green); }
.note.sandbox { background: var(--marigold-ground); color: var(--marigold); }
`;

const TABLES = `
.wide { overflow-x: auto; margin-top: 12px; }
table { width: 100%; border-collapse: collapse; overflow-wrap: normal; }
th, td {
  padding: 8px 16px 8px 0; text-align: left; vertical-align: baseline; white-space: nowrap;
}
th:last-child, td:last-child { padding-right: 0; }
td.long { white-space: normal; overflow-wrap: anywhere; min-width: 12rem; }
@media (max-width: 999px) { td.long { min-width: 18rem; } }
th { font-size: .75rem; font-weight: 600; color: var(--quiet); }
thead th, thead td {
  position: sticky; top: 0; background: var(--paper); z-index: 1; box-shadow: 0 1px var(--line);
}
/* Of a long table that fits the head stays in sight; what scrolls by itself cannot hold it. */
@media (min-width: 1000px) { .wide[data-long] { overflow: visible; } }
tr { border-bottom: 1px solid var(--line); position: relative; }
tbody tr:hover { background: var(--tint); }
td.right, th.right { text-align: right; }
.row { color: var(--ink); font-weight: 600; }
.row::after { content: ""; position: absolute; inset: 0; }
.row:focus-visible { outline: none; }
.row:focus-visible::after { outline: 2px solid var(--indigo); outline-offset: -2px; }
.cut { display: inline-block; max-width: 22rem; overflow: hidden; text-overflow: ellipsis;
  vertical-align: bottom; }
td:not(:first-child) > .cut { max-width: 14rem; }
@media (max-width: 699px) { td > .cut, td > a > .cut { max-width: 9rem; } }
.stacked { margin-top: 12px; }
.stacked td { white-space: normal; overflow-wrap: anywhere; min-width: 7rem; }
.stacked td:first-child { overflow-wrap: normal; }
@media (max-width: 899px) {
  .stacked, .stacked tbody, .stacked tr, .stacked td { display: block; }
  .stacked thead { display: none; }
  .stacked tr { padding: 8px 0; }
  .stacked td { padding: 1px 0; }
  .stacked td:first-child { font-weight: 600; }
  .stacked td:not(:first-child)::before { content: attr(data-label) ": "; color: var(--quiet); }
}
.pager { display: flex; gap: 16px; margin-top: 12px; }
.state { white-space: nowrap; }
.state::before {
  content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 6px;
  border-radius: 50%; background: currentColor;
}
.state.good { color: var(--green); } .state.bad { color: var(--red); }
.state.wait { color: var(--amber); } .state.calm { color: var(--quiet); }
.state.wait::before { background: none; border: 2px solid currentColor; }
.state.bad::before { border-radius: 1px; }
.tag { color: var(--marigold); font-size: .75rem; font-weight: 600; }
.empty { margin-top: 16px; max-width: 720px; }
.empty pre { margin-top: 12px; }
pre {
  padding: 12px; border-radius: 8px; background: var(--tint); white-space: pre-wrap;
  overflow-wrap: anywhere; line-height: 1.55; max-height: 32rem; overflow-y: auto;
}
summary { cursor: pointer; color: var(--indigo); padding: 2px 0; width: fit-content; }
summary:hover { text-decoration: underline; text-underline-offset: 3px; }
.sums { display: flex; flex-wrap: wrap; border-top: 1px solid var(--line); }
.sums > * {
  flex: 1 1 8rem; padding: 12px 16px 12px 0; border-bottom: 1px solid var(--line); color: inherit;
}
.sums .quiet { white-space: nowrap; }
.sums b { display: block; font-size: 1.125rem; font-weight: 600; overflow-wrap: normal; }
.chart { margin-top: 8px; min-height: 248px; overflow: hidden; }
@media (max-width: 699px) { .chart { min-height: 272px; } }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
  gap: 0 40px; }
@media (prefers-reduced-motion: no-preference) {
  .htmx-request #main, #main.htmx-swapping { opacity: .6; transition: opacity 120ms; }
}
.signin { max-width: 360px; margin: 12vh auto 0; padding: 0 16px; display: grid; gap: 16px; }
`;

/** On paper there is nothing to press, and nothing to scroll. */
const PRINT = `
@media print {
  .rail, .skip, .filters, .pager, .follow, form, .button, .plain { display: none !important; }
  .shell { display: block; }
  main { max-width: none; padding: 0 8px; }
  .wide { overflow: visible; }
  thead th, thead td { position: static; }
  tr, .story > li, .facts > div { break-inside: avoid; }
  pre, .json { max-height: none; overflow: visible; border: 1px solid var(--line); }
}
`;

export const STYLE = COLOURS + FRAME + CONTROLS + TABLES + STORY_STYLE + PRINT;

/** The one stylesheet of the customer's pages, inlined: the first paint waits for nothing. */

/** Of all pages, those of the dashboard too. */
export const COLOURS = `
:root {
  color-scheme: light dark;
  --ink: #14171f; --quiet: #5a5f6d; --paper: #fbfaf7; --surface: #ffffff;
  --line: #e6e3dc; --edge: #8d8a83; --tint: #f7f7fc;
  --indigo: #3730a3; --indigo-hover: #2c2687; --on-indigo: #ffffff;
  --marigold: #b45309; --marigold-ground: #fff9ef; --marigold-line: #f3dfbd;
  --green: #15803d; --green-ground: #edf8f0;
  --red: #b91c1c; --red-ground: #fdf2f1;
  --amber: #a16207; --amber-ground: #fdf8e6;
  --shadow: 0 1px 3px rgb(20 23 31 / .07);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #eceef3; --quiet: #a4a9b6; --paper: #0f1115; --surface: #171a20;
    --line: #2a2e37; --edge: #727988; --tint: #1c202a;
    --indigo: #a5b4fc; --indigo-hover: #bcc7fd; --on-indigo: #0f1115;
    --marigold: #f5b04c; --marigold-ground: #221b10; --marigold-line: #40311a;
    --green: #5fd38a; --green-ground: #14261b;
    --red: #fb9a94; --red-ground: #2b1819;
    --amber: #e8c04a; --amber-ground: #272211;
    --shadow: none;
  }
}
`;

const FRAME = `
* { box-sizing: border-box; margin: 0; padding: 0; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  background: var(--surface); color: var(--ink); line-height: 1.5; overflow-wrap: anywhere;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
button, input { font: inherit; color: inherit; }
.hidden {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.quiet { color: var(--quiet); font-size: .875rem; font-weight: 400; }
.inside { padding: 24px 16px 16px; }
@media (min-width: 480px) {
  body { background: var(--paper); padding: 64px 16px; }
  main {
    max-width: 440px; margin: 0 auto; background: var(--surface); overflow: hidden;
    border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow);
  }
  .inside { padding: 28px 28px 20px; }
}
:focus-visible { outline: 2px solid var(--indigo); outline-offset: 2px; }
.icon {
  width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75;
  stroke-linecap: round; stroke-linejoin: round;
}
.merchant { display: flex; align-items: center; gap: 12px; font-weight: 600; }
.initial {
  flex: none; width: 32px; height: 32px; border-radius: 8px; background: var(--ink);
  color: var(--surface); font-size: .875rem; line-height: 32px; text-align: center;
}
img.initial { object-fit: contain; background: none; }
h1 { font-size: 1.25rem; font-weight: 600; line-height: 1.3; margin-top: 20px; }
.amount {
  display: block; font-size: clamp(1.5rem, 12vw, 2.5rem); font-weight: 600; line-height: 1.2;
  letter-spacing: -.02em;
  font-variant-numeric: tabular-nums;
}
.amount.long { font-size: clamp(1.25rem, 8vw, 1.75rem); }
.bought { margin-top: 4px; }
.sandbox {
  background: var(--marigold-ground); color: var(--marigold); font-size: .875rem;
  font-weight: 600; border-bottom: 1px solid var(--marigold-line);
}
p.sandbox, .sandbox > summary { padding: 12px 16px; }
@media (min-width: 480px) { p.sandbox, .sandbox > summary { padding: 12px 28px; } }
`;

const METHODS = `
summary { cursor: pointer; border-radius: 8px; }
.sandbox > summary {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 12px; list-style: none;
}
.sandbox > summary::-webkit-details-marker { display: none; }
.sandbox > summary:focus-visible { outline-offset: -3px; }
.more { font-weight: 400; text-decoration: underline; text-underline-offset: 3px; flex: none; }
.tests {
  position: relative; padding: 0 16px 16px; color: var(--ink); font-weight: 400;
  max-height: 50vh; overflow: auto;
}
@media (min-width: 480px) { .tests { padding: 0 28px 16px; } }
.group { color: var(--marigold); font-weight: 600; padding-top: 8px; }
.tests summary { color: var(--marigold); padding: 8px 0; }
.tests ul { list-style: none; }
.tests li {
  display: flex; justify-content: space-between; align-items: center; gap: 12px; padding: 8px 0;
}
.tests li + li { border-top: 1px solid var(--marigold-line); }
code { font: 600 .875rem ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.use {
  min-width: 56px; min-height: 40px; border-radius: 8px; border: 1px solid var(--marigold);
  background: none; color: var(--marigold); font-weight: 600; cursor: pointer;
}
fieldset { border: 0; min-width: 0; margin-top: 24px; }
legend { font-size: .875rem; color: var(--quiet); margin-bottom: 8px; }
.methods { border: 1px solid var(--line); border-radius: 10px; }
.method { position: relative; }
.method + .method { border-top: 1px solid var(--line); }
.method > input {
  position: absolute; left: 16px; top: 18px;
}
[type=radio] {
  appearance: none; flex: none; width: 20px; height: 20px; border: 2px solid var(--edge);
  border-radius: 50%; background: var(--surface); cursor: pointer;
}
[type=radio]:checked { border: 6px solid var(--indigo); }
.method > label {
  display: flex; align-items: center; justify-content: space-between; gap: 12px;
  min-height: 56px; padding: 8px 16px 8px 52px; font-weight: 600; cursor: pointer;
}
.method > label > span { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 8px; }
.method > label > .icon { color: var(--quiet); }
.method > input:checked ~ label > .icon { color: var(--indigo); }
.panel { display: none; grid-template-columns: minmax(0, 1fr); padding: 4px 16px 16px; }
.method > input:checked ~ .panel { display: grid; gap: 16px; }
.pair { display: flex; flex-wrap: wrap; gap: 16px; }
.pair > * { flex: 1 1 8rem; }
.field > label, .label { display: block; font-size: .875rem; margin-bottom: 4px; }
.field > .quiet { margin-top: 4px; }
input:not([type=radio]) {
  width: 100%; min-height: 48px; padding: 8px 12px; border: 1px solid var(--edge);
  border-radius: 8px; background: var(--surface); font-variant-numeric: tabular-nums;
}
::placeholder { color: var(--quiet); opacity: 1; }
input:not([type=radio]):focus {
  outline: 2px solid var(--indigo); outline-offset: -1px; border-color: var(--indigo);
}
input[aria-invalid] { border-color: var(--red); box-shadow: inset 0 0 0 1px var(--red); }
[aria-invalid] .tile { border-color: var(--red); }
.error { display: flex; gap: 6px; margin-top: 6px; color: var(--red); font-size: .875rem; }
fieldset > .error { margin: 0 0 8px; }
.error .icon, .alert .icon { width: 18px; height: 18px; margin-top: 2px; }
.alert {
  display: flex; gap: 10px; margin-top: 20px; padding: 12px; border-radius: 8px;
  background: var(--red-ground); font-size: .875rem;
}
.alert:focus-visible { outline-color: var(--red); outline-offset: 0; }
.alert.calm { background: var(--tint); }
.alert.calm:focus-visible { outline-color: var(--edge); }
.alert.calm .icon { color: var(--quiet); }
.alert.calm strong { color: var(--ink); }
.alert .icon, .alert strong { color: var(--red); font-weight: 600; }
.none { margin-top: 24px; }
`;

const CHOICES = `
.tiles ~ .quiet { margin-top: 8px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: 8px; }
.tile {
  display: flex; align-items: center; gap: 8px; min-height: 48px; padding: 4px 12px;
  border: 1px solid var(--line); border-radius: 8px; background: none; font-size: .875rem;
  line-height: 1.3; text-align: left; cursor: pointer;
}
.tile:has(:checked) { border-color: var(--indigo); background: var(--tint); }
.tile:hover { background: var(--tint); }
.tile .initial { width: 24px; height: 24px; font-size: .75rem; line-height: 24px; }
.rest { margin-top: 8px; }
.rest > summary, .typed > summary { padding: 8px 0; font-size: .875rem; }
.list { max-height: 14rem; overflow: auto; margin-top: 8px; }
.list .tile { border-color: transparent; padding: 4px; }
.scan { display: flex; flex-wrap: wrap; gap: 12px 16px; align-items: center; }
.scan > div + div { flex: 1 1 8rem; display: grid; gap: 4px; }
.qr {
  flex: none; width: 164px; background: #fff; border: 1px solid var(--line); border-radius: 8px;
  overflow: hidden;
}
.qr svg { display: block; width: 100%; fill: #000; }
.strong { font-weight: 600; }
.note {
  width: 100%; padding: 8px 12px; border-radius: 8px; background: var(--marigold-ground);
  font-size: .875rem;
}
.scan a, .note code { color: inherit; overflow-wrap: anywhere; }
.apps { display: none; }
@media (hover: none) and (pointer: coarse) {
  .scan { display: none; }
  .apps { display: block; }
}
.typed .field { margin-top: 4px; }
.beside { position: relative; }
.network {
  position: absolute; right: 12px; top: 0; height: 100%; display: flex; align-items: center;
  gap: 6px; color: var(--quiet); font-size: .75rem; pointer-events: none;
}
.network[data-network]:not([data-network=""])::before {
  content: ""; width: 12px; height: 12px; background: var(--indigo);
}
.network[data-network=mastercard]::before { border-radius: 50%; }
.network[data-network=rupay]::before { clip-path: polygon(0 0, 100% 50%, 0 100%); }
.network[data-network=amex]::before { border-radius: 3px; }
.network[data-network=diners]::before { border-radius: 50% 0 0 50%; }
.network[data-network=maestro]::before { clip-path: polygon(50% 0, 100% 50%, 50% 100%, 0 50%); }
`;

const ENDINGS = `
.primary, .second, .link {
  display: block; width: 100%; min-height: 48px; padding: 12px 16px; border-radius: 8px;
  font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
  border: 1px solid transparent; background: none; line-height: 1.375;
}
.primary { background: var(--indigo); color: var(--on-indigo); font-variant-numeric: tabular-nums; }
.primary:hover { background: var(--indigo-hover); }
.second { border-color: var(--edge); color: var(--ink); }
.second:hover { background: var(--tint); }
.link { color: var(--quiet); font-size: .875rem; font-weight: 400; }
.link:hover { color: var(--ink); text-decoration: underline; text-underline-offset: 3px; }
:disabled { cursor: default; }
.primary:disabled { opacity: .75; }
fieldset + .primary { margin-top: 20px; }
.leave { margin-top: 8px; }
.ask { display: block; font-size: 1rem; margin-bottom: 4px; }
p.sandbox + .inside > h1:first-child { margin-top: 0; }
.verdict { display: flex; align-items: center; gap: 12px; }
h1.verdict:first-child { margin-top: 0; }
.mark {
  flex: none; display: grid; place-items: center; width: 40px; height: 40px; border-radius: 50%;
}
.verdict + p { margin-top: 12px; }
.good { color: var(--green); } .good .mark { background: var(--green-ground); }
.bad { color: var(--red); } .bad .mark { background: var(--red-ground); }
.wait { color: var(--amber); } .wait .mark { background: var(--amber-ground); }
.calm .mark { background: var(--tint); color: var(--quiet); }
.next {
  margin-top: 12px; display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px;
  font-variant-numeric: tabular-nums;
}
pre {
  margin-top: 8px; padding: 12px; border-radius: 8px; background: var(--tint);
  white-space: pre-wrap;
  font: .75rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
}
dl { margin-top: 20px; border-top: 1px solid var(--line); font-size: .875rem; }
dl > div {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 10px 0;
  border-bottom: 1px solid var(--line);
}
dt { color: var(--quiet); }
dd { font-variant-numeric: tabular-nums; }
.contact { display: grid; gap: 16px; margin: 4px 0 12px; }
.answers { display: grid; gap: 8px; margin-top: 20px; padding-bottom: 4px; }
@media (prefers-reduced-motion: no-preference) {
  [data-moved] .panel { animation: appear 150ms ease-out; }
  .primary, .second { transition: opacity 120ms; }
  @keyframes appear { from { opacity: 0; } }
}
`;

export const STYLE = COLOURS + FRAME + METHODS + CHOICES + ENDINGS;

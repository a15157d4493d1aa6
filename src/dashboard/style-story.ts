// The part of the stylesheet that an order's story, a webhook's attempts and JSON are set in.

export const STORY_STYLE = `
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
  gap: 12px 16px; }
@media (min-width: 700px) {
  .facts { grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 12px 24px; }
}
.facts dt { font-size: .75rem; color: var(--quiet); }
.facts dd { min-width: 0; }
.amount { font-size: 1.75rem; font-weight: 600; line-height: 1.2; letter-spacing: -.01em; }
.story { margin-top: 8px; border-left: 1px solid var(--line); margin-left: 4px; }
.story > li { position: relative; padding: 8px 0 8px 20px; }
.story > li::before {
  content: ""; position: absolute; left: -5px; top: 14px; width: 9px; height: 9px;
  border-radius: 50%; background: var(--edge); box-shadow: 0 0 0 3px var(--paper);
}
.story > .good::before { background: var(--green); }
.story > .bad::before { background: var(--red); border-radius: 2px; }
.story > .wait::before { background: var(--paper); border: 2px solid var(--amber); }
.story > .talk::before { background: var(--paper); border: 2px solid var(--edge); }
.story .line { display: flex; flex-wrap: wrap; gap: 0 12px; align-items: baseline; }
.story .line time { margin-left: auto; color: var(--quiet); font-size: .8125rem; }
.story .also { color: var(--quiet); }
.story pre, .bytes pre { margin-top: 8px; }
.bytes { margin-top: 4px; }
.bytes h3, #bytes h3 { margin-top: 12px; }
#bytes pre, .json + details, pre + details { margin-top: 8px; }
.side { margin-top: 8px; }
.side + .side { margin-top: 20px; }
.side > summary { font-weight: 600; }
.json { font: .8125rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  padding: 12px; border-radius: 8px; background: var(--tint); margin-top: 8px;
  overflow-wrap: anywhere; max-height: 32rem; overflow-y: auto; }
.json details > div, .json .inner { padding-left: 18px; }
.json summary { color: var(--quiet); padding: 0; }
.json .text { color: var(--green); }
.json .number, .json .word { color: var(--indigo); }
.uplot, .uplot * { font: inherit; }
.u-legend { text-align: left; }
.u-legend th { position: static; font-size: .75rem; }
.u-legend tr { border: 0; }
/* Values are of where one points. */
.uplot:not(:hover) .u-value, .uplot:not(:hover) .u-series:first-child { visibility: hidden; }
.uplot:not(:hover) .u-series th::after { content: none; }
`;

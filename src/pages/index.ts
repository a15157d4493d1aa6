/** The customer's pages: each takes a view and gives the HTML with the policy to send beside it. */

export { renderBank } from './bank.ts';
export { renderFirstPage } from './first-page.ts';
export { renderHandback } from './handback.ts';
export { renderBridge, renderElsewhere } from './bridge.ts';
export { renderHandover } from './handover.ts';
export { renderManual, renderManuals } from './manual.ts';
export type * from './manual.ts';
export { renderMissing } from './missing.ts';
export { formatMoney } from './money.ts';
export { renderMessage } from './message.ts';
export { renderOutcome } from './outcome.ts';
export { renderPay } from './pay.ts';
export { COLOURS } from './style.ts';
export type * from './view.ts';
export { DEFAULT_WORDS, type Words, wordsFor } from './words.ts';

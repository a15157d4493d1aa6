// The page in a component's frame: what is typed there goes to us, never to the page around it.
// Source: the pages of Cashfree.js named in script-component.ts.
import { hashSource, writePolicyTag } from '../../../../web/content-policy.ts';
import { FIELD } from './element-field.ts';
import { PAYMENT } from './element-payment.ts';
import { READING } from './element-reading.ts';

const STYLE =
  'html,body{margin:0;padding:0;background:transparent}' +
  'input,button{box-sizing:border-box;width:100%;margin:0;padding:12px;border:1px solid #8a8a94;' +
  'border-radius:4px;background:#fff;color:#1b1b1f;font:16px/1.4 system-ui,sans-serif}' +
  'input[type=checkbox]{width:20px;height:20px;margin:0 8px 0 0;vertical-align:middle}' +
  'label{display:flex;align-items:center;min-height:44px;font:16px/1.4 system-ui,sans-serif}' +
  'button{cursor:pointer}:focus-visible{outline:2px solid #2b5fd9;outline-offset:-2px}' +
  'img{display:block;margin:0 auto;image-rendering:pixelated}[hidden]{display:none}';

/** It loads nothing and talks to nobody but us. `sessions` takes what is paid with. */
export function elementPage(sessions: string, checkout: string): string {
  const places = `var SESSIONS = '${sessions}', CHECKOUT = '${checkout}';`;
  const script = `(function () {\n'use strict';\n${places}\n${READING}${FIELD}${PAYMENT}})();`;
  const policy = writePolicyTag({
    'style-src': [hashSource(STYLE)],
    'script-src': [hashSource(script)],
    'connect-src': ["'self'"],
    'img-src': ['data:'],
  });
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Payment</title>` +
    `${policy}<meta name="referrer" content="no-referrer"><style>${STYLE}</style></head>` +
    `<body><div id="place"></div><script>${script}</script></body></html>`
  );
}

// Our own cashfree.js (v3): what a merchant's page calls, in ES5 for pages of any age.
// Source: cashfree.md §4.
import { OVERLAY } from '../../../kit/overlay.ts';
import { CHECKOUT } from './script-checkout.ts';
import { COMPONENTS } from './script-component.ts';
import { PAYMENTS } from './script-payment.ts';

/** Where browsers are sent, and where the frames of components come from, at `origin`. */
export type ScriptPaths = { readonly checkout: string; readonly element: string };

/** The names that the parts of a script use, and the parts in a function of their own. */
export function wrapScript(
  comment: string,
  origin: string,
  { checkout, element }: ScriptPaths,
  parts: readonly string[],
): string {
  const names = [
    `ORIGIN = ${JSON.stringify(origin)}`,
    `ENDPOINT = ORIGIN + '${checkout}'`,
    `ELEMENT = ORIGIN + '${element}'`,
  ];
  const head = names.map((name) => `  var ${name};\n`).join('');
  return `/* ${comment} */\n(function () {\n  'use strict';\n${head}${parts.join('')}})();\n`;
}

export function cashfreeScript(origin: string, paths: ScriptPaths): string {
  const comment = 'Drop-in for cashfree.js v3: the payment page of a session, and its components.';
  return wrapScript(comment, origin, paths, [OVERLAY, CHECKOUT, COMPONENTS, PAYMENTS, SCRIPT]);
}

const SCRIPT = `
  // The mode picks one of the gateway's hosts: here the script's own is the only one.
  window.Cashfree = function Cashfree() {
    instances += 1;
    var owner = instances;
    return {
      checkout: checkout,
      create: function (name, options) {
        return createComponent(owner, name, options);
      },
      pay: function (options) {
        return pay(owner, options);
      },
      version: function () {
        return '3.0.0-dubash';
      },
      subscriptionsCheckout: function () {
        var message = 'cashfree.subscriptionsCheckout is not served here: use checkout';
        return Promise.resolve(refusal('not_supported', message));
      }
    };
  };
`;

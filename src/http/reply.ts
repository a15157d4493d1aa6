// Turns a dialect's reply into status, headers and text: once, for every dialect alike.
import type { Reply } from '../gateways/dialect.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { renderMessage } from '../pages/index.ts';
import { POLICY_HEADER } from '../web/content-policy.ts';

export function writeReply(reply: Reply): WireReply {
  switch (reply.kind) {
    case 'json':
      return {
        status: reply.status,
        headers: { 'content-type': 'application/json; charset=utf-8', ...reply.headers },
        body: JSON.stringify(reply.body),
      };
    case 'text':
      return {
        status: reply.status,
        headers: { 'content-type': reply.type, ...reply.headers },
        body: reply.body,
      };
    case 'page': {
      const { title, message, detail } = reply;
      return htmlReply(reply.status, renderMessage({ title, message, detail }));
    }
    case 'redirect':
      return { status: 303, headers: { location: reply.url }, body: '' };
  }
}

/** A page for a browser, with the policy that its own scripts and styles need. */
export function htmlReply(status: number, page: { html: string; csp: string }): WireReply {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    [POLICY_HEADER]: page.csp,
    // Without a referrer a browser would send "Origin: null" with the form that returns to the
    // merchant.
    'referrer-policy': 'strict-origin',
  };
  return { status, headers, body: page.html };
}

/** Sends a browser on with a GET, so that reloading repeats nothing. */
export function seeOther(path: string): WireReply {
  return { status: 303, headers: { location: path }, body: '' };
}

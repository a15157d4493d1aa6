// Turns a dialect's reply into status, headers and text: once, for every dialect alike.
import { createHash } from 'node:crypto';
import type { Reply } from '../gateways/dialect.ts';
import type { WireReply } from '../engine/idempotency/idempotency.ts';
import { renderMessage } from '../pages/index.ts';
import { POLICY_HEADER, writePolicy } from '../web/content-policy.ts';
import type { PictureBytes } from '../engine/identity/picture.ts';
import type { IncomingRequest } from './request.ts';

/** What goes to the connection: besides texts also pictures, and what was compressed. */
export type HttpReply = Omit<WireReply, 'body'> & {
  readonly body: string | Uint8Array;
  /** Half of it is written, then the connection breaks off: a test asked for that. */
  readonly cut?: true;
};

/**
 * The same with a tag of its content, or nothing but the tag when the browser has that already.
 * Weak, since the compressed one has it too.
 */
export function tagReply(reply: HttpReply, { headers }: IncomingRequest): HttpReply {
  const digest = createHash('sha256').update(reply.body).digest('base64url');
  const etag = `W/"${digest.slice(0, 22)}"`;
  const headersOf: Readonly<Record<string, string>> = { ...reply.headers, etag };
  const known = (headers['if-none-match'] ?? '').split(',').map((each) => each.trim());
  const bare = etag.slice(2);
  if (!known.some((each) => each === '*' || each === etag || each === bare)) {
    return { ...reply, headers: headersOf };
  }
  const { 'content-type': _, ...rest } = headersOf;
  return { status: 304, headers: rest, body: '' };
}

const PICTURE_SECONDS = 24 * 60 * 60;

/** Whatever its bytes are, it is a picture and nothing else. */
export function pictureReply(incoming: IncomingRequest, { type, bytes }: PictureBytes): HttpReply {
  const headers = {
    'content-type': type,
    'cache-control': `private, max-age=${PICTURE_SECONDS}`,
    'content-disposition': 'inline',
    [POLICY_HEADER]: writePolicy({}, null),
  };
  return tagReply({ status: 200, headers, body: bytes }, incoming);
}

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

/** The headers of an answer, and those that are said unless it says them itself. */
export function besides(
  headers: WireReply['headers'],
  unless: WireReply['headers'],
): WireReply['headers'] {
  const all: Record<string, string> = { ...headers };
  for (const name in unless) all[name] ??= unless[name] ?? '';
  return all;
}

export function withHeaders(
  reply: WireReply,
  headers: Readonly<Record<string, string>>,
): WireReply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

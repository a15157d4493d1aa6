// Carries a request that was meant for a gateway to our server, and the answer back.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import { guarded, type OnError } from '../guard.ts';

export type Carry = {
  /** To our server; `url` is a path with its query. */
  readonly carry: (url: string, request: IncomingMessage, response: ServerResponse) => void;
  /** To whom it was meant for, by TLS of our own. */
  readonly pass: (url: URL, request: IncomingMessage, response: ServerResponse) => void;
  readonly close: () => void;
};

/** Between two neighbours alone (RFC 9110, section 7.6.1). */
const HOP = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'proxy-authorization', 'te', 'trailer'],
  ...['upgrade', 'expect'],
]);

/** The server refuses a live account whatever comes with it: no money moves by a run. */
export const SANDBOX_ONLY = { 'x-dubash-mode': 'sandbox' } as const;

export function createCarry(server: URL, onError: OnError): Carry {
  const base = server.pathname.replace(/\/+$/, '');
  const agents = { 'http:': new http.Agent({ keepAlive: true }), 'https:': new https.Agent() };
  const forward = (
    { protocol, origin, host }: URL,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
    more: Readonly<Record<string, string>>,
  ): void => {
    const guardedEnd = guarded(onError, () => {
      request.resume();
      if (response.headersSent) response.destroy();
      else refuse(response, 502, `no answer from ${origin}`);
    });
    const [send, agent] =
      protocol === 'https:'
        ? ([https.request, agents['https:']] as const)
        : ([http.request, agents['http:']] as const);
    const headers = { ...withoutHops(request.headers), host, ...more };
    const onward = send(
      new URL(origin),
      { method: request.method, path, headers, agent },
      guarded(guardedEnd, (answer: IncomingMessage) => {
        answer.on('error', guardedEnd);
        response.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
        answer.pipe(response);
      }),
    );
    onward.on('error', guardedEnd);
    // A program that goes away in the middle leaves nothing half sent.
    response.on(
      'close',
      guarded(onError, () => onward.destroy()),
    );
    request.on('error', guardedEnd);
    request.pipe(onward);
  };
  return {
    carry: (url, request, response) =>
      forward(server, `${base}${url}`, request, response, SANDBOX_ONLY),
    pass: (url, request, response) =>
      forward(url, `${url.pathname}${url.search}`, request, response, {}),
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

function withoutHops(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.has(name)));
}

/** What the proxy itself says; the connection ends with it. */
export function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`dubash run: ${reason}\n`);
}

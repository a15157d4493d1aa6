// Somebody at the dashboard without a browser: a cookie, the form's token, and any header at all.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { TEST_ADMIN_TOKEN } from '../../src/api/fixtures/index.ts';

type Headers = Readonly<Record<string, string | undefined>>;
export type Seen = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
};

/** What `fetch` does not let one send: a host of one's own. */
export async function send(
  url: string,
  method: string,
  headers: Headers,
  fields?: Readonly<Record<string, string>>,
): Promise<Seen> {
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  const body = fields === undefined ? '' : new URLSearchParams(fields).toString();
  const form = fields === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  const sent = request(url, {
    method,
    headers: { ...form, ...(Object.fromEntries(given) as Record<string, string>) },
  });
  sent.end(body);
  const [answer] = await Promise.all([
    new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve);
      sent.once('error', reject);
    }),
  ]);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text: await text(answer) };
}

export type Session = {
  readonly cookie: string;
  readonly csrf: string;
  readonly get: (path: string, headers?: Headers) => Promise<Seen>;
  /** As a form of our own pages; `headers` win over what a browser says. */
  readonly post: (
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Headers,
  ) => Promise<Seen>;
};

/** What a browser says with a form of this site. */
export function browserOf(site: string): Headers {
  return { origin: site, 'sec-fetch-site': 'same-origin' };
}

/** Signs in as a browser does; `token` is the admin token unless it is given. */
export async function signIn(site: string, token: string = TEST_ADMIN_TOKEN): Promise<Session> {
  const path = '/dashboard/sign-in';
  const signedIn = await send(`${site}${path}`, 'POST', browserOf(site), { token, next: '' });
  assert.equal(signedIn.status, 303, signedIn.text);
  const [cookie = ''] = String(signedIn.headers['set-cookie']).split(';');
  const get: Session['get'] = (to, headers = {}) =>
    send(`${site}${to}`, 'GET', { cookie, ...headers });
  const page = await get('/dashboard/orders');
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  assert.notEqual(csrf, '');
  const post: Session['post'] = (to, fields, headers = {}) => {
    const said = { cookie, ...browserOf(site), ...headers };
    return send(`${site}${to}`, 'POST', said, { csrf, ...fields });
  };
  return { cookie, csrf, get, post };
}

// A shop that works with payment links: makes them, reads them, and pays them as a customer does.
import assert from 'node:assert/strict';
import { ask, type TestServer } from '../support/server.ts';
import { open29, settle } from './razorpay-client.ts';

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export type Json = Readonly<Record<string, unknown>>;
export type Link = Json & { readonly id: string; readonly short_url: string };

export const seconds = (): number => Math.floor(Date.now() / 1000);

export const pick = (from: Json, ...names: string[]) => names.map((name) => from[name]);

/** The SDK's part for links. */
export function linkCallsOf({ url }: TestServer) {
  return open29(url).paymentLink;
}

export async function make(server: TestServer, more: Json = {}): Promise<Link> {
  const made: unknown = await linkCallsOf(server).create({ amount: 50000, ...more } as never);
  return made as Link;
}

export async function fetchLink(server: TestServer, id: string): Promise<Json> {
  const found: unknown = await linkCallsOf(server).fetch(id);
  return found as Json;
}

export async function payOnPage(
  server: TestServer,
  page: string,
  vpa = 'success@razorpay',
): Promise<void> {
  const body = new URLSearchParams({ method: 'upi', vpa }).toString();
  assert.equal((await ask(page, { headers: FORM, body })).status, 303);
  await settle(server);
}

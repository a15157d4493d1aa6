// The one place where content security policies are written: what a page loads, who may frame it.
import { createHash } from 'node:crypto';
import { originOf } from './origin.ts';

export const POLICY_HEADER = 'content-security-policy';

/** The sources of each directive, in the order in which they are written; an empty list: none. */
export type Directives = Readonly<
  Partial<
    Record<
      | 'style-src'
      | 'script-src'
      | 'img-src'
      | 'connect-src'
      | 'font-src'
      | 'frame-src'
      | 'base-uri'
      | 'form-action',
      readonly string[]
    >
  >
>;

type InlineDirectives = Readonly<
  Partial<Record<'style-src' | 'script-src' | 'img-src' | 'connect-src', readonly string[]>>
>;

/** For a page that loads only this; `embedder` may frame it: an origin, `*` any, null none. */
export function writePolicy(directives: Directives, embedder: string | null): string {
  const all = { 'default-src': [], ...directives, 'frame-ancestors': listAncestors(embedder) };
  return writeAll(all);
}

/** For the head of a page that brings its policy itself, which any page may frame then. */
export function writePolicyTag(directives: InlineDirectives): string {
  const all = { 'default-src': [], ...directives, 'base-uri': [], 'form-action': [] };
  return `<meta http-equiv="${POLICY_HEADER}" content="${writeAll(all)}">`;
}

function writeAll(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ') || "'none'"}`)
    .join('; ');
}

function listAncestors(embedder: string | null): readonly string[] {
  if (embedder === '*') return ['*'];
  const source = embedder === null ? null : sourceOf(embedder);
  return source === null ? [] : [source];
}

/**
 * The origin of an address as a policy names it; null when it has none. A policy cannot name an
 * IPv6 address: there the scheme alone stands.
 */
export function sourceOf(address: string): string | null {
  const origin = originOf(address);
  return origin?.replace(/\/\/\[.*/, '') ?? null;
}

/** The one script or style block that has this text. */
export function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

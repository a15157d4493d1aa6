// The refusal in a frame, byte by byte: its texts, its policy, and the page that it tells.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { renderFramed } from './frame.ts';

const REFUSAL = { status: 400, title: `"Tom" & 'Jerry'`, message: '<b> is wrong', detail: null };

function render(refusal: Parameters<typeof renderFramed>[0], origin: string) {
  const reply = renderFramed(refusal, origin);
  assert.ok(reply.kind === 'text');
  const policy = reply.headers?.['content-security-policy'] ?? '';
  return { ...reply, policy };
}

const hashOf = (page: string, tag: string): string => {
  const block = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? '';
  return `'sha256-${createHash('sha256').update(block).digest('base64')}'`;
};

test('every text is escaped, by number', () => {
  const { body, status, type } = render({ ...REFUSAL, detail: `a=1&b="2"` }, 'https://shop.in');
  assert.deepEqual([status, type], [400, 'text/html; charset=utf-8']);
  const title = '&#34;Tom&#34; &#38; &#39;Jerry&#39;';
  assert.ok(body.includes(`<title>${title}</title>`));
  assert.ok(body.includes('<body data-to="https://shop.in">\n<main role="alert">'));
  assert.ok(body.includes(`<h1>${title}</h1><p>&#60;b&#62; is wrong</p>\n`));
  assert.ok(body.includes('<pre>a=1&#38;b=&#34;2&#34;</pre></main>\n<script>'));
  assert.ok(!render(REFUSAL, 'https://shop.in').body.includes('<pre>'));
});

test('the policy lets in the two blocks and lets the one page frame it', () => {
  for (const [origin, ancestor] of [
    ['https://shop.in', 'https://shop.in'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:8080', 'http:'],
  ] as const) {
    const { body, policy } = render(REFUSAL, origin);
    const blocks = `style-src ${hashOf(body, 'style')}; script-src ${hashOf(body, 'script')}`;
    const rest = `img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestor}`;
    assert.equal(policy, `default-src 'none'; ${blocks}; ${rest}`);
  }
});

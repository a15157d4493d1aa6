// The page by the order's number: where it leads a frame, a tab and an old browser; what it tells.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
  buildCall,
  buildOrder,
  buildOutcome,
  buildPayment,
  buildRequest,
  CREDENTIALS,
  ADDRESSES,
  NOW,
  renderBy,
} from '../../../../test/support/call.ts';
import type { Order } from '../../../core/order.ts';
import type { Payment } from '../../../core/payment.ts';
import { handback, embedMessages } from './handback.ts';
import { pageFamily } from './page.ts';
import { frameScript } from './script.ts';

const family = pageFamily(['/pay/token']);
const [row] = family.operations;
const NUMBER = '4403993715527184';
const WHOLE = 'http://127.0.0.1:8080/pay/ABC123def456GHPAGE';

function render(destination: string | null) {
  const headers = destination === null ? {} : { 'sec-fetch-dest': destination };
  const call = buildCall({ method: 'GET', path: `/${NUMBER}`, headers }, { order: NUMBER });
  return renderBy(row, buildOutcome({ order: buildOrder({ dialect: 'paytring' }) }), call);
}

test('the number is the whole claim; what is no number names nothing', () => {
  const identification = family.identify(buildRequest({ method: 'GET', path: `/${NUMBER}` }));
  assert.deepEqual(identification, { key: NUMBER, proof: null, by: 'order' });
  for (const path of ['/0', '/x', '/99999999999999999999', '/1e5', '/%31', '/']) {
    const refused = family.identify(buildRequest({ method: 'GET', path }));
    assert.deepEqual(refused, { failure: 'order_not_found' }, path);
  }
});

test('a frame gets the page that tells its parent, a tab the page that returns', () => {
  for (const destination of ['iframe', 'frame', 'embed', 'object', 'fencedframe']) {
    assert.deepEqual(render(destination), { kind: 'redirect', url: `${WHOLE}/in/*` }, destination);
  }
  assert.deepEqual(render('document'), { kind: 'redirect', url: WHOLE });
});

test('a browser that does not say where it shows the page finds out by a script', () => {
  for (const destination of [null, 'empty', 'worker']) {
    const reply = render(destination);
    assert.ok(reply.kind === 'text' && reply.headers);
    assert.ok(reply.body.includes(`data-whole="${WHOLE}"`));
    assert.ok(reply.body.includes(`data-framed="${WHOLE}/in/*"`));
    const script = /<script>(.*)<\/script>/s.exec(reply.body)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    const policy = reply.headers['content-security-policy'] ?? '';
    const only = `default-src 'none'; script-src 'sha256-${hash}'; base-uri 'none'`;
    assert.equal(policy, `${only}; img-src data:; frame-ancestors *`);
  }
});

test('refusals are pages that name nothing', () => {
  const statuses = (
    ['order_not_found', 'credentials_wrong', 'rate_limited', 'internal'] as const
  ).map((failure) => {
    const reply = family.renderFailure({ failure }, buildRequest({ path: '/1' }));
    assert.ok(reply.kind === 'page' && reply.detail === null);
    return reply.status;
  });
  assert.deepEqual(statuses, [404, 404, 429, 500]);
});

function visitOf(order: Partial<Order>, payments: readonly Partial<Payment>[]) {
  const made = payments.map((changes) => buildPayment(changes));
  const aggregate = {
    order: buildOrder({ dialect: 'paytring', ...order }),
    payments: made,
    refunds: [],
  };
  const rest = { credentials: CREDENTIALS, now: NOW, addresses: ADDRESSES, embedded: true };
  return { aggregate, payment: made.at(-1) ?? null, ...rest };
}

const FAILED = { status: 'failed', decline: 'declined' } as const;

test('the framing page is told in the words of the gateway, and nothing secret', () => {
  const paid = visitOf({ status: 'paid' }, [{}]);
  const failed = visitOf({ status: 'attempted' }, [FAILED]);
  const status = (data: string) => [{ eventname: 'Transaction_Status', data }];
  assert.deepEqual(embedMessages(paid, 'loaded'), [{ eventname: 'document_loaded', data: true }]);
  assert.deepEqual(embedMessages(paid, 'ended'), status('success'));
  assert.deepEqual(
    embedMessages(visitOf({}, [{ status: 'authorized' }]), 'ended'),
    status('success'),
  );
  assert.deepEqual(embedMessages(failed, 'failed'), status('failed'));
  assert.deepEqual(embedMessages(failed, 'ended'), status('failed'));
  assert.deepEqual(embedMessages(visitOf({ status: 'expired' }, []), 'ended'), status('failed'));
  assert.deepEqual(embedMessages(visitOf({ status: 'cancelled' }, []), 'ended'), status('failed'));
});

test('a page that embeds ours gets the four fields without an address too', () => {
  const back = handback(visitOf({ status: 'paid' }, [{}]));
  assert.ok(back?.kind === 'browserPost');
  assert.deepEqual([back.url, back.fields.length], ['', 4]);
});

test('the script is made for one origin and is whole', () => {
  const text = frameScript('https://pay.example');
  assert.ok(text.includes('var ORIGIN = "https://pay.example";'));
  assert.doesNotThrow(() => new Function(text));
});

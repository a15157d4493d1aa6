// Spans of OpenTelemetry: none without an SDK, with one a span for each stage and each question to
// a processor, and nothing of a trace in what goes out.
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, suite, test } from 'node:test';
import * as api from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { findTracing, openTracing } from '../../src/metrics/tracing.ts';
import { beginAt, type Chain, openChain, until } from '../support/chain.ts';
import { registerSdk, type Spans } from '../support/span.ts';
import { ask, BASIC, startServer, type TestServer } from '../support/server.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const FROM = { traceparent: `00-${TRACE}-${PARENT}-01` };

// Before any SDK is registered: the order of this file's tests is its order.
test('without an SDK nothing is traced, and the road is as it was', async () => {
  assert.equal(openTracing(api), null);
  assert.equal(await findTracing(tmpdir()), null);
  const server = await startServer();
  assert.equal(server.app.road.trace, undefined);
  await server.stop();
});

const nameOf = ({ name }: ReadableSpan): string => name.replace('dubash ', '');

suite('with an SDK', () => {
  let spans: Spans;
  let server: TestServer;
  before(async () => {
    spans = registerSdk();
    server = await startServer();
  });
  after(async () => {
    await server.stop();
    api.trace.disable();
    api.context.disable();
    api.propagation.disable();
  });

  const body = { amount: 100, currency: 'INR', receipt: 'traced' };
  const create = (authorization: string) =>
    ask(`${server.url}/v1/orders`, { headers: { authorization, ...FROM }, body });

  test('a request goes on the trace of whoever sent it, a span for each stage', async () => {
    spans.forget();
    const { status, headers } = await create(BASIC);
    assert.equal(status, 200);
    assert.equal(headers.get('traceparent'), null);
    const ended = spans.ended().filter((span) => span.spanContext().traceId === TRACE);
    const stages = ['mount', 'identify', 'open', 'parse', 'save', 'render', 'decide', 'request'];
    assert.deepEqual(new Set(ended.map(nameOf)), new Set(stages));
    const [request, ...others] = ended.filter((span) => nameOf(span) === 'request');
    assert.ok(request !== undefined && others.length === 0);
    assert.equal(request.parentSpanContext?.spanId, PARENT);
    const { attributes } = request;
    assert.deepEqual(attributes, {
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'dubash.dialect': 'razorpay',
      'dubash.operation': 'createOrder',
      'dubash.outcome': 'ok',
    });
    const parentOf = (stage: string) =>
      ended.find((span) => nameOf(span) === stage)?.parentSpanContext?.spanId;
    const decide = ended.find((span) => nameOf(span) === 'decide')?.spanContext().spanId;
    assert.equal(parentOf('save'), decide);
    for (const stage of ['mount', 'identify', 'open', 'parse', 'decide']) {
      assert.equal(parentOf(stage), request.spanContext().spanId, stage);
    }
  });

  test('a refusal says what it was, and nothing of the customer', async () => {
    spans.forget();
    assert.equal((await create('Basic Y2FuYXJ5OmNhbmFyeQ==')).status, 401);
    const request = spans.ended().find((span) => nameOf(span) === 'request');
    assert.equal(request?.attributes['dubash.outcome'], 'refused');
    assert.equal(request?.status.code, api.SpanStatusCode.UNSET);
    const all = JSON.stringify(spans.ended().map(({ name, attributes }) => [name, attributes]));
    assert.doesNotMatch(all, /canary|traced|test_123/);
  });

  test('what runs beside a request makes no span of a stage', async () => {
    const tracing = openTracing(api) ?? assert.fail();
    spans.forget();
    assert.equal(
      tracing.stage('save', () => 1),
      1,
    );
    assert.deepEqual(spans.ended(), []);
    assert.throws(() => tracing.stage('save', () => assert.fail('as it was')), /as it was/);
  });

  test('what goes out within is told no trace', async () => {
    const tracing = openTracing(api) ?? assert.fail();
    const inject = (): Record<string, string> => {
      const headers = {};
      api.propagation.inject(api.context.active(), headers);
      return headers;
    };
    const told = await tracing.request({ method: 'GET', headers: FROM }, async () => {
      const open = inject();
      const quiet = tracing.quietly(inject);
      let called = {};
      await tracing.call({ 'dubash.processor': 'bank' }, async () => {
        called = inject();
        return { kind: 'found' };
      });
      return { status: 200, open, quiet, called };
    });
    assert.match(told.open['traceparent'] ?? '', new RegExp(`^00-${TRACE}-`));
    assert.deepEqual([told.quiet, told.called], [{}, {}]);
  });
});

suite('a gateway with an SDK', () => {
  let spans: Spans;
  let chain: Chain;
  before(async () => {
    spans = registerSdk();
    chain = await openChain('razorpay');
  });
  after(async () => {
    await chain.stop();
    api.trace.disable();
    api.context.disable();
    api.propagation.disable();
  });

  test('each question to a processor has a span, with what it asked and what came', async () => {
    spans.forget();
    await beginAt(chain, 'T_traced');
    const found = () =>
      spans.ended().find(({ attributes }) => attributes['dubash.operation'] === 'start');
    await until(async () => found() !== undefined, true);
    const span = found() ?? assert.fail();
    assert.equal(nameOf(span), 'processor call');
    assert.deepEqual(span.attributes, {
      'dubash.processor': 'razorpay',
      'dubash.operation': 'start',
      'dubash.result': 'started',
    });
  });
});

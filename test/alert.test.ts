// The alert rules and the dashboard: read strictly, and held to what `/metrics` really gives.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import { parseDocument } from 'yaml';
import { TEST_ADMIN_TOKEN } from '../src/api/fixtures/index.ts';
import { createExposition } from '../src/metrics/exposition.ts';
import { watchBacklog } from '../src/metrics/backlog.ts';
import { watchCall } from '../src/metrics/processor.ts';
import { watchStore } from '../src/metrics/store.ts';
import { documentedV2 } from '../src/gateways/kit/documented.ts';
import { beginCourse, measureRoad } from '../src/metrics/road.ts';
import { openSqlite } from '../src/store/sqlite.ts';
import { commitOf } from './conformance/store.ts';
import { add } from './conformance/store-webhook.ts';
import { type Metrics, readMetrics } from './support/prometheus.ts';
import { ask, startServer, type TestServer } from './support/server.ts';

const root = path.resolve(import.meta.dirname, '..');
const ALERTS = 'deploy/alerts.yml';
const DASHBOARD = 'deploy/grafana.json';
const read = (name: string): string => readFileSync(path.join(root, name), 'utf8');

type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};
type Alerts = { readonly groups: readonly { readonly name: string; readonly rules: Rule[] }[] };
type Target = { readonly expr: string; readonly legendFormat?: string };
type Dashboard = {
  readonly panels: readonly { readonly id: number; readonly targets: readonly Target[] }[];
};

function readAlerts(text: string): readonly Rule[] {
  const document = parseDocument(text, { strict: true, uniqueKeys: true, merge: false });
  assert.deepEqual([...document.errors, ...document.warnings], []);
  const { groups } = document.toJS({ maxAliasCount: 0 }) as Alerts;
  return groups.flatMap(({ rules }) => rules);
}

const rules = readAlerts(read(ALERTS));
const dashboard = JSON.parse(read(DASHBOARD)) as Dashboard;
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ id, targets }) =>
    targets.map(({ expr }) => [`panel ${id}`, expr] as const),
  ),
];

const METRIC = /\b((?:dubash|process)_[a-z0-9_]+)(?:\{([^}]*)\})?/g;
const GROUPED = /\b(?:by|on|without) \(([^)]*)\)/g;
/** What Prometheus itself adds to every sample, and to what it scrapes. */
const ADDED: ReadonlySet<string> = new Set(['job', 'instance', 'le']);

/** One of everything, so that every metric has a sample, whatever a quiet server would show. */
async function writeAll(): Promise<string> {
  const exposition = createExposition();
  const store = watchStore(openSqlite(':memory:'), exposition);
  await store.save(commitOf({}));
  await add(store, { id: 10 });
  const [webhook] = await store.leaseWebhooks(Number.MAX_SAFE_INTEGER - 1, 2 ** 52, [], 1);
  assert.ok(webhook);
  await store.finishWebhook(webhook, 'held', 0, null);
  const pool = () => ({ open: 1, busy: 0, waiting: 0 });
  watchBacklog(exposition, { ...store, pool }, () => Date.now());
  const family = documentedV2('/base', { operations: [], names: { reference: 'receipt' } });
  const measure = measureRoad(exposition, new Map([[family, 'shop']]));
  measure(family, { ...beginCourse(), failure: 'order_paid', status: 400 });
  const said = async () => ({ kind: 'unknown', raw: '' }) as const;
  const call = watchCall(said, new Map(), exposition);
  const exchange = { request: () => said as never, read: () => ({ kind: 'unknown' }) as never };
  await call(exchange, null, { processor: 'bank' } as never);
  const text = await exposition.write();
  await store.close();
  return text;
}

suite('what is named is there', () => {
  let server: TestServer;
  let told: Metrics;
  before(async () => {
    server = await startServer();
    const headers = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` };
    const { text } = await ask(`${server.url}/metrics`, { headers });
    const [quiet, all] = [readMetrics(text), readMetrics(await writeAll())];
    const names = new Set([...quiet.names, ...all.names]);
    told = { ...all, names, labels: new Map([...quiet.labels, ...all.labels]) };
  });
  after(() => server.stop());

  test('every metric of rules and dashboard, with the labels that they ask for', () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const [where, expr] of expressions) {
      const labels = new Set(ADDED);
      for (const [, name = '', conditions = ''] of expr.matchAll(METRIC)) {
        seen += 1;
        if (!told.names.has(name)) wrong.push(`${where}: there is no metric ${name}`);
        const own = told.labels.get(name) ?? new Set<string>();
        for (const label of own) labels.add(label);
        for (const [, label = ''] of conditions.matchAll(/([a-z_]+)\s*=/g)) {
          if (!own.has(label) && !ADDED.has(label)) wrong.push(`${where}: ${name} has no ${label}`);
        }
      }
      for (const [, list = ''] of expr.matchAll(GROUPED)) {
        for (const label of list.split(/,\s*/)) {
          if (!labels.has(label)) wrong.push(`${where}: nothing there has a label ${label}`);
        }
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(seen >= rules.length - 2 + dashboard.panels.length);
  });

  test('every value of a label that a rule asks for is one that is written', () => {
    const sources = ['backlog', 'processor', 'road', 'store', 'process', 'request-log']
      .map((name) => read(`src/metrics/${name}.ts`))
      .join('\n');
    let looked = 0;
    for (const [where, expr] of expressions) {
      for (const [, label = '', values = ''] of expr.matchAll(/([a-z]+)=~?"([^"]*)"/g)) {
        if (label === 'job') continue;
        for (const value of values.split('|')) {
          const isWritten = new RegExp(`\\b${value.replace('.', '\\.')}\\b`).test(sources);
          assert.ok(isWritten, `${where}: ${label}="${value}"`);
          looked += 1;
        }
      }
    }
    assert.ok(looked > 10, `${looked} values were looked at`);
  });

  test('no metric is watched by nobody', () => {
    const shown = expressions.map(([, expr]) => expr).join('\n');
    const unseen = [...told.names]
      .filter((name) => name !== 'process_start_time_seconds')
      .filter((name) => !name.endsWith('_sum') && !name.endsWith('_count'))
      .filter((name) => !shown.includes(name));
    assert.deepEqual(unseen, []);
  });
});

test('each alert says what it is, and the document what to do', () => {
  const names = rules.map(({ alert }) => alert);
  assert.equal(new Set(names).size, names.length);
  const [, watching = ''] = read('docs/operate.md').split('\n## Watching');
  for (const { alert, labels, annotations, ...rest } of rules) {
    assert.deepEqual(Object.keys(annotations), ['summary', 'description'], alert);
    assert.ok(['page', 'ticket'].includes(labels['severity'] ?? ''), alert);
    assert.match(rest.for ?? '1m', /^\d+[mh]$/);
    assert.ok(watching.includes(`| \`${alert}\` |`), `docs/operate.md does not explain ${alert}`);
  }
  const told = [...watching.matchAll(/^\| `(Dubash\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(told, names);
});

test('a rule that is written twice, or badly, is not read over', () => {
  assert.throws(() => readAlerts('groups: []\ngroups: []\n'));
  assert.throws(() => readAlerts('groups: [\n'));
  assert.throws(() => readAlerts('groups:\n\t- name: a\n'));
});

test('panels have ids of their own and do not lie on each other', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const places = dashboard.panels.map((panel) => {
    const { x, y } = (panel as unknown as { readonly gridPos: { x: number; y: number } }).gridPos;
    return `${x} ${y}`;
  });
  assert.equal(new Set(places).size, places.length);
});

const folders = (process.env['PATH'] ?? '').split(path.delimiter);
const promtool = folders.map((folder) => path.join(folder, 'promtool')).find(existsSync);
const skip = promtool === undefined ? 'no promtool on this machine' : false;
test('promtool finds nothing wrong with the rules', { skip }, () => {
  assert.ok(promtool !== undefined);
  execFileSync(promtool, ['check', 'rules', path.join(root, ALERTS)], { stdio: 'pipe' });
});

// One of several processes of a server, as `dubash start --processes` starts it.
import cluster from 'node:cluster';
import { openApp } from '../app.ts';
import { guarded } from '../guard.ts';
import { createExposition, type Exposition } from '../metrics/exposition.ts';
import { type Counted, mergeMetrics } from '../metrics/merge.ts';
import { closingOf } from './closing.ts';
import { openLog } from './log.ts';
import { COUNT, COUNT_MS, type FromWorker, NUMBER, type ToWorker } from './process-message.ts';
import { listGiven, readSettings } from './settings.ts';
import { runForOperator } from './server-command.ts';
import { sayFailure } from './start.ts';
import { terminal } from './terminal.ts';

const number = Number(terminal.env[NUMBER]);
const config = readSettings(terminal);
const { log, leave } = openLog(config?.logLevel ?? 'info');
const asked = new Map<number, (all: readonly Counted[]) => void>();
let lastId = 0;

/** The process that looks after this one may be gone: then nobody is left to be told. */
function notify(said: FromWorker): void {
  if (process.connected) process.send?.(said);
}

/** Whoever asks one process for the metrics gets those of all. */
function countAll(own: Exposition): Exposition {
  const write = async (): Promise<string> => {
    const mine = { process: number, metrics: await own.read() };
    lastId += 1;
    const id = lastId;
    const { promise, resolve } = Promise.withResolvers<readonly Counted[]>();
    asked.set(id, resolve);
    const late = setTimeout(
      guarded(
        () => resolve([]),
        () => resolve([]),
      ),
      2 * COUNT_MS,
    );
    notify({ kind: 'look', id });
    const others = await promise;
    clearTimeout(late);
    asked.delete(id);
    const all = [mine, ...others.filter(({ process: other }) => other !== number)];
    return mergeMetrics(all.sort((one, other) => one.process - other.process));
  };
  return { ...own, write };
}

async function begin(): Promise<void> {
  // It has said itself what is wrong with them.
  if (config === null) return process.exit(1);
  const own = createExposition();
  const exposition = countAll(own);
  const app = await openApp(config, log, {
    ...{ exposition, runCommand: runForOperator },
    settingsGiven: listGiven(terminal),
    oneOf: { number, count: Number(terminal.env[COUNT]) },
  });
  const { end, giveUp } = closingOf(app.close, leave);
  let isEnding = false;
  // A service manager may signal every process of a service, and the first one does so as well.
  const endOnce = (): void => {
    if (isEnding) return;
    isEnding = true;
    end();
  };
  const hear = async (order: ToWorker): Promise<void> => {
    if (order.kind === 'stop') endOnce();
    if (order.kind === 'abort') giveUp();
    if (order.kind === 'counted') asked.get(order.id)?.(order.all);
    if (order.kind === 'count') {
      notify({ kind: 'mine', id: order.id, metrics: await own.read() });
    }
  };
  process.on('message', guarded(giveUp, hear));
  process.on('SIGTERM', guarded(giveUp, endOnce));
  // Without the one that listens there is nothing more to serve; Node would end at once.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  process.on('disconnect', guarded(giveUp, endOnce));
  notify({ kind: 'serving', summary: app.summary, firstPage: app.firstPage });
}

// What is typed on a terminal reaches every process of it; the first one says what to do.
process.on(
  'SIGINT',
  guarded(
    () => process.exit(1),
    () => undefined,
  ),
);
begin().catch((error: unknown) => {
  // The channel is emptied before it ends.
  process.send?.({ kind: 'failed', problem: sayFailure(error) } satisfies FromWorker, () => {
    leave();
    process.exit(1);
  });
});

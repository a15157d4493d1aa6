// The thread that writes: takes groups of work from the server's thread, and commits each as one.
import { parentPort, workerData } from 'node:worker_threads';
import { guarded, rethrow } from '../guard.ts';
import { startCheckpoints } from './checkpoint.ts';
import { commitGroup } from './group-commit-sqlite.ts';
import { openFile, performWith, statementsOn, type Work } from './sqlite-work.ts';
import { type FromWorker, pack } from './worker-message.ts';

const port = parentPort;
if (port === null) throw new Error('this is no program of its own');
const tell = (message: FromWorker): void => port.postMessage(message);

const database = openFile(String(workerData));
const perform = performWith(statementsOn(database));
const stopCheckpoints = startCheckpoints(
  database,
  (error) => tell({ failed: pack(error) }),
  () => undefined,
);

// What is thrown outside a group ends the thread, and who waits hears of it (see CommitThread).
port.on(
  'message',
  guarded(rethrow, (group: readonly Work[] | null) => {
    if (group === null) {
      stopCheckpoints();
      database.close();
      port.close();
      return;
    }
    const outcomes = commitGroup(database, perform, group);
    tell({
      outcomes: outcomes.map((each) => ('error' in each ? { error: pack(each.error) } : each)),
    });
  }),
);

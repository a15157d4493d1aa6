// Counts the lines of the request log: what of it was written, and what there was no room for.
import type { RequestLog } from '../engine/requests/request-log.ts';
import type { Exposition } from './exposition.ts';

export function watchRequestLog(
  { total }: Pick<Exposition, 'total'>,
  { counts }: Pick<RequestLog, 'counts'>,
): void {
  total(
    'dubash_request_log_lines_total',
    'Lines of the request log: written, or dropped for want of room, time or a database.',
    ['result'],
    () => {
      const { written, dropped } = counts();
      return [
        [['written'], written],
        [['dropped'], dropped],
      ];
    },
  );
}

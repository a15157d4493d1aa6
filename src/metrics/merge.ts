// The metrics of several processes of one server as one text: each line says whose it is.
import { type Written, writeAll } from './exposition.ts';

/** What one process counted, by its number. */
export type Counted = { readonly process: number; readonly metrics: readonly Written[] };

/**
 * What is the database's is told once. What each counted itself gets its number as a label and is
 * not summed up: one that was replaced counts from nothing, and whoever adds up has to see so.
 */
export function mergeMetrics(all: readonly Counted[]): string {
  const heads = new Map<string, string[]>();
  for (const { process, metrics } of all) {
    for (const { head, lines, isShared } of metrics) {
      const known = heads.get(head);
      if (isShared && known !== undefined) continue;
      const own = isShared ? lines : lines.map((line) => labelled(line, process));
      heads.set(head, [...(known ?? []), ...own]);
    }
  }
  return writeAll([...heads].map(([head, lines]) => ({ head, lines })));
}

/** `name{a="b"} 1` or `name 1`; a name has neither a brace nor a blank. */
function labelled(line: string, process: number): string {
  const at = line.search(/[{ ]/);
  const more = line[at] === '{' ? `,${line.slice(at + 1)}` : `}${line.slice(at)}`;
  return `${line.slice(0, at)}{process="${process}"${more}`;
}

// Rows of texts in columns, as wide as their longest text.

export function columnsOf(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = []] = rows;
  const widths = head.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** What others wrote, without what a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, '?');
}

// Where a field is, in dotted paths such as `customer.email`, and how people are told of it.

/** "customer_details.customer_email" → "Customer email". */
export function labelOf(path: string): string {
  const words = (path.split('.').at(-1) ?? path).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The value at a dotted path, of own properties alone; undefined when nothing is there. */
export function valueAt(values: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = values;
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

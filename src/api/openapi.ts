// What the account API and the admin API take and answer, as OpenAPI 3.1.
import type { Dialect } from '../gateways/dialect.ts';

export function describeApis(_dialects: readonly Dialect[], origin: string): object {
  return { openapi: '3.1.0', servers: [{ url: origin }] };
}

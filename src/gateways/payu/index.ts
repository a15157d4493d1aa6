// PayU, a gateway whose API merchants' programs speak to us.
import type { Gateway } from '../gateway.ts';
import { payu as dialect } from './dialect/index.ts';

export const payu: Gateway = Object.freeze({ name: dialect.name, title: dialect.title, dialect });

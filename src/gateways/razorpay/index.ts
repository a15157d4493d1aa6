// Razorpay, a gateway whose API merchants' programs speak to us.
import type { Gateway } from '../gateway.ts';
import { razorpay as dialect } from './dialect/index.ts';

export const razorpay: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
});

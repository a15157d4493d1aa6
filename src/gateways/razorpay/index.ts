// Razorpay, a gateway whose API merchants' programs speak to us, and that we speak ourselves.
import type { Gateway } from '../gateway.ts';
import { razorpay as dialect } from './dialect/index.ts';
import { razorpay as processor } from './processor/index.ts';

export const razorpay: Gateway = Object.freeze({
  name: dialect.name,
  title: dialect.title,
  dialect,
  processor,
});

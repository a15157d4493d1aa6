// Every dialect that is served: one line each.
export { razorpay } from './razorpay/index.ts';

// Every gateway: one line each.
export { cashfree } from './cashfree/index.ts';
export { paytring } from './paytring/index.ts';
export { payu } from './payu/index.ts';
export { pinelabs } from './pinelabs/index.ts';
export { razorpay } from './razorpay/index.ts';
export { sandbox } from './sandbox/index.ts';
export { worldline } from './worldline/index.ts';

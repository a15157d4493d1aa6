// Times as Razorpay tells them.

/** Milliseconds as the whole seconds that this gateway tells. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

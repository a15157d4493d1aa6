// Times as Razorpay tells them.

/** Milliseconds as the whole seconds that this gateway tells. */
export function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

/** The whole seconds that this gateway tells as milliseconds. */
export function milliseconds(told: number): number {
  return told * 1000;
}

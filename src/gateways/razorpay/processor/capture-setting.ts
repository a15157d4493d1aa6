// Who captures a payment at Razorpay, and when it gives up one that nobody captured.
// Source: docs/gateways/razorpay.md §1.4 (document: payments/payments/capture-settings/api).
import type { Order } from '../../../core/order.ts';

const MINUTE_MS = 60_000;
const LEAST_MINUTES = 12;
const MOST_MINUTES = 7200;

/** Whole minutes within the documented limits; what is none of them is the greatest. */
function minutesOf(ms: number | undefined, fallback: number): number {
  const minutes = ms === undefined ? fallback : Math.ceil(ms / MINUTE_MS);
  return Math.min(Math.max(minutes, LEAST_MINUTES), MOST_MINUTES);
}

/**
 * After which it refunds an authorized payment by itself: the only way to let one go, as it has no
 * call for that.
 */
function heldMinutes(order: Order): number {
  return minutesOf(order.captureWithinMs, MOST_MINUTES);
}

export function heldMs(order: Order): number {
  return heldMinutes(order) * MINUTE_MS;
}

/**
 * Always sent, as it wins over the account's own setting. By itself the gateway captures what is
 * authorized within its shortest time; what comes later is for us to decide, as our order may be
 * over by then.
 */
export function writeCapture(order: Order): Readonly<Record<string, unknown>> {
  const manual = heldMinutes(order);
  const automatic = Math.min(minutesOf(order.autoCaptureMs, LEAST_MINUTES), manual);
  return order.capture === 'manual'
    ? {
        capture: 'manual',
        capture_options: { manual_expiry_period: manual, refund_speed: 'normal' },
      }
    : {
        capture: 'automatic',
        capture_options: {
          automatic_expiry_period: automatic,
          manual_expiry_period: manual,
          refund_speed: 'normal',
        },
      };
}

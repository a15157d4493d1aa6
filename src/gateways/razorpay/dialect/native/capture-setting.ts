// Who captures an order's payments, and until when: `payment`, and the older `payment_capture`.
// Source: razorpay.md §1.4, from payments/payments/capture-settings/api; sentences are inferred.
import type { CreateOrder } from '../../../../core/command.ts';
import { type Failure, isFailure } from '../../../../core/failure.ts';
import type { Fields } from '../../../dialect.ts';
import { isRecord } from '../../../kit/read.ts';
import { has, readFlag, readWhole } from './field.ts';
import { nameOfPayment } from './order-payment.ts';
import { refuse } from './refusal.ts';

export type CaptureSetting = Pick<CreateOrder, 'capture' | 'autoCaptureMs' | 'captureWithinMs'>;

const LEAST_MINUTES = 12;
const MOST_MINUTES = 7200;
const MINUTE_MS = 60_000;

/** `payment.capture` wins over the older `payment_capture`, which plugins still send. */
export function readCapture(fields: Fields): CaptureSetting | Failure {
  const { values } = fields;
  const name = ['payment', 'payment_config'].find((each) => isSetting(values, each));
  if (name !== undefined) return readSetting(fields, name);
  const flag = readFlag(values['payment_capture']);
  if (flag === null && has(values, 'payment_capture') && values['payment_capture'] !== '') {
    const says = 'The payment capture field must be true or false.';
    return refuse('payment_capture', 'type', says);
  }
  return { capture: flag === false ? 'manual' : 'automatic' };
}

/** With a payment in it, `payment` need not say how it is captured. */
function isSetting(values: Fields['values'], name: string): boolean {
  const setting = values[name];
  const isPaid = name === 'payment' && nameOfPayment(values) !== undefined;
  return isPaid && isRecord(setting) ? has(setting, 'capture') : has(values, name);
}

function readSetting(fields: Fields, name: string): CaptureSetting | Failure {
  const setting = fields.values[name];
  const capture = isRecord(setting) ? setting['capture'] : undefined;
  if (!isRecord(setting) || (capture !== 'manual' && capture !== 'automatic')) {
    return refuse(`${name}.capture`, 'format', `The selected ${name}.capture is invalid.`);
  }
  const path = `${name}.capture_options`;
  const options = setting['capture_options'];
  if (options === undefined || options === null) return { capture };
  if (!isRecord(options)) return refuse(path, 'type', `The ${path} must be an array.`);
  const { refund_speed: speed = null } = options;
  // Whatever was not captured goes back at once here: both speeds are kept.
  if (speed !== null && speed !== 'normal' && speed !== 'optimum') {
    return refuse(`${path}.refund_speed`, 'format', 'The selected refund speed is invalid.');
  }
  const automatic = readMinutes(fields, options, `${path}.automatic_expiry_period`);
  if (isFailure(automatic)) return automatic;
  const manual = readMinutes(fields, options, `${path}.manual_expiry_period`);
  if (isFailure(manual)) return manual;
  if (manual !== null && automatic !== null && manual < automatic) {
    const says =
      'The manual expiry period must be greater than or equal to automatic expiry period.';
    return refuse(`${path}.manual_expiry_period`, 'range', says);
  }
  return {
    // Of no minutes nothing is captured by itself (a sample of the page has 0).
    capture: automatic === 0 ? 'manual' : capture,
    ...(automatic === null || automatic === 0 ? {} : { autoCaptureMs: automatic * MINUTE_MS }),
    ...(manual === null || manual === 0 ? {} : { captureWithinMs: manual * MINUTE_MS }),
  };
}

function readMinutes(
  { lexemes }: Fields,
  options: Readonly<Record<string, unknown>>,
  path: string,
): number | Failure | null {
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (!has(options, name) || options[name] === '') return null;
  const lexeme = lexemes.get(path);
  const own = { values: options, lexemes: new Map(lexeme === undefined ? [] : [[name, lexeme]]) };
  const minutes = readWhole(own, name);
  const label = name.replaceAll('_', ' ');
  if (minutes === undefined) return refuse(path, 'type', `The ${label} must be an integer.`);
  if (minutes > MOST_MINUTES) {
    return refuse(path, 'range', `The ${label} may not be greater than ${MOST_MINUTES}.`);
  }
  const isShort = minutes !== 0 && minutes < LEAST_MINUTES;
  if (isShort || minutes < 0 || (minutes === 0 && name.startsWith('manual'))) {
    return refuse(path, 'range', `The ${label} must be at least ${LEAST_MINUTES}.`);
  }
  return minutes;
}

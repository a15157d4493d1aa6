// PayU's error codes as reasons of ours. Source: payment-error-codes.json of PayU's documentation
// repository payu-india/CMS-Chatbot (payu.md §P.12); each group's words are its third column.
import type { DeclineReason } from '../../../core/payment.ts';

/** A code that several reasons could stand behind is with the one that its sentence names first. */
const CODES: Readonly<Record<Exclude<DeclineReason, 'declined'>, string>> = Object.freeze({
  insufficient_funds: 'E706 E713 E719 E1208 E336 E329 E1505 E4037',
  authentication_failed:
    'E500 E501 E202 E213 E232 E300 E303 E306 E313 E316 E317 E326 E327 E335 E340 E708 E710 E917 ' +
    'E1000 E1302 E1601 E1604 E1623 E1633 E1645 E1666 E1670 E1910 E2404 E2406 E4148 E4386 E4390',
  cancelled_by_customer:
    'E502 E905 E1206 E1300 E1605 E1606 E1607 E1611 E1613 E9205 E4168 E4271 E4149',
  timed_out:
    'E231 E408 E507 E209 E210 E208 E1602 E1610 E1636 E4013 E4103 E4158 E4176 E4218 E4279 E4292 ' +
    'E4294 E4387 E4608 E9220',
  processor_error:
    'E345 E205 E211 E214 E219 E330 E334 E341 E346 E347 E700 E704 E800 E801 E802 E803 E804 E1001 ' +
    'E1101 E1303 E1608 E1617 E1629 E1630 E1631 E1639 E1647 E1653 E1654 E1658 E2110 E2111 E4041 ' +
    'E4177 E4259 E4357 E4358 E9240 E9254',
});

const REASONS: ReadonlyMap<string, DeclineReason> = new Map(
  (Object.keys(CODES) as (keyof typeof CODES)[]).flatMap((reason) =>
    CODES[reason].split(' ').map((code) => [code, reason] as const),
  ),
);

/** Where the code says nothing: "Payment State Explanations" (payu.md §1.4). */
const BY_STATE: Readonly<Record<string, DeclineReason>> = Object.freeze({
  usercancelled: 'cancelled_by_customer',
  bounced: 'timed_out',
  dropped: 'timed_out',
  autorefund: 'processor_error',
});

/** Total: what nobody has told us of is a plain decline. `state` is the `unmappedstatus`. */
export function readDecline(state: string, code: string): DeclineReason {
  const cancelled = state.toLowerCase() === 'usercancelled';
  if (cancelled) return 'cancelled_by_customer';
  const known = REASONS.get(code.toUpperCase());
  if (known !== undefined) return known;
  const name = state.toLowerCase();
  return Object.hasOwn(BY_STATE, name) ? (BY_STATE[name] ?? 'declined') : 'declined';
}

// The test cards of the sandbox as they were typed: what is wrong with one, and what of it is kept.
import type { Issue } from '../../../core/failure.ts';
import type { Instrument, InstrumentInput } from '../../../core/payment.ts';
import type { TestInstrument } from '../../dialect.ts';
import { kindOf, networkOf } from '../../kit/card-network.ts';

export function cardIssues(input: InstrumentInput, listed: boolean, now: number): Issue[] {
  const issues: Issue[] = [];
  if (!listed) {
    issues.push(issue('card_number', 'Only the listed test cards work in the sandbox'));
  }
  if (input.cardExpiry !== undefined && !isFutureMonth(input.cardExpiry, now)) {
    issues.push(issue('card_expiry', 'Enter a month and year that is not past, such as 12 / 30'));
  }
  if (input.cardCvv !== undefined && !/^\d{3,4}$/.test(input.cardCvv)) {
    issues.push(issue('card_cvv', 'Enter the 3 or 4 digits from the card'));
  }
  return issues;
}

export function issue(field: string, message: string): Issue {
  return { field, rule: 'format', message };
}

function isFutureMonth(text: string, now: number): boolean {
  const match = /^\s*(\d{1,2})\s*\/?\s*(\d{2}|\d{4})\s*$/.exec(text);
  const month = Number(match?.[1]);
  const year = Number(match?.[2]);
  if (match === null || month < 1 || month > 12) return false;
  return Date.UTC(year < 100 ? 2000 + year : year, month) > now;
}

export function cardOf(
  number: string,
  name: string | null,
  published: TestInstrument | undefined,
): Instrument {
  const network = networkOf(number) ?? 'visa';
  const kind = published?.cardKind ?? kindOf(network);
  const holder = name === null || name.trim() === '' ? null : name.trim().slice(0, 100);
  const test = published?.fails === undefined ? {} : { test: published.fails.word };
  return { method: 'card', network, kind, last4: number.slice(-4), holder, ...test };
}

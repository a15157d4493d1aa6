// What a processor's credentials must be, and where it may be told to be, before anybody is asked.
import type { ConnectionBody } from '../../core/connection.ts';
import { type Failure, type Issue, invalid } from '../../core/failure.ts';
import type { CredentialField, Credentials, Processor } from '../../gateways/processor.ts';

const VALUE_MAX = 500;
const LABEL_MAX = 100;
const URL_MAX = 2048;

/** An address that paths can be put behind: nothing but a host, a port and a path. */
const BASE_URL = /^https?:\/\/[^/?#\s@]+(?:\/[^?#\s]*)?$/i;

type Asked = Pick<ConnectionBody, 'mode' | 'label' | 'baseUrl'>;

/** Null: there is nothing to refuse. No issue repeats what came. */
export function refuseCredentials(
  processor: Processor,
  credentials: Credentials,
  mode: ConnectionBody['mode'],
): Failure | null {
  const names = processor.credentialFields.map(({ name }) => name);
  const strangers = Object.keys(credentials).filter((name) => !names.includes(name));
  const issues = [
    ...processor.credentialFields.flatMap((field) => issueOf(field, credentials[field.name])),
    ...strangers.map((name) => {
      const says = `${name.slice(0, 100)} is not among ${names.join(', ')}`;
      return { ...about(name), rule: 'unknown', message: says } as const;
    }),
  ];
  if (issues.length > 0) return invalid(issues);
  const message = processor.checkCredentials(credentials, mode);
  if (message === null) return null;
  return invalid([{ field: 'credentials', rule: 'format', message }]);
}

/** What is wrong with all of a connection that is not its credentials. */
export function refuseConnection({ mode, label, baseUrl }: Asked): Failure | null {
  const issues: Issue[] = [];
  const refuse = (field: string, rule: Issue['rule'], message: string): void => {
    issues.push({ field, rule, message });
  };
  if (label !== null && (label.length > LABEL_MAX || !isOneLine(label))) {
    refuse(
      'label',
      'format',
      `label must have 1 to ${LABEL_MAX} characters and no control characters`,
    );
  }
  if (baseUrl !== null && mode === 'live') {
    refuse('base_url', 'unknown', 'A live connection goes to its processor’s own addresses');
  } else if (baseUrl !== null && !isBaseUrl(baseUrl)) {
    refuse('base_url', 'format', 'base_url must be like https://gateway.example.com');
  }
  return issues.length > 0 ? invalid(issues) : null;
}

function issueOf(field: CredentialField, value: string | undefined): readonly Issue[] {
  const { name, label, required } = field;
  if (value === undefined) {
    return required ? [{ ...about(name), rule: 'required', message: `${label} is required` }] : [];
  }
  if (value === '' || value.length > VALUE_MAX) {
    const message = `${label} must have 1 to ${VALUE_MAX} characters`;
    return [{ ...about(name), rule: 'length', message }];
  }
  if (isOneLine(value)) return [];
  return [{ ...about(name), rule: 'format', message: `${label} must have no control characters` }];
}

function about(name: string): { readonly field: string } {
  return { field: `credentials.${name.slice(0, 100)}` };
}

function isOneLine(text: string): boolean {
  return text !== '' && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

function isBaseUrl(text: string): boolean {
  return text.length <= URL_MAX && BASE_URL.test(text) && URL.canParse(text);
}

// A request as a command for a shell, byte for byte.
import { globOff } from '../api/request-curl.ts';

const INDENT = ' \\\n  ';
/** A shell's own word for a text with any character but the zero. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

type Sent = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
};

export function writeCurl({ method, url, headers, body }: Sent): string {
  return [
    `curl -X ${quote(method)} ${quote(url)}${globOff(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    // Behind --data-binary a text that begins with "@" names a file.
    ...(body === null || body === '' ? [] : [`--data-raw ${quote(body)}`]),
  ].join(INDENT);
}

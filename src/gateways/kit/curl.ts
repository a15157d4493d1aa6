// A dialect's first call as a command for a shell, which itself fills in the secret and the time.
import type { Dialect } from '../dialect.ts';

// Characters that no key and no field has stand where the shell fills something in.
const SECRET = '\ue000';
const TIME = '\ue001';
const INDENT = ' \\\n  ';

/** `origin` is where the server is reached; the shell is to have `$DUBASH_SECRET`. */
export function writeFirstCall({ name, firstCall }: Dialect, origin: string, key: string): string {
  const reference = `${name}-${TIME}`;
  const call = firstCall({ key, secret: SECRET, reference, shop: `${origin}/` });
  const headers = { 'content-type': 'application/json', ...call.headers };
  return [
    `curl ${quote(origin + call.path)}`,
    ...(call.headers === undefined ? [`-u ${quote(`${key}:${SECRET}`)}`] : []),
    ...Object.entries(headers).map(([header, value]) => `-H ${quote(`${header}: ${value}`)}`),
    `-d ${quote(JSON.stringify(call.fields, null, 1).replace(/\n */g, ' '))}`,
  ].join(INDENT);
}

/** As a shell takes it for one word. */
function quote(text: string): string {
  const whole = `'${text.replaceAll("'", () => `'\\''`)}'`;
  const filled = whole
    .replaceAll(SECRET, () => `'"$DUBASH_SECRET"'`)
    .replaceAll(TIME, () => `'$(date +%s)'`);
  return filled.replace(/^''(?=.)/, '').replace(/(?<=.)''$/, '');
}

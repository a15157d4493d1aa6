// What a program finds in its environment in a run, by which each language is led here.
import path from 'node:path';
import type { Detour } from './detour.ts';
import { plainHost } from './tunnel.ts';
import { STORE_PASSWORD, type TrustFiles } from './trust.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** This machine: what programs ask here is asked without a detour. */
const NEAR = ['localhost', '127.0.0.1', '::1'];

/** Files of authorities that the environment names already. */
export function namedAuthorities(env: Environment): readonly string[] {
  const names = ['SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];
  return [...new Set(names.flatMap((name) => env[name] || []))];
}

/** The proxy that the machine's way out is by; throws for one that cannot be used. */
export function proxyOf(env: Environment): URL | null {
  const given = env['https_proxy'] || env['HTTPS_PROXY'] || '';
  if (given === '') return null;
  const url = URL.parse(given.includes('://') ? given : `http://${given}`);
  if (url?.protocol === 'http:') return url;
  throw new Error('HTTPS_PROXY must be an http:// address for a run, or not be set');
}

/** The environment with all of it. */
export function leadEnvironment(
  env: Environment,
  hosts: readonly string[],
  { proxyPort, directPort }: Pick<Detour, 'proxyPort' | 'directPort'>,
  files: TrustFiles,
): Environment {
  const proxy = `http://127.0.0.1:${proxyPort}`;
  const near = nearOf(env, hosts).join(',');
  return {
    ...env,
    ...{ HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: near, no_proxy: near },
    ...{ SSL_CERT_FILE: files.bundle, CURL_CA_BUNDLE: files.bundle },
    REQUESTS_CA_BUNDLE: files.bundle,
    // Node has the others itself, and reads this file in every process.
    NODE_EXTRA_CA_CERTS: env['NODE_EXTRA_CA_CERTS'] ? files.bundle : files.authority,
    NODE_USE_ENV_PROXY: '1',
    NODE_OPTIONS: words(env['NODE_OPTIONS'], `--require ${JSON.stringify(files.node)}`),
    PYTHONPATH: [files.python, env['PYTHONPATH']].filter(Boolean).join(path.delimiter),
    RUBYOPT: words(env['RUBYOPT'], `-r${files.ruby}`),
    // An empty part stands for PHP's own folder.
    PHP_INI_SCAN_DIR: [env['PHP_INI_SCAN_DIR'] ?? '', files.php].join(path.delimiter),
    JAVA_TOOL_OPTIONS: words(env['JAVA_TOOL_OPTIONS'], ...javaOptions(proxyPort, files)),
    DUBASH_RUN_HOSTS: hosts.join(),
    DUBASH_RUN_PORT: String(directPort),
    DUBASH_RUN_CA: files.authority,
  };
}

function words(...given: readonly (string | undefined)[]): string {
  return given.filter(Boolean).join(' ');
}

function javaOptions(port: number, { keyStore }: TrustFiles): readonly string[] {
  return [
    ...['-Dhttps.proxyHost=127.0.0.1', `-Dhttps.proxyPort=${port}`],
    ...[`-Djavax.net.ssl.trustStore=${keyStore}`, '-Djavax.net.ssl.trustStoreType=JKS'],
    `-Djavax.net.ssl.trustStorePassword=${STORE_PASSWORD}`,
  ].map((each) => (/\s/.test(each) ? `"${each}"` : each));
}

/** What the environment says needs no proxy, unless a gateway's host would pass us by. */
function nearOf(env: Environment, hosts: readonly string[]): readonly string[] {
  const given = `${env['NO_PROXY'] ?? ''},${env['no_proxy'] ?? ''}`.split(/[,\s]+/);
  const kept = given.filter((each) => {
    const name = plainHost(each.replace(/:\d+$/, '')).replace(/^\*?\.?/, '');
    return name !== '' && !hosts.some((host) => host === name || host.endsWith(`.${name}`));
  });
  return [...new Set([...kept, ...NEAR])];
}

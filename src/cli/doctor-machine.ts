// What `dubash doctor` looks at on this machine: folder, disk, flush time, addresses, networks.
import * as fs from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { keyFileIn } from '../bootstrap.ts';
import type { Config } from '../config.ts';
import { examineNetworks } from '../network-setting.ts';
import { databaseIn, filesOf } from '../store/database-file.ts';
import { type Finding, ok, warn, wrong } from './finding.ts';

const MB = 1024 * 1024;
/** Below the first a server soon fails; below the second there is time to make room. */
const FREE_MIN = 200 * MB;
const FREE_LOW = 2048 * MB;
const FLUSH_SLOW_MS = 25;
const FLUSHES = 5;

export function checkFolder(dataDir: string): readonly Finding[] {
  const stat = fs.statSync(dataDir, { throwIfNoEntry: false });
  if (stat === undefined) {
    const remedy = 'set DATA_DIR, or start a server first';
    return [wrong('data folder', `${dataDir} is not there`, remedy)];
  }
  if (!stat.isDirectory()) {
    return [wrong('data folder', `${dataDir} is no folder`, 'set DATA_DIR to a folder')];
  }
  const places = [dataDir, keyFileIn(dataDir), ...filesOf(databaseIn(dataDir))];
  const open = places.filter((each) => {
    const mode = fs.statSync(each, { throwIfNoEntry: false })?.mode ?? 0;
    return (mode & 0o077) !== 0;
  });
  return open.length === 0
    ? [ok('data folder', `${dataDir} is its owner's alone`)]
    : open.map((each) => {
        const mode = each === dataDir ? '700' : '600';
        return wrong('data folder', `others may read ${each}`, `chmod ${mode} ${each}`);
      });
}

export function checkDisk(dataDir: string): Finding {
  const { bavail, bsize } = fs.statfsSync(dataDir);
  const free = bavail * bsize;
  const says = `${Math.floor(free / MB)} MB are free in ${dataDir}`;
  const remedy = 'make room, or move the data folder to a larger disk';
  if (free < FREE_MIN) return wrong('disk', says, remedy);
  return free < FREE_LOW ? warn('disk', says, remedy) : ok('disk', says);
}

/** Writes a file of its own a few times and removes it: a commit waits for as much. */
export function checkFlush(dataDir: string): Finding {
  const file = path.join(dataDir, `.doctor-${process.pid}`);
  try {
    const opened = fs.openSync(file, 'wx', 0o600);
    const times = Array.from({ length: FLUSHES }, () => {
      const began = performance.now();
      fs.writeSync(opened, Buffer.alloc(4096));
      fs.fsyncSync(opened);
      return performance.now() - began;
    });
    fs.closeSync(opened);
    const median = times.sort((one, other) => one - other)[Math.floor(FLUSHES / 2)] ?? 0;
    const says = `a flush takes ${Math.round(median * 10) / 10} ms here`;
    if (median <= FLUSH_SLOW_MS) return ok('flush', says);
    return warn('flush', says, 'every commit waits for one: use a local disk');
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return wrong('flush', problem, 'let the owner of the data folder write there');
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function isLoopback(address: string): boolean {
  return /^(127(\.\d{1,3}){3}|\[?::1\]?|localhost)$/i.test(address);
}

export function checkAddresses({ host, publicUrl, handoverUrl }: Config): readonly Finding[] {
  const isLocal = isLoopback(host);
  const addresses = [
    ['PUBLIC_URL', publicUrl],
    ['HANDOVER_URL', handoverUrl],
  ] as const;
  const results = addresses.flatMap(([name, address]): Finding[] => {
    if (address === null) return [];
    const { protocol, hostname, port } = new URL(address);
    if (protocol !== 'https:' && !isLoopback(hostname)) {
      const remedy = 'put a proxy with a certificate in front, and set the https address';
      return [warn(name, `${address} is not https: anybody on the way reads it`, remedy)];
    }
    if (port !== '' && protocol === 'https:') {
      const remedy = 'serve it at port 443: gateways register no address with a port';
      return [warn(name, `${address} has a port`, remedy)];
    }
    return [ok(name, address)];
  });
  const isShared =
    publicUrl !== null &&
    handoverUrl !== null &&
    new URL(publicUrl).hostname === new URL(handoverUrl).hostname;
  if (isShared) {
    const remedy = "set HANDOVER_URL to another host: gateways' scripts run there";
    results.push(wrong('HANDOVER_URL', 'it is on the host of PUBLIC_URL', remedy));
  }
  if (publicUrl === null && !isLocal) {
    const remedy = 'set PUBLIC_URL to the address at which browsers reach this server';
    results.push(warn('PUBLIC_URL', `it is not set, and HOST is ${host}`, remedy));
  } else if (publicUrl === null) {
    results.push(ok('PUBLIC_URL', 'not set: browsers of this machine alone reach the server'));
  }
  return results;
}

export function checkNetworks(config: Config): readonly Finding[] {
  return examineNetworks(config).map(({ name, text, problem }) => {
    if (problem !== null) {
      return wrong(name, problem, 'correct it: a server does not start with it');
    }
    const isBehind = config.publicUrl?.startsWith('https:') === true && text === '';
    if (name === 'TRUSTED_PROXIES' && isBehind) {
      const remedy = 'set it to the address of the proxy that has the certificate';
      return warn(name, 'it is empty: every customer seems to come from the proxy', remedy);
    }
    return ok(name, text === '' ? 'nobody' : text);
  });
}

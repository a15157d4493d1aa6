// The npm packages of the official Node SDKs, in the versions that package.json pins.
import { readFileSync } from 'node:fs';
import path from 'node:path';

export type NodePackage = {
  readonly gateway: string;
  /** The name in node_modules, which is the alias where there is one. */
  readonly alias: string;
  readonly name: string;
  readonly version: string;
};

const PATTERNS: Readonly<Record<string, RegExp>> = Object.freeze({
  cashfree: /^cashfree-pg/,
  payu: /^payu-websdk$/,
  razorpay: /^razorpay(-\d|$)/,
});

export function listPackages(): NodePackage[] {
  const file = path.resolve(import.meta.dirname, '../package.json');
  const { devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return Object.entries(devDependencies).flatMap(([alias, wanted]) => {
    const gateway = Object.keys(PATTERNS).find((each) => PATTERNS[each]?.test(alias));
    if (gateway === undefined) return [];
    const [, name = alias, version = wanted] = /^npm:(.+)@(.+)$/.exec(wanted) ?? [];
    return [{ gateway, alias, name, version }];
  });
}

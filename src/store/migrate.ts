// Reads the numbered migrations; each engine applies those it has not seen, in order.
import { readdirSync, readFileSync } from 'node:fs';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

const folder = new URL('./migrations/', import.meta.url);

/** All migrations, lowest number first. Throws when a number is missing or stands twice: a bug. */
export function readMigrations(): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    const number = Number(name.slice(0, 4));
    if (number !== index + 1) throw new Error(`migration ${name} is not number ${index + 1}`);
    return { number, name, sql: readFileSync(new URL(name, folder), 'utf8') };
  });
}

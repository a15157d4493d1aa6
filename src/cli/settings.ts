// Reads the settings for a command, and says in one line which of them is wrong.
import { type Config, readConfig, SettingError, SETTINGS } from '../config.ts';
import type { Terminal } from './command.ts';

/** Null once it was said why they cannot be used. */
export function readSettings({ env, complain }: Terminal): Config | null {
  try {
    return readConfig(env);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    complain(`dubash: ${error.message}\n`);
    return null;
  }
}

/** The names of those that the environment has. */
export function listGiven({ env }: Pick<Terminal, 'env'>): readonly string[] {
  const names = SETTINGS.map(({ name }) => name);
  return names.filter((name) => (env[name]?.trim() ?? '') !== '');
}

// Reads the settings for a command, and says in one line which of them is wrong.
import { type Config, readConfig, SettingError } from '../config.ts';
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

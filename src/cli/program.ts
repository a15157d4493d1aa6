// How the operator's commands are typed: in a clone through npm, else as the package's own.
import path from 'node:path';

const isClone = path.extname(import.meta.filename) === '.ts';

/** What stands before a command's name. */
export const PROGRAM = isClone ? 'npm run --silent dubash --' : 'npx dubash';

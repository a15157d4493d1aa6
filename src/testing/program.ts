// Where the server's program is: in a clone its source, in the package what it was compiled to.
import path from 'node:path';

const { dirname, filename } = import.meta;

export const PROGRAM = path.join(dirname, '..', 'cli', `main${path.extname(filename)}`);

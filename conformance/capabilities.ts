// `npm run capabilities`: plays what each processor can do and writes it into docs/processors.md.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cutMatrix, playMatrix, writeMatrix } from './capability.ts';

const DOCUMENT = path.resolve(import.meta.dirname, '../docs/processors.md');

const [before, , after] = cutMatrix(readFileSync(DOCUMENT, 'utf8'));
writeFileSync(DOCUMENT, `${before}${writeMatrix(await playMatrix())}${after}`);

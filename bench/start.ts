// Cold start: from starting the program on an empty folder to its first answer.
import { openUs } from './side.ts';

/** Milliseconds, once for each round. */
export async function measureStart(rounds: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now();
    // Its first answer is the token that every side is given.
    const server = await openUs(null);
    found.push(performance.now() - before);
    await server.close();
  }
  return found;
}

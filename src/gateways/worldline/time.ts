// Times as Worldline prints them.
import { indianText } from '../kit/time.ts';

/** DD-MM-YYYY HH:mm:ss in Indian time. */
export function spellTime(at: number): string {
  const [date = '', time = ''] = indianText(at).split('T');
  return `${date.split('-').reverse().join('-')} ${time}`;
}

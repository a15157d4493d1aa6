// Mounts the operator's dashboard beside the road.
import type { Dashboard } from '../dashboard/index.ts';
import type { Mounted } from './server.ts';

export function mountDashboard({ answer }: Dashboard): Mounted {
  return (incoming) => answer(incoming);
}

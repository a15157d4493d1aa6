// Mounts the operator's dashboard beside the road.
import type { Dashboard } from '../dashboard/index.ts';
import type { Mounted } from './server.ts';

export function mountDashboard(dashboard: Dashboard): Mounted {
  return (incoming) => dashboard(incoming);
}

// Opens the operator's dashboard on the parts of a server, and mounts it beside the road.
import type { Config } from '../config.ts';
import { createDashboard, type Dashboard, type DashboardParts } from '../dashboard/index.ts';
import { createSources, type SourceParts } from '../dashboard/sources.ts';
import type { App } from './road.ts';
import type { Mounted } from './server.ts';

type OfRoad = 'audit' | 'dispatch' | 'home' | 'requestLog';

export function openDashboard(
  { publicUrl }: Config,
  parts: Omit<SourceParts, OfRoad> & Pick<DashboardParts, 'isThere'>,
  road: App,
  home: () => string,
  onError: DashboardParts['onError'],
): Dashboard {
  const { audit, dispatch, failedLogins, requestLog } = road;
  const sources = createSources({ ...parts, audit, dispatch, home, requestLog });
  const { isThere } = parts;
  return createDashboard({ sources, publicUrl, isThere, refuse: failedLogins.refuse, onError });
}

export function mountDashboard({ answer }: Dashboard): Mounted {
  return (incoming) => answer(incoming);
}

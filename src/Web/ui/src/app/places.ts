import type { IconName } from '../parts/Icon';

export interface Place {
  path: string;
  text: string;
  icon: IconName;
  /** Where the data is until the page exists. */
  api?: string;
}

/** The navigation, by what one is doing. */
export const places: [string, Place[]][] = [
  [
    'Respond',
    [
      { path: '/alerts', text: 'Alerts', icon: 'bell' },
      { path: '/silences', text: 'Silences', icon: 'silenced' },
      { path: '/notifications', text: 'Notifications', icon: 'send' },
      { path: '/timeline', text: 'Timeline', icon: 'timeline' },
    ],
  ],
  [
    'Delivery',
    [
      { path: '/routing', text: 'Routing', icon: 'route', api: 'api/v2/alerts/groups' },
      { path: '/receivers', text: 'Receivers', icon: 'inbox', api: 'api/v2/receivers' },
      { path: '/templates', text: 'Templates', icon: 'template', api: 'api/v2/status' },
    ],
  ],
  [
    'Metrics',
    [
      { path: '/query', text: 'Query', icon: 'query' },
      { path: '/rules', text: 'Rules', icon: 'rules' },
      { path: '/targets', text: 'Targets', icon: 'target' },
    ],
  ],
  ['Server', [{ path: '/status', text: 'Status', icon: 'status' }]],
];

export const allPlaces: Place[] = places.flatMap(([, list]) => list);

/** Pages that people know from Prometheus and that are not in the navigation. */
export const unbuilt: Place[] = [
  ...allPlaces.filter(p => p.api !== undefined),
  { path: '/service-discovery', text: 'Service discovery', icon: 'search', api: 'api/v1/targets' },
  { path: '/tsdb-status', text: 'TSDB status', icon: 'disk', api: 'api/v1/status/tsdb' },
  { path: '/alertmanager-discovery', text: 'Alertmanager discovery', icon: 'search', api: 'api/v1/alertmanagers' },
  { path: '/audit', text: 'Audit', icon: 'file', api: 'api/v2/silences' },
];

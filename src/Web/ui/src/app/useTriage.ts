import { useMemo } from 'react';
import { useAlerts, usePending } from '../api/queries';
import { conditionsOf, severityOf, type Item } from '../model/alerts';
import type { Alert, RuleAlert } from '../model/types';

export const itemOf = (a: Alert): Item => ({
  key: a.fingerprint,
  labels: a.labels,
  annotations: a.annotations,
  since: Date.parse(a.startsAt),
  conditions: conditionsOf(a),
  receivers: a.receivers.map(r => r.name),
  alert: a,
});

const pendingOf = (a: RuleAlert): Item => ({
  key: `pending ${JSON.stringify(Object.entries(a.labels).sort())}`,
  labels: a.labels,
  annotations: a.annotations,
  since: Date.parse(a.activeAt),
  conditions: ['pending'],
  receivers: [],
  alert: null,
});

/** Firing alerts of the notifier and pending ones of the rules, as one list. */
export function useTriage() {
  const alerts = useAlerts();
  const pending = usePending();
  const firing = useMemo(() => alerts.data?.alerts.map(itemOf) ?? [], [alerts.data]);
  const waiting = useMemo(() => pending.data?.map(pendingOf) ?? [], [pending.data]);
  const items = useMemo(() => [...firing, ...waiting], [firing, waiting]);
  return { alerts, pending, items, firing, groups: alerts.data?.groups ?? [] };
}

/** Active critical alerts: the number in the title, on the mark and in the navigation. */
export function useCriticalCount(): number {
  const { data } = useAlerts();
  return useMemo(() => data?.alerts.filter(a => severityOf(a.labels) === 'critical' && conditionsOf(a)[0] === 'active').length ?? 0, [data]);
}

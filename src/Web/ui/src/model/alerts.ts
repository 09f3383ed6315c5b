import type { Alert, AlertGroup, Labels } from './types';

export type Held = 'silenced' | 'inhibited' | 'muted';
export type Condition = 'active' | 'pending' | Held;
export type Severity = 'critical' | 'warning' | 'info' | 'none';

/** One row of the triage list: a firing alert of the notifier, or a pending one of the rule engine. */
export interface Item {
  key: string;
  labels: Labels;
  annotations: Labels;
  since: number;
  conditions: Condition[];
  receivers: string[];
  alert: Alert | null;
  /** Set when the row is kept on screen although the alert has resolved. */
  gone?: boolean;
}

/** Everything that holds the alert back, or `active`. */
export function conditionsOf(a: Alert): Condition[] {
  const held: Condition[] = [];
  if (a.status.silencedBy.length > 0) held.push('silenced');
  if (a.status.inhibitedBy.length > 0) held.push('inhibited');
  if (a.status.mutedBy.length > 0) held.push('muted');
  return held.length > 0 ? held : ['active'];
}

export function severityOf(labels: Labels): Severity {
  const value = labels.severity?.toLowerCase();
  return value === 'critical' || value === 'warning' || value === 'info' ? value : 'none';
}

const severityWord: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info', none: 'No severity' };

/** An unknown severity keeps its own word. */
export const severityText = (labels: Labels): string => {
  const s = severityOf(labels);
  return s === 'none' && labels.severity ? labels.severity : severityWord[s];
};

/** Unknown severities stand before info: better seen too early. */
const rank: Record<Severity, number> = { critical: 0, warning: 1, none: 2, info: 3 };
export const severityRank = (labels: Labels): number => rank[severityOf(labels)];

export const nameOf = (labels: Labels): string => labels.alertname ?? 'Unnamed alert';

/** The one sentence of a row. */
export function summaryOf(annotations: Labels): string {
  const text = annotations.summary ?? annotations.title ?? annotations.message ?? annotations.description ?? '';
  return text.split('\n', 1)[0]!.trim();
}

/** Splits a sentence around its first number, the one that decides; numbers inside names do not count. */
export function splitNumber(text: string): [string, string, string] {
  const hit = /(?<![\w.:/-])\d[\d,]*(?:\.\d+)?(?:[ \u00a0]?(?:%|ms|s|min|h|d|days?|hours?|minutes?|seconds?|[KMGT]i?B)(?![\w]))?(?![\w:/-]|\.\d)/.exec(text);
  if (!hit) return [text, '', ''];
  return [text.slice(0, hit.index), hit[0], text.slice(hit.index + hit[0].length)];
}

/** Worst first, then newest, then by name so that equal rows keep their places. */
export function byWorst(a: Item, b: Item): number {
  return severityRank(a.labels) - severityRank(b.labels) || b.since - a.since || (a.key < b.key ? -1 : 1);
}

const identity = ['instance', 'pod', 'node', 'host', 'device', 'mountpoint', 'container', 'route', 'queue', 'topic', 'job', 'service'];
const context = ['service', 'job', 'cluster', 'namespace', 'team', 'env'];

/** What tells the rows of a group apart: the labels that differ, or what identifies the only one. */
export function distinguishing(items: { labels: Labels }[]): string[] {
  const names = new Set(items.flatMap(i => Object.keys(i.labels)));
  names.delete('alertname');
  names.delete('severity');
  const differ = [...names].filter(n => new Set(items.map(i => i.labels[n])).size > 1);
  if (differ.length > 0) return differ.sort(byIdentity);
  const known = identity.filter(n => names.has(n));
  return known.length > 0 ? known.slice(0, 2) : [...names].sort().slice(0, 2);
}

/** What identifies an alert stands before the rest of the alphabet. */
export function byIdentity(a: string, b: string): number {
  const ia = identity.indexOf(a);
  const ib = identity.indexOf(b);
  return (ia < 0 ? 99 : ia) - (ib < 0 ? 99 : ib) || (a < b ? -1 : 1);
}

/** Labels for a group's heading: its own key first, then where it belongs. */
export function headingLabels(items: Item[], groupBy: string[], inRows: string[]): [string, string][] {
  const first = items[0];
  if (!first) return [];
  const shared = (n: string) => first.labels[n] !== undefined && items.every(i => i.labels[n] === first.labels[n]);
  const names = groupBy.filter(n => n !== 'alertname' && n !== 'severity' && shared(n));
  const more = context.filter(n => shared(n) && !inRows.includes(n) && !names.includes(n));
  return [...names, ...more.slice(0, Math.max(0, 1 - names.length))].map(n => [n, first.labels[n]!]);
}

export interface Fold {
  condition: Held;
  items: Item[];
}

export interface TriageGroup {
  key: string;
  title: string;
  labels: [string, string][];
  inRows: string[];
  rows: Item[];
  folds: Fold[];
  receivers: string[];
  nextFlushAt: number | null;
  severity: Severity;
  severityText: string;
}

const primaryHeld = (i: Item): Held | null => {
  const c = i.conditions[0]!;
  return c === 'silenced' || c === 'inhibited' || c === 'muted' ? c : null;
};

/** The UI's own grouping; who is told and when comes from the notifier's groups that hold the same alerts. */
export function groupItems(rows: Item[], held: Item[], groupBy: string[], groups: AlertGroup[], now: number): TriageGroup[] {
  const keyOf = (i: Item) => groupBy.map(n => i.labels[n] ?? '').join('\u0000');
  const bins = new Map<string, { rows: Item[]; held: Item[] }>();
  const bin = (key: string) => bins.get(key) ?? bins.set(key, { rows: [], held: [] }).get(key)!;
  for (const row of [...rows].sort(byWorst)) bin(keyOf(row)).rows.push(row);
  const home = new Map(rows.map(r => [r.key, keyOf(r)]));
  for (const item of [...held].sort(byWorst)) bin(homeOf(item, home, keyOf)).held.push(item);
  const byFingerprint = new Map<string, AlertGroup[]>();
  for (const g of groups) for (const f of g.fingerprints) byFingerprint.set(f, [...(byFingerprint.get(f) ?? []), g]);
  const made = [...bins].map(([key, b]) => makeGroup(key, b.rows, b.held, groupBy, byFingerprint, now));
  return made.sort((a, b) => Number(a.rows.length === 0) - Number(b.rows.length === 0) || rank[a.severity] - rank[b.severity] || newest(b) - newest(a));
}

/** An inhibited alert is folded under the alert that holds it back. */
function homeOf(item: Item, home: Map<string, string>, keyOf: (i: Item) => string): string {
  for (const source of item.alert?.status.inhibitedBy ?? []) {
    const key = home.get(source);
    if (key !== undefined) return key;
  }
  return keyOf(item);
}

const newest = (g: TriageGroup): number => Math.max(0, ...g.rows.map(r => r.since));

function makeGroup(key: string, rows: Item[], held: Item[], groupBy: string[], byFingerprint: Map<string, AlertGroup[]>, now: number): TriageGroup {
  const all = rows.length > 0 ? rows : held;
  const first = all[0]!;
  const inRows = distinguishing(all);
  const labels = headingLabels(all, groupBy, inRows);
  const aggregated = [...new Set(all.flatMap(i => byFingerprint.get(i.key) ?? []))];
  const due = aggregated.map(g => (g.nextFlushAt ? Date.parse(g.nextFlushAt) : NaN)).filter(t => !Number.isNaN(t) && t > now - 60_000);
  const title =
    groupBy.length === 0
      ? 'All alerts'
      : groupBy.includes('alertname')
        ? nameOf(first.labels)
        : groupBy.map(n => `${n}=${first.labels[n] ?? '(none)'}`).join(' ');
  const order: Held[] = ['inhibited', 'silenced', 'muted'];
  return {
    key,
    title,
    labels: groupBy.includes('alertname') ? labels : [],
    inRows: groupBy.includes('alertname') ? inRows : ['alertname', ...inRows],
    rows,
    folds: order.map(condition => ({ condition, items: held.filter(h => primaryHeld(h) === condition) })).filter(f => f.items.length > 0),
    receivers: [...new Set(aggregated.length > 0 ? aggregated.map(g => g.receiver) : all.flatMap(i => i.receivers))].sort(),
    nextFlushAt: due.length > 0 ? Math.min(...due) : null,
    severity: severityOf(first.labels),
    severityText: severityText(first.labels),
  };
}

/** Label names with the number of alerts that carry them, most common first. */
export function labelNames(items: { labels: Labels }[]): [string, number][] {
  const count = new Map<string, number>();
  for (const i of items) for (const n of Object.keys(i.labels)) count.set(n, (count.get(n) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Values of one label with the number of alerts that have them. */
export function labelValues(items: { labels: Labels }[], name: string): [string, number][] {
  const count = new Map<string, number>();
  for (const i of items) {
    const v = i.labels[name];
    if (v !== undefined) count.set(v, (count.get(v) ?? 0) + 1);
  }
  return [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Only http and https may be followed; everything else in an annotation stays text. */
export function safeLink(text: string | undefined): string | null {
  if (!text || !/^https?:\/\//i.test(text.trim())) return null;
  try {
    return new URL(text.trim()).href;
  } catch {
    return null;
  }
}

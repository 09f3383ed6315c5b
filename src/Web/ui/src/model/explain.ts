import type { Labels, Notification, Silence } from './types';

/** What stopped an alert: one of a silence, the source of an inhibition, an interval. */
export interface Cause {
  silence?: string;
  createdBy?: string;
  comment?: string;
  endsAt?: string;
  alert?: string;
  labels?: Labels;
  interval?: string;
}

export interface Step {
  stage: string;
  outcome: 'passed' | 'stopped' | 'notReached' | 'notKept';
  why: string;
  by: Cause[];
}

export interface Told {
  receiver: string;
  integration: string;
  index: number;
  send: boolean;
  reason: string;
  result: Notification['result'] | null;
  notification: string | null;
  lastToldAt: string | null;
  repeatsAfter: string | null;
}

export interface Decision {
  at: string;
  confirmedAt?: string | null;
  alerts: number;
  steps: Step[];
  integrations: Told[];
}

export interface RouteVisit {
  id: string;
  field: string;
  receiver: string;
  matchers: string[];
  continue: boolean;
  matched: boolean;
  target: boolean;
  failed: { matcher: string; label: string; value: string } | null;
}

export interface WayToReceiver {
  receiver: string;
  sentence: string;
  routeId: string;
  configured: boolean;
  group: { id: string; key: string; labels: Labels; exists: boolean | null; alerts: number | null; nextFlushAt: string | null; lastFlushAt: string | null };
  last: Decision | null;
  next: Decision | null;
}

/** The answer of /api/tocsin/v1/alerts/{fingerprint}/explain. */
export interface Explanation {
  mode: 'live' | 'past' | 'hypothetical';
  at: string;
  alert: { fingerprint: string; labels: Labels; annotations: Labels; firing: boolean; startsAt: string; endsAt: string | null };
  routes: RouteVisit[];
  receivers: WayToReceiver[];
  notifications: Notification[];
}

export interface Transition {
  id: string;
  at: string;
  kind: 'fired' | 'resolved' | 'changed';
  labels: Labels;
}

export interface SilenceChange {
  at: string;
  version: number;
  change: 'created' | 'changed' | 'expired';
  by: string;
  silence: Silence;
}

/** One thing that happened to an alert. */
export interface TimelineEntry {
  id: string;
  at: string;
  type: 'transition' | 'decision' | 'notification';
  transition?: Transition;
  decision?: { receiver: string; stage: string; why: string; by: string[]; sent: boolean };
  notification?: Notification;
}

export interface Lane {
  fingerprint: string;
  labels: Labels;
  spans: { from: string; until: string | null }[];
}

/** The answer of /api/tocsin/v1/timeline. */
export interface Incident {
  from: string;
  until: string;
  alerts: Lane[];
  notifications: Notification[];
  silences: SilenceChange[];
  complete: boolean;
}

/** What was not delivered and not made good since. */
export interface DeadLetter {
  id: string;
  receiver: string;
  integration: string;
  groupKey: string;
  groupLabels: Labels;
  failures: number;
  since: string;
  lastAt: string;
  triedAgain: boolean;
  error: string;
}

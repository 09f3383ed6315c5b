/** Label and annotation maps, as the APIs write them. */
export type Labels = Record<string, string>;

export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface AlertStatus {
  state: 'active' | 'suppressed' | 'unprocessed';
  silencedBy: string[];
  inhibitedBy: string[];
  mutedBy: string[];
}

/** Alertmanager's GettableAlert. Times are RFC 3339. */
export interface Alert {
  fingerprint: string;
  labels: Labels;
  annotations: Labels;
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  generatorURL?: string;
  receivers: { name: string }[];
  status: AlertStatus;
}

/** One aggregation group of the notifier: who is told, when it was last told, when it is looked at next. */
export interface AlertGroup {
  id: string;
  receiver: string;
  route: string;
  labels: Labels;
  nextFlushAt: string | null;
  lastNotifiedAt: string | null;
  mutedBy: string[];
  fingerprints: string[];
}

export interface AlertsAnswer {
  serverTime: string;
  alerts: Alert[];
  groups: AlertGroup[];
}

/** An alert of Prometheus' /api/v1/alerts; only the pending ones are used. */
export interface RuleAlert {
  labels: Labels;
  annotations: Labels;
  state: 'pending' | 'firing';
  activeAt: string;
  value: string;
}

export interface Silence {
  id: string;
  matchers: Matcher[];
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  createdBy: string;
  comment: string;
  annotations?: Labels;
  status: { state: 'active' | 'pending' | 'expired' };
}

export interface PostableSilence {
  id?: string;
  matchers: Matcher[];
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
  annotations?: Labels;
}

export interface Notification {
  id: string;
  at: string;
  receiver: string;
  integration: string;
  index: number;
  groupId: string;
  groupKey: string;
  groupLabels: Labels;
  status: 'firing' | 'resolved';
  reason: string;
  result: 'sending' | 'delivered' | 'failed';
  attempts: number;
  error: string | null;
  /** When it is tried again; of one that is being sent. */
  nextTryAt?: string | null;
  durationMs: number | null;
  firing: number;
  resolved: number;
  title: string;
}

export interface NotificationsPage {
  notifications: Notification[];
  next: string | null;
  /** How far back the history goes. */
  keptSince?: string;
}

export interface ContentPart {
  name: string;
  contentType: string;
  text: string;
}

export interface NotificationDetail extends Notification {
  content: { kind: string; parts: ContentPart[] } | null;
  alerts: { fingerprint: string; labels: Labels; annotations: Labels; startsAt: string; endsAt: string; status: string }[];
  attemptLog: { at: string; outcome: 'delivered' | 'retry' | 'rejected'; detail: string; durationMs: number | null }[];
}

export interface Target {
  discoveredLabels: Labels;
  labels: Labels;
  scrapePool: string;
  scrapeUrl: string;
  globalUrl?: string;
  lastError: string;
  lastScrape: string;
  lastScrapeDuration: number;
  health: 'up' | 'down' | 'unknown';
  scrapeInterval: string;
  scrapeTimeout: string;
}

export interface TargetsAnswer {
  activeTargets: Target[];
  droppedTargets?: { discoveredLabels: Labels; scrapePool: string }[];
  droppedTargetCounts?: Record<string, number>;
}

export interface Rule {
  type: 'alerting' | 'recording';
  name: string;
  query: string;
  duration?: number;
  keepFiringFor?: number;
  labels?: Labels;
  annotations?: Labels;
  alerts?: RuleAlert[];
  state?: 'firing' | 'pending' | 'inactive' | 'unknown';
  health: string;
  lastError?: string;
  evaluationTime: number;
  lastEvaluation: string;
}

export interface RuleGroup {
  name: string;
  file: string;
  interval: number;
  rules: Rule[];
  evaluationTime: number;
  lastEvaluation: string;
}

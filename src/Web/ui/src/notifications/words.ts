import type { IconName } from '../parts/Icon';
import type { Labels, Notification } from '../model/types';

const icons: Record<string, IconName> = { slack: 'hash', email: 'mail', webhook: 'hook', pagerduty: 'pager', inbox: 'inbox' };
export const integrationIcon = (integration: string): IconName => icons[integration] ?? 'send';

const names: Record<string, string> = {
  slack: 'Slack',
  email: 'Email',
  webhook: 'Webhook',
  pagerduty: 'PagerDuty',
  opsgenie: 'Opsgenie',
  msteams: 'Microsoft Teams',
  msteamsv2: 'Microsoft Teams',
  telegram: 'Telegram',
  discord: 'Discord',
  pushover: 'Pushover',
  victorops: 'VictorOps',
  webex: 'Webex',
  wechat: 'WeChat',
  sns: 'Amazon SNS',
  jira: 'Jira',
  rocketchat: 'Rocket.Chat',
  mattermost: 'Mattermost',
  incidentio: 'incident.io',
  amqp: 'AMQP',
  inbox: 'Inbox',
};
export const integrationName = (integration: string): string => names[integration] ?? integration;

export const countText = (n: Notification): string =>
  [n.firing > 0 && `${n.firing} ${n.firing === 1 ? 'alert' : 'alerts'}`, n.resolved > 0 && `${n.resolved} resolved`].filter(Boolean).join(', ');

/** "NodeDown", or the labels of the group when they have no name, or the title that was sent. */
export function nameOfMessage(n: Notification): string {
  if (n.groupLabels.alertname) return n.groupLabels.alertname;
  const labels = Object.entries(n.groupLabels)
    .map(([k, v]) => `${k}=${v}`)
    .join(' ');
  return labels || n.title || 'All alerts of the route';
}

export const otherLabels = (labels: Labels): [string, string][] => Object.entries(labels).filter(([k]) => k !== 'alertname');

export const attemptsText = (n: Notification): string => (n.result === 'failed' ? `${n.attempts}, gave up` : n.attempts > 1 ? String(n.attempts) : '');

export const sentence = (text: string): string => (text === '' ? '' : text[0]!.toUpperCase() + text.slice(1));

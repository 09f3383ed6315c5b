// One made-up night for development: alerts, groups, silences and messages as the server's API writes them.
import { createHash } from 'node:crypto';

const minute = 60_000;
const start = Date.now();
export const iso = t => new Date(t).toISOString();
const hash = text => createHash('sha1').update(text).digest('hex').slice(0, 16);
const ago = min => iso(start - min * minute);

const alert = (labels, summary, min, receivers, annotations = {}) => ({
  fingerprint: hash(JSON.stringify(labels)),
  labels,
  annotations: { summary, ...annotations },
  startsAt: ago(min),
  endsAt: iso(start + 4 * minute),
  updatedAt: iso(start),
  generatorURL: 'http://127.0.0.1:9090/graph?g0.expr=up%20%3D%3D%200&g0.tab=1',
  receivers: receivers.map(name => ({ name })),
  status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
});

const shop = { cluster: 'eu-west-1', namespace: 'shop' };
const oncall = ['oncall-shop', 'pager'];
const checkout = route => ({ alertname: 'CheckoutErrorRatioHigh', severity: 'critical', service: 'checkout', team: 'payments', zone: 'a', route, ...shop });
const runbook = {
  runbook_url: 'https://runbooks.example.com/checkout#errors',
  description:
    'Card payments go through /pay. When more than 2 % fail for 5 minutes, customers see “Try again later”.\nLook at the payment provider first, then at the newest deploy of checkout.',
  odd: 'javascript:alert(1)',
};

export const alerts = [
  alert(checkout('/pay'), '7.4 % of requests fail, limit 2 %', 12, oncall, runbook),
  alert(checkout('/cart'), '3.1 % of requests fail, limit 2 %', 9, oncall, runbook),
  alert({ alertname: 'NodeDown', severity: 'critical', instance: 'node-17:9100', job: 'node', cluster: 'eu-west-1' }, 'Not reachable for 41 min', 41, oncall),
  ...['x2x4q', 'm8tzl', '9wqkd'].map((p, n) =>
    alert(
      { alertname: 'CheckoutLatencyP99High', severity: 'warning', service: 'checkout', pod: `checkout-6d9f7c-${p}`, ...shop },
      `p99 ${[2.8, 2.6, 1.9][n]} s, limit 1.5 s`,
      [14, 14, 11][n],
      ['oncall-shop'],
    ),
  ),
  alert(
    {
      alertname: 'NodeFilesystemSpaceFillingUp',
      severity: 'warning',
      job: 'node',
      instance: 'db-1:9100',
      mountpoint: '/var/lib/pg',
      cluster: 'eu-west-1',
      team: 'db',
    },
    'Full in 3 h at this rate',
    80,
    ['slack-platform'],
  ),
  alert(
    { alertname: 'NodeFilesystemSpaceFillingUp', severity: 'warning', job: 'node', instance: 'kafka-3:9100', mountpoint: '/data', cluster: 'eu-west-1' },
    'Full in 4 h at this rate',
    52,
    ['slack-platform'],
  ),
  alert(
    {
      alertname: 'NodeFilesystemSpaceFillingUp',
      severity: 'warning',
      job: 'node',
      instance: 'db-2:9100',
      mountpoint: '/var/lib/pg',
      cluster: 'eu-west-1',
      team: 'db',
    },
    'Full in 5 h at this rate',
    70,
    ['slack-platform'],
  ),
  ...['checkout-6d9f7c-x2x4q', 'cart-redis-0'].map((pod, n) =>
    alert({ alertname: 'KubePodCrashLooping', severity: 'warning', pod, ...shop }, `${[5, 3][n]} restarts in 15 min`, [23, 8][n], ['oncall-shop']),
  ),
  ...['4', '7'].map((partition, n) =>
    alert(
      { alertname: 'KafkaConsumerLagHigh', severity: 'warning', group: 'orders', topic: 'orders.v2', partition },
      `${['48,210', '39,004'][n]} messages behind`,
      6,
      ['slack-platform'],
    ),
  ),
  ...['pay', 'api'].map((h, n) =>
    alert(
      { alertname: 'CertificateExpiresSoon', severity: 'info', job: 'blackbox', instance: `${h}.example.com:443` },
      `Expires in ${12 + n} days`,
      2880 - n * 1440,
      ['email-platform'],
    ),
  ),
  alert({ alertname: 'BackupOld', severity: 'page-me-not', job: 'backup', instance: 'db-9' }, 'Last backup is 26 hours old', 300, ['email-platform']),
  ...['a', 'b', 'c', 'd'].map(x =>
    alert({ alertname: 'TargetDown', severity: 'warning', job: `job-${x}`, instance: 'node-17:9100' }, 'Target does not answer', 40, ['slack-platform']),
  ),
  alert({ alertname: 'KubeNodeNotReady', severity: 'warning', node: 'node-17' }, 'Node is not ready', 39, ['slack-platform']),
  alert({ alertname: 'NodeClockSkew', severity: 'warning', instance: 'node-17:9100' }, 'Clock is 1.2 s off', 38, ['slack-platform']),
  alert(
    { alertname: 'PostgresReplicationLagHigh', severity: 'warning', instance: 'checkout-db-2', team: 'db', cluster: 'eu-west-1' },
    'Replica is 184 s behind',
    31,
    ['db-slack'],
  ),
  alert(
    { alertname: 'PostgresConnectionsFull', severity: 'critical', instance: 'checkout-db-1', team: 'db', cluster: 'eu-west-1' },
    '98 % of connections are used',
    22,
    ['db-slack', 'email-db'],
  ),
  alert({ alertname: 'BuildQueueLong', severity: 'info', job: 'ci' }, '31 jobs wait', 64, ['slack-platform']),
];

const matcher = (name, value, isRegex = false) => ({ name, value, isRegex, isEqual: true });
const silence = (matchers, startMin, endMin, createdBy, comment) => ({
  id: `${hash(comment)}`.replace(/^(.{8})(.{4})(.{4})$/, '$1-$2-4$3').slice(0, 18) + '-8000-000000000000',
  matchers,
  startsAt: iso(start + startMin * minute),
  endsAt: iso(start + endMin * minute),
  updatedAt: ago(10),
  createdBy,
  comment,
});
export const silences = [
  silence([matcher('alertname', 'KafkaConsumer.*', true), matcher('partition', '7')], -240, 48, 'Jonas Weber', 'Rolling broker restart, OPS-4170'),
  silence([matcher('team', 'db'), matcher('cluster', 'eu-west-1')], -310, 167, 'Ann Keller', 'DB upgrade'),
  silence(
    [matcher('alertname', 'Kube.*', true), matcher('namespace', 'loadtest')],
    -1200,
    1800,
    'Mara Lindqvist',
    'Load test until Monday, ask before you touch it',
  ),
  silence([matcher('instance', 'node-9:9100')], -9000, 11500, 'Ann Keller', 'Waiting for a new power supply'),
  silence([matcher('alertname', 'CertificateExpiresSoon')], 3100, 3220, 'Jonas Weber', 'Certificate rotation'),
  silence([matcher('job', 'ci')], -5000, -2000, 'Mara Lindqvist', 'CI moves house'),
];

const hits = (ms, labels) =>
  ms.every(m => {
    const v = labels[m.name] ?? '';
    return (m.isRegex ? new RegExp(`^(?:${m.value})$`).test(v) : v === m.value) === (m.isEqual ?? true);
  });
export const matching = ms => alerts.filter(a => hits(ms, a.labels));
export const stateOf = s => (Date.parse(s.endsAt) <= Date.now() ? 'expired' : Date.parse(s.startsAt) > Date.now() ? 'pending' : 'active');

/** Silenced, inhibited and muted, as the server would judge now. */
export function judge() {
  const down = alerts.find(a => a.labels.alertname === 'NodeDown')?.fingerprint;
  for (const a of alerts) {
    a.status.silencedBy = silences.filter(s => stateOf(s) === 'active' && hits(s.matchers, a.labels)).map(s => s.id);
    a.status.inhibitedBy = down && ['TargetDown', 'KubeNodeNotReady', 'NodeClockSkew'].includes(a.labels.alertname) ? [down] : [];
    a.status.mutedBy = a.labels.alertname === 'BuildQueueLong' ? ['outside-office-hours'] : [];
    a.status.state = a.status.silencedBy.length + a.status.inhibitedBy.length + a.status.mutedBy.length > 0 ? 'suppressed' : 'active';
  }
  return alerts;
}

export function groups() {
  const made = new Map();
  for (const a of alerts)
    for (const r of a.receivers) {
      const key = `${r.name}/${a.labels.alertname}`;
      const g = made.get(key) ?? {
        id: hash(key),
        receiver: r.name,
        route: `{}/{severity="${a.labels.severity}"}`,
        labels: { alertname: a.labels.alertname },
        nextFlushAt: iso(Date.now() + ((key.length * 7919) % 300_000)),
        lastNotifiedAt: a.status.state === 'active' ? ago(5) : null,
        mutedBy: a.status.mutedBy,
        fingerprints: [],
      };
      g.fingerprints.push(a.fingerprint);
      made.set(key, g);
    }
  return [...made.values()];
}

export const pending = [
  {
    labels: { alertname: 'NodeMemoryHigh', severity: 'warning', instance: 'node-3:9100' },
    annotations: { summary: '93 % of memory is used' },
    state: 'pending',
    activeAt: ago(4),
    value: '9.3e-01',
  },
  {
    labels: { alertname: 'NodeMemoryHigh', severity: 'warning', instance: 'node-4:9100' },
    annotations: { summary: '95 % of memory is used' },
    state: 'pending',
    activeAt: ago(2),
    value: '9.5e-01',
  },
];

const slackBody = (title, text, color) =>
  JSON.stringify({
    channel: '#oncall-shop',
    username: 'Tocsin',
    link_names: true,
    attachments: [
      {
        title,
        title_link: 'http://127.0.0.1:9090/#/alerts?receiver=oncall-shop',
        text,
        fallback: title,
        color,
        footer: '',
        fields: [
          { title: 'severity', value: 'critical', short: true },
          { title: 'cluster', value: 'eu-west-1', short: true },
        ],
        actions: [{ type: 'button', text: 'Runbook', url: 'https://runbooks.example.com' }],
        mrkdwn_in: ['fallback', 'pretext', 'text'],
      },
    ],
  });
const mailHtml =
  '<html><head><style>body{background:#f6f6f6;font-family:Helvetica,Arial,sans-serif}@media only screen and (max-width:640px){h1{font-size:18px}}</style></head><body><table style="width:100%"><tr><td style="background:#a91622;color:#fff;padding:16px;text-align:center">2 alerts for alertname=CheckoutErrorRatioHigh</td></tr><tr><td style="padding:16px"><b>[2] Firing</b><br>alertname = CheckoutErrorRatioHigh<br>route = /pay<br><a href="http://127.0.0.1:9090/graph">Source</a><img src="https://tracker.example.com/p.gif" alt=""><script>document.title="owned"</script></td></tr></table></body></html>';

const made = [
  ['slack', 'oncall-shop', 'CheckoutErrorRatioHigh', 'delivered', 'first notification', 12, 1, null, 204, 2, 0],
  ['pagerduty', 'pager', 'CheckoutErrorRatioHigh', 'delivered', 'new alert in the group', 9, 2, null, 2900, 2, 0],
  ['webhook', 'pg-archive', 'KafkaConsumerLagHigh', 'sending', 'new alert in the group', 1, 2, 'connection refused', null, 2, 0],
  ['email', 'email-platform', 'NodeFilesystemSpaceFillingUp', 'failed', 'repeat', 20, 5, 'SMTP 552: the mailbox is full', 1100, 2, 0],
  ['slack', 'oncall-shop', 'KubePodCrashLooping', 'delivered', 'first notification', 23, 1, null, 198, 2, 0],
  ['slack', 'slack-platform', 'KafkaUnderReplicated', 'delivered', 'all alerts resolved', 28, 1, null, 176, 0, 1],
  ['email', 'email-platform', 'CertificateExpiresSoon', 'failed', 'repeat', 32, 5, 'SMTP 552: the mailbox is full', 1200, 2, 0],
  ['email', 'email-db', 'CheckoutErrorRatioHigh', 'delivered', 'first notification', 60, 1, null, 640, 2, 0],
  ['slack', 'oncall-shop', 'NodeDown', 'delivered', 'first notification', 41, 1, null, 221, 1, 0],
];
export const notifications = made
  .sort((a, b) => a[5] - b[5])
  .map(([integration, receiver, name, result, reason, min, attempts, error, durationMs, firing, resolved], n) => {
    const inIt = alerts.filter(a => a.labels.alertname === name);
    const title = firing > 0 ? `[FIRING:${firing}] ${name}` : `[RESOLVED] ${name}`;
    const parts =
      integration === 'slack'
        ? [
            {
              name: 'body',
              contentType: 'application/json',
              text: slackBody(
                title,
                '*Checkout requests fail.* Limit is 2 %.\n<http://127.0.0.1:9090/alerts|Open the alerts> `route=/pay` &amp; more',
                firing ? 'danger' : 'good',
              ),
            },
          ]
        : integration === 'email'
          ? [
              { name: 'to', contentType: 'text/plain', text: 'oncall-shop@example.com' },
              { name: 'Subject', contentType: 'text/plain', text: title },
              { name: 'html', contentType: 'text/html', text: mailHtml },
              { name: 'text', contentType: 'text/plain', text: `${title}\n\nroute = /pay` },
            ]
          : [{ name: 'body', contentType: 'application/json', text: JSON.stringify({ version: '4', status: 'firing', receiver, alerts: [] }) }];
    return {
      id: String(1000 - n),
      at: ago(min),
      receiver,
      integration,
      index: 0,
      groupId: hash(name),
      groupKey: `{}/{}:{alertname="${name}"}`,
      groupLabels: { alertname: name },
      status: firing > 0 ? 'firing' : 'resolved',
      reason,
      result,
      attempts,
      error,
      durationMs,
      firing,
      resolved,
      title,
      content: { kind: integration === 'pagerduty' ? 'webhook' : integration, parts },
      alerts: inIt.map(a => ({
        fingerprint: a.fingerprint,
        labels: a.labels,
        annotations: a.annotations,
        startsAt: a.startsAt,
        endsAt: a.endsAt,
        status: firing > 0 ? 'firing' : 'resolved',
      })),
      attemptLog: Array.from({ length: attempts }, (_, k) => ({
        at: iso(Date.parse(ago(min)) + k * 4000),
        outcome: k < attempts - 1 ? 'retry' : result === 'failed' ? 'rejected' : result === 'sending' ? 'retry' : 'delivered',
        detail: k < attempts - 1 || error ? (error ?? 'connection reset') : '200',
        durationMs: durationMs ?? 30,
      })),
    };
  });

const target = (pool, instance, health, lastError, extra = {}) => ({
  discoveredLabels: { __address__: instance, job: pool },
  labels: { instance, job: pool, ...extra },
  scrapePool: pool,
  scrapeUrl: `http://${instance}/metrics`,
  globalUrl: `http://${instance}/metrics`,
  lastError,
  lastScrape: iso(Date.now() - 6000),
  lastScrapeDuration: 0.041,
  health,
  scrapeInterval: '15s',
  scrapeTimeout: '10s',
});
export const targets = {
  activeTargets: [
    target('node', 'node-17:9100', 'down', 'Get "http://node-17:9100/metrics": context deadline exceeded'),
    target('node', 'db-1:9100', 'up', '', { zone: 'a' }),
    target('node', 'db-2:9100', 'up', '', { zone: 'b' }),
    target('tocsin', '127.0.0.1:9090', 'up', ''),
    target('blackbox', '127.0.0.1:9115', 'unknown', ''),
  ],
  droppedTargets: [],
  droppedTargetCounts: { node: 62 },
};

const rule = (name, query, state, health = 'ok', lastError = '') => ({
  type: 'alerting',
  name,
  query,
  duration: 300,
  keepFiringFor: 0,
  labels: { severity: 'warning' },
  annotations: {},
  alerts: alerts
    .filter(a => a.labels.alertname === name)
    .map(a => ({ labels: a.labels, annotations: a.annotations, state: 'firing', activeAt: a.startsAt, value: '1' })),
  state,
  health,
  lastError,
  evaluationTime: 0.012,
  lastEvaluation: iso(Date.now() - 8000),
});
export const ruleGroups = [
  {
    name: 'checkout',
    file: 'rules/shop.yml',
    interval: 30,
    evaluationTime: 0.041,
    lastEvaluation: iso(Date.now() - 8000),
    rules: [
      rule('CheckoutErrorRatioHigh', 'service_route:http_error_ratio:rate5m > 0.02', 'firing'),
      {
        type: 'recording',
        name: 'service_route:http_error_ratio:rate5m',
        query: 'sum by (service, route) (rate(http_requests_total{code=~"5.."}[5m]))',
        labels: {},
        health: 'ok',
        lastError: '',
        evaluationTime: 0.008,
        lastEvaluation: iso(Date.now() - 8000),
      },
    ],
  },
  {
    name: 'postgres',
    file: 'rules/db.yml',
    interval: 60,
    evaluationTime: 0.64,
    lastEvaluation: iso(Date.now() - 41000),
    rules: [
      rule('PostgresReplicationLagHigh', 'pg_replication_lag_seconds > 30', 'firing'),
      rule(
        'PostgresDown',
        'pg_up == on (instance) group_left (role) pg_role',
        'inactive',
        'err',
        'found duplicate series for the match group {instance="checkout-db-1"} on the right hand-side of the operation',
      ),
    ],
  },
  {
    name: 'node',
    file: 'rules/node.yml',
    interval: 60,
    evaluationTime: 51,
    lastEvaluation: iso(Date.now() - 22000),
    rules: [
      rule('NodeDown', 'up{job="node"} == 0', 'firing'),
      rule('NodeMemoryHigh', '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes > 0.92', 'pending'),
    ],
  },
];

// What the made-up night says about "why" and about a time: one route that refuses, one that takes, and the stages of the alert's own state.
const iso = t => new Date(t).toISOString();
const stages = ['inhibit', 'active time', 'mute time', 'silence'];

/** The stage that stops an alert in the state it has, and by what. */
function stopOf(alert, alerts, silences) {
  const { silencedBy, inhibitedBy } = alert.status;
  if (inhibitedBy.length > 0)
    return ['inhibit', 'inhibited by rule node', inhibitedBy.map(id => ({ alert: id, labels: alerts.find(a => a.fingerprint === id)?.labels ?? {} }))];
  if (silencedBy.length === 0) return null;
  const by = silencedBy.map(id => {
    const s = silences.find(x => x.id === id);
    return { silence: id, createdBy: s?.createdBy, comment: s?.comment, endsAt: s?.endsAt };
  });
  return ['silence', 'silenced', by];
}

function decision(at, stop, receiver, send) {
  const reached = stop ? stages.indexOf(stop[0]) : stages.length;
  return {
    at: iso(at),
    confirmedAt: iso(at),
    alerts: 2,
    steps: stages.map((stage, n) => ({
      stage,
      outcome: n < reached ? 'passed' : n === reached ? 'stopped' : 'notReached',
      why: n === reached ? stop[1] : '',
      by: n === reached ? stop[2] : [],
    })),
    integrations: stop
      ? []
      : [
          {
            receiver,
            integration: 'slack',
            index: 0,
            send,
            reason: send ? 'first notification' : 'told already, and repeat_interval has not passed',
            result: send ? 'delivered' : null,
            notification: null,
            lastToldAt: iso(at),
            repeatsAfter: iso(at + 14_400_000),
          },
        ],
  };
}

export function explain(fingerprint, alerts, groups, silences, notifications) {
  const alert = alerts.find(a => a.fingerprint === fingerprint);
  if (!alert) return null;
  const now = Date.now();
  const stop = stopOf(alert, alerts, silences);
  const visit = (id, field, receiver, matchers, matched, target, failed = null) => ({ id, field, receiver, matchers, continue: false, matched, target, failed });
  return {
    mode: 'live',
    at: iso(now),
    serverTime: iso(now),
    alert: { fingerprint, labels: alert.labels, annotations: alert.annotations, firing: true, startsAt: alert.startsAt, endsAt: null, generatorURL: '' },
    routes: [
      visit('{}', 'route', 'default', [], true, false),
      visit('{}/{env="prod"}', 'route.routes[0]', 'pager', ['env="prod"'], false, false, { matcher: 'env="prod"', label: 'env', value: '' }),
      visit('{}/{cluster=~"eu-.*"}', 'route.routes[1]', alert.receivers[0].name, ['cluster=~"eu-.*"'], true, true),
    ],
    receivers: alert.receivers.map((r, n) => ({
      receiver: r.name,
      sentence: stop ? `Not told to ${r.name}: ${stop[1]}.` : `Told to ${r.name} four minutes ago: first notification.`,
      routeId: '{}/{cluster=~"eu-.*"}',
      configured: true,
      group: {
        id: `${r.name}${n}`,
        key: '{}/{cluster=~"eu-.*"}:{alertname="' + alert.labels.alertname + '"}',
        labels: { alertname: alert.labels.alertname },
        exists: true,
        alerts: groups.find(g => g.fingerprints.includes(fingerprint))?.fingerprints.length ?? 1,
        nextFlushAt: iso(now + 60_000),
        lastFlushAt: iso(now - 240_000),
      },
      last: decision(now - 240_000, stop, r.name, true),
      next: decision(now + 60_000, stop, r.name, false),
    })),
    notifications: notifications.filter(n => n.alerts.some(a => a.fingerprint === fingerprint)),
    events: [],
  };
}

export const incident = (alerts, silences, notifications, from) => ({
  from: iso(from),
  until: iso(Date.now()),
  alerts: alerts.map(a => ({
    fingerprint: a.fingerprint,
    labels: a.labels,
    spans: [{ from: iso(Math.max(from, Date.parse(a.startsAt))), until: null }],
  })),
  notifications: notifications.filter(n => Date.parse(n.at) >= from),
  silences: silences.map(s => ({ at: s.updatedAt, version: 1, change: 'created', by: s.createdBy, silence: s })).filter(c => Date.parse(c.at) >= from),
  complete: true,
});

export const deadLetters = notifications =>
  notifications
    .filter(n => n.result === 'failed')
    .slice(0, 1)
    .map(n => ({ ...n, failures: 3, since: n.at, lastAt: n.at, triedAgain: true }));

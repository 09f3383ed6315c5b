// A stand-in for the server while the UI is developed and photographed. Never shipped.
// node dev/server.mjs [--port 9190] [--dist DIR] [--prefix /p] [--many N] [--quiet-stream]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { extname, join, normalize } from 'node:path';
import { deadLetters, explain, incident } from './explain.mjs';
import { alerts, groups, iso, judge, matching, notifications, pending, ruleGroups, silences, stateOf, targets } from './night.mjs';

const option = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const port = Number(option('port', 9190));
const dist = option('dist', '');
const prefix = option('prefix', '');
for (let n = 0; n < Number(option('many', 0)); n++)
  alerts.push({
    ...alerts[7],
    fingerprint: n.toString(16).padStart(16, '0'),
    labels: { ...alerts[7].labels, alertname: `Load${n % 40}`, instance: `host-${n}:9100`, severity: ['critical', 'warning', 'info'][n % 3] },
    status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
  });

const streams = new Set();
const change = topics => streams.forEach(s => s.write(`id: ${Date.now()}\nevent: change\ndata: ${JSON.stringify({ topics })}\n\n`));
if (!process.argv.includes('--quiet-stream'))
  setInterval(() => streams.forEach(s => s.write(`event: ping\ndata: ${JSON.stringify({ serverTime: iso(Date.now()) })}\n\n`)), 15_000);

const withState = s => ({ ...s, status: { state: stateOf(s) } });
const brief = ({ content, alerts: _, attemptLog, ...n }) => n;
const ok = data => ({ status: 'success', data });

function saveSilence(body) {
  const known = body.id && silences.find(s => s.id === body.id);
  if (body.id && !known) return [404, 'silence not found'];
  if (!body.comment) return [400, 'invalid silence: comment missing'];
  const now = Date.now();
  const startsAt = Date.parse(body.startsAt) < now && !known ? iso(now) : body.startsAt;
  const made = { ...body, startsAt, updatedAt: iso(now), id: known && stateOf(known) !== 'expired' ? known.id : randomUUID() };
  if (known && known.id === made.id) Object.assign(known, made);
  else silences.push(made);
  change(['silences', 'alerts']);
  return [200, { silenceID: made.id }];
}

function preview(body) {
  try {
    judge();
    return [200, { alerts: matching(body.matchers) }];
  } catch (e) {
    return [400, `bad matcher: ${e.message}`];
  }
}

function listNotifications(q) {
  let list = notifications.filter(
    n =>
      ['receiver', 'integration', 'result'].every(k => !q.get(k) || n[k] === q.get(k)) &&
      (!q.get('fingerprint') || n.alerts.some(a => a.fingerprint === q.get('fingerprint'))),
  );
  if (q.get('before')) list = list.filter(n => Number(n.id) < Number(q.get('before')));
  const limit = Number(q.get('limit') ?? 100);
  return [200, { notifications: list.slice(0, limit).map(brief), next: list.length > limit ? list[limit - 1].id : null }];
}

const wave = (q, shift) =>
  Array.from({ length: Math.floor((q.get('end') - q.get('start')) / q.get('step')) + 1 }, (_, n) => [
    Number(q.get('start')) + n * Number(q.get('step')),
    String(1 + shift + Math.sin(n / 25)),
  ]);

function answer(method, path, q, body) {
  const one = /^\/api\/v2\/silence\/(.+)$/.exec(path);
  if (one) {
    const s = silences.find(x => x.id === one[1]);
    if (!s) return [404, ''];
    if (method === 'DELETE') {
      s.endsAt = s.updatedAt = iso(Date.now());
      change(['silences', 'alerts']);
      return [200, ''];
    }
    return [200, withState(s)];
  }
  const message = /^\/api\/tocsin\/v1\/notifications\/(.+)$/.exec(path);
  if (message) {
    const n = notifications.find(x => x.id === message[1]);
    return n ? [200, n] : [404, { error: 'no such notification' }];
  }
  const why = /^\/api\/tocsin\/v1\/alerts\/([0-9a-f]{16})\/explain$/.exec(path);
  if (why) {
    const told = explain(why[1], judge(), groups(), silences, notifications);
    return told ? [200, told] : [404, 'no such alert: it never came in, or longer ago than the history is kept'];
  }
  switch (`${method} ${path}`) {
    case 'GET /api/tocsin/v1/dead-letters':
      return [200, { deadLetters: deadLetters(notifications), next: null }];
    case 'GET /api/tocsin/v1/timeline':
      return [200, incident(judge(), silences.map(withState), notifications.map(brief), Date.parse(q.get('from')))];
    case 'GET /api/tocsin/v1/alerts':
      return [200, { serverTime: iso(Date.now()), alerts: judge(), groups: groups() }];
    case 'POST /api/tocsin/v1/silences/preview':
      return preview(body);
    case 'GET /api/tocsin/v1/notifications':
      return listNotifications(q);
    case 'GET /api/v2/silences':
      return [200, silences.map(withState)];
    case 'POST /api/v2/silences':
      return saveSilence(body);
    case 'GET /api/v2/status':
      return [
        200,
        {
          cluster: { name: 'x', status: 'ready', peers: [] },
          config: { original: 'route:\n  receiver: slack\nreceivers:\n  - name: slack\n' },
          uptime: iso(Date.now() - 86_400_000),
          versionInfo: { version: '0.1.0', branch: '', buildDate: '', buildUser: '', goVersion: '', revision: '' },
        },
      ];
    case 'GET /api/v2/receivers':
      return [200, [...new Set(alerts.flatMap(a => a.receivers.map(r => r.name)))].map(name => ({ name }))];
    case 'GET /api/v1/alerts':
      return [200, ok({ alerts: pending })];
    case 'GET /api/v1/rules':
      return [200, ok({ groups: ruleGroups })];
    case 'GET /api/v1/targets':
      return [200, ok(targets)];
    case 'GET /api/v1/status/buildinfo':
      return [200, ok({ version: '0.1.0', revision: 'abc123', branch: 'main', buildUser: '', buildDate: '2026-11-22', goVersion: '.NET 10.0' })];
    case 'GET /api/v1/status/runtimeinfo':
      return [
        200,
        ok({
          startTime: iso(Date.now() - 86_400_000),
          CWD: '/srv/tocsin',
          reloadConfigSuccess: true,
          lastConfigTime: iso(Date.now() - 3_600_000),
          corruptionCount: 0,
          goroutineCount: 12,
          GOMAXPROCS: 2,
          storageRetention: '15d',
        }),
      ];
    case 'GET /api/v1/status/config':
      return [200, ok({ yaml: 'global:\n  scrape_interval: 15s\nscrape_configs:\n  - job_name: node\n' })];
    case 'GET /api/v1/status/flags':
      return [200, ok({ 'config.file': 'config/prometheus.yml', 'storage.tsdb.path': 'data/' })];
    case 'GET /api/v1/query':
      return q.get('query') === 'bad('
        ? [400, { status: 'error', errorType: 'bad_data', error: 'invalid parameter "query": 1:5: parse error: unclosed left parenthesis' }]
        : [
            200,
            ok({
              resultType: 'vector',
              result: targets.activeTargets.map(t => ({ metric: { __name__: 'up', ...t.labels }, value: [Date.now() / 1000, t.health === 'up' ? '1' : '0'] })),
            }),
          ];
    case 'GET /api/v1/query_range':
      return [
        200,
        ok({ resultType: 'matrix', result: targets.activeTargets.map((t, k) => ({ metric: { __name__: 'up', ...t.labels }, values: wave(q, k / 4) })) }),
      ];
    default:
      return [404, { error: `${method} ${path} is not made up here` }];
  }
}

const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.md': 'text/markdown' };

async function file(res, path) {
  const page = extname(path) === '' ? '/index.html' : normalize(path);
  const text = await readFile(join(dist, page)).catch(() => null);
  if (text === null) return res.writeHead(404).end();
  const head = { 'Content-Type': types[extname(page)] ?? 'application/octet-stream' };
  if (page !== '/index.html') return res.writeHead(200, head).end(text);
  return res.writeHead(200, head).end(text.toString().replace('<base href="/" />', `<base href="${prefix}/" />`));
}

createServer(async (req, res) => {
  const url = new URL(req.url, 'http://x');
  const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) || '/' : url.pathname;
  if (path === '/api/tocsin/v1/stream') {
    res.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    res.write(`event: hello\ndata: ${JSON.stringify({ serverTime: iso(Date.now()) })}\n\n`);
    streams.add(res);
    return req.on('close', () => streams.delete(res));
  }
  if (!path.startsWith('/api/')) return dist ? file(res, path) : res.writeHead(404).end();
  const chunks = [];
  for await (const c of req) chunks.push(c);
  const body = chunks.length ? JSON.parse(Buffer.concat(chunks).toString()) : null;
  if (path === '/api/dev/add') {
    alerts.push({
      ...alerts[0],
      fingerprint: randomUUID().replaceAll('-', '').slice(0, 16),
      labels: { ...alerts[0].labels, route: `/new${alerts.length}` },
      startsAt: iso(Date.now()),
      status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
    });
    change(['alerts']);
    return res.writeHead(204).end();
  }
  const [status, data] = answer(req.method, path, url.searchParams, body);
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(data === '' ? '' : JSON.stringify(data));
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}${prefix}/`));

/** Every page with an address that shows something; ids come from the server. */
export async function pages(url) {
  const get = async path => (await fetch(url + path)).json();
  const alerts = (await get('/api/tocsin/v1/alerts')).alerts;
  const silences = await get('/api/v2/silences');
  const sent = (await get('/api/tocsin/v1/notifications')).notifications;
  const filter = encodeURIComponent('{instance=~"db-.*|checkout-db-.*", cluster="eu-west-1"}');
  const held = alerts.find(a => a.status.inhibitedBy.length > 0);
  return {
    alerts: '/alerts',
    'alerts-table': '/alerts?view=table&state=all',
    'alerts-silenced': '/alerts?state=silenced',
    'alerts-empty': '/alerts?filter=%7Bfoo%3D%22bar%22%7D',
    alert: `/alerts/${alerts[0].fingerprint}`,
    'alert-held': `/alerts/${held.fingerprint}`,
    'alert-gone': '/alerts/0123456789abcdef',
    why: `/alerts/${alerts[0].fingerprint}/why`,
    'why-held': `/alerts/${held.fingerprint}/why`,
    timeline: '/timeline',
    silences: '/silences',
    'silences-expired': '/silences?state=expired',
    'silence-new': `/silences/new?filter=${filter}&comment=Disk%20swap&author=Mara`,
    silence: `/silences/${silences[1].id}`,
    'silence-edit': `/silences/${silences[1].id}/edit`,
    notifications: '/notifications',
    'notification-slack': `/notifications/${sent.find(n => n.integration === 'slack').id}`,
    'notification-email': `/notifications/${sent.find(n => n.integration === 'email').id}`,
    'notification-webhook': `/notifications/${sent.find(n => n.integration === 'webhook').id}`,
    targets: '/targets',
    rules: '/rules',
    status: '/status',
    config: '/config',
    flags: '/flags',
    query: '/query?g0.expr=up&g0.tab=1',
    'query-graph': '/query?g0.expr=up&g0.tab=0',
    unbuilt: '/routing',
    nowhere: '/nowhere',
  };
}

import { Link } from 'react-router';
import { distinguishing, nameOf, severityOf, summaryOf } from '../model/alerts';
import type { Alert } from '../model/types';
import { Icon } from '../parts/Icon';
import { Badge, SeverityShape } from '../parts/State';
import { Age } from '../parts/Time';

export interface Hits {
  /** Null while nothing is known: no valid matcher yet, or the first answer is under way. */
  alerts: Alert[] | null;
  error: string | null;
  total: number;
  /** The silence under edit, to tell newly hit from no longer hit. */
  before: Alert[] | null;
}

export const hitCount = (h: Hits): number => h.alerts?.length ?? 0;
export const criticalOf = (alerts: Alert[]): Alert[] => alerts.filter(a => severityOf(a.labels) === 'critical');

const plural = (n: number): string => `${n} ${n === 1 ? 'alert' : 'alerts'}`;

function Warnings({ hits, until }: { hits: Hits; until: string }) {
  const alerts = hits.alerts;
  if (hits.error)
    return (
      <div className="note critical" role="alert">
        <Icon name="fail" className="err" />
        <div>
          <b>The preview could not be made.</b> <span className="dim">{hits.error}</span>
        </div>
      </div>
    );
  if (!alerts) return null;
  const critical = criticalOf(alerts);
  return (
    <>
      {alerts.length === 0 && (
        <div className="note warning">
          <Icon name="warning" className="st-warning" />
          <div>
            <b>This matches nothing now.</b> <span className="dim">It holds back what fires later. Check the spelling if you expected alerts here.</span>
          </div>
        </div>
      )}
      {critical.length > 0 && (
        <div className="note critical">
          <Icon name="critical" className="st-critical" />
          <div>
            <b>{critical.length === 1 ? '1 is critical.' : `${critical.length} are critical.`}</b>{' '}
            <span className="dim">
              {nameOf(critical[0]!.labels)} will not tell anyone until {until}.
            </span>
          </div>
        </div>
      )}
      {alerts.length > 1 && alerts.length === hits.total ? (
        <div className="note warning">
          <Icon name="warning" className="st-warning" />
          <div>
            <b>This matches everything that fires.</b> <span className="dim">Nobody would be told of any of it.</span>
          </div>
        </div>
      ) : (
        alerts.length > 50 && (
          <div className="note warning">
            <Icon name="warning" className="st-warning" />
            <div>
              <b>This matches {alerts.length} alerts.</b> <span className="dim">Add a matcher if that is more than you meant.</span>
            </div>
          </div>
        )
      )}
    </>
  );
}

const where = (a: Alert): string => [...distinguishing([a]).map(n => a.labels[n]), summaryOf(a.annotations)].filter(Boolean).join(', ');

function Entry({ alert, mark }: { alert: Alert; mark: 'new' | 'lost' | null }) {
  return (
    <li>
      <Link to={`/alerts/${alert.fingerprint}`} target="_blank">
        <SeverityShape labels={alert.labels} />
        <span className="grow">
          <b className="cut">{nameOf(alert.labels)}</b>
          <span className="dim cut">{where(alert)}</span>
        </span>
        {mark === 'new' ? (
          <span className="flag">Newly hit</span>
        ) : mark === 'lost' ? (
          <span className="flag">No longer hit</span>
        ) : alert.status.silencedBy.length > 0 ? (
          <Badge state="silenced" text="Already" />
        ) : (
          <span className="dim3 nowrap">
            <Age since={Date.parse(alert.startsAt)} />
          </span>
        )}
      </Link>
    </li>
  );
}

/** The alerts that the matchers hit now, as the server says. */
export function Preview({ hits, until }: { hits: Hits; until: string }) {
  const before = hits.before ? new Set(hits.before.map(a => a.fingerprint)) : null;
  const after = new Set(hits.alerts?.map(a => a.fingerprint) ?? []);
  const lost = hits.alerts ? (hits.before ?? []).filter(a => !after.has(a.fingerprint)) : [];
  const shown = (hits.alerts ?? []).slice(0, 60);
  const n = hitCount(hits);
  const warned = hits.error !== null || (hits.alerts !== null && (n === 0 || n > 50 || (n > 1 && n === hits.total) || criticalOf(hits.alerts).length > 0));
  return (
    <section className="stack prev" aria-labelledby="pv">
      <div className="panel">
        <div className="ptop" aria-live="polite">
          <h2 id="pv">{hits.alerts === null ? 'What this would silence' : `${plural(n)} would be silenced`}</h2>
          <span className="xs dim3">live</span>
        </div>
        {warned && (
          <div className="pbody warns">
            <Warnings hits={hits} until={until} />
          </div>
        )}
        {hits.alerts === null && !hits.error && <p className="pbody sm dim">Fill in a matcher to see which alerts it hits.</p>}
        {shown.length + lost.length > 0 && (
          <ul className={`rel ${warned ? 'plist' : ''}`}>
            {lost.map(a => (
              <Entry key={a.fingerprint} alert={a} mark="lost" />
            ))}
            {shown.map(a => (
              <Entry key={a.fingerprint} alert={a} mark={before && !before.has(a.fingerprint) ? 'new' : null} />
            ))}
          </ul>
        )}
        {n > shown.length && <p className="pfoot xs dim3">And {n - shown.length} more.</p>}
      </div>
    </section>
  );
}

import { Link } from 'react-router';
import { useSettings } from '../app/settings';
import { nameOf, type Item } from '../model/alerts';
import { moment } from '../model/time';
import type { Alert, Silence } from '../model/types';
import { Icon } from '../parts/Icon';

/** Who or what holds the alert back, until when. */
export function HeldBack({ alert, items, silences, now }: { alert: Alert; items: Item[]; silences: Silence[]; now: number }) {
  const { zone } = useSettings();
  const { silencedBy, inhibitedBy, mutedBy } = alert.status;
  if (silencedBy.length + inhibitedBy.length + mutedBy.length === 0) return null;
  return (
    <div className="stack tight">
      {silencedBy.map(id => {
        const s = silences.find(x => x.id === id);
        return (
          <div className="note silenced" key={id}>
            <Icon name="silenced" className="st-silenced" />
            <div>
              <b>{s ? `Silenced by ${s.createdBy} until ${moment(Date.parse(s.endsAt), now, zone)}. ` : 'Silenced. '}</b>
              <Link className="in" to={`/silences/${id}`}>
                {s?.comment || 'Open the silence'}
              </Link>
            </div>
          </div>
        );
      })}
      {inhibitedBy.map(f => {
        const source = items.find(i => i.key === f);
        return (
          <div className="note inhibited" key={f}>
            <Icon name="inhibited" className="st-inhibited" />
            <div>
              <b>Inhibited: </b>
              <Link className="in" to={`/alerts/${f}`}>
                {source ? nameOf(source.labels) : f}
              </Link>{' '}
              fires, so this one is not sent.
            </div>
          </div>
        );
      })}
      {mutedBy.map(t => (
        <div className="note" key={t}>
          <Icon name="muted" className="st-muted" />
          <div>
            <b>Muted</b> by the time interval <code>{t}</code>.
          </div>
        </div>
      ))}
    </div>
  );
}

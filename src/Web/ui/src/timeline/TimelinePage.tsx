import { Link, useSearchParams } from 'react-router';
import { useIncident } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { distinguishing, nameOf } from '../model/alerts';
import type { Incident } from '../model/explain';
import { absolute, stamp } from '../model/time';
import { Result } from '../notifications/Result';
import { nameOfMessage } from '../notifications/words';
import { Answered, Empty } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page, Seg, TableFrame } from '../parts/Page';
import { SeverityShape, Shape } from '../parts/State';
import { happenings, type Happening } from './happenings';

const spans: [string, string][] = [
  ['1', '1 h'],
  ['6', '6 h'],
  ['24', '1 d'],
  ['168', '7 d'],
];

export default function TimelinePage() {
  const [params, setParams] = useSearchParams();
  const hours = params.get('hours') ?? '1';
  const filter = params.getAll('filter');
  const query = useIncident(Number(hours) || 1, filter);
  return (
    <Page
      title="Timeline"
      lead={query.data && <Lead incident={query.data} />}
      actions={<Seg label="Time shown" items={spans} value={hours} onChange={h => setParams(p => (p.set('hours', h), p), { replace: true })} />}
    >
      <form
        className="row-flex pad"
        role="search"
        onSubmit={e => {
          e.preventDefault();
          const text = String(new FormData(e.currentTarget).get('filter') ?? '').trim();
          setParams(p => (p.delete('filter'), text && p.append('filter', text), p));
        }}
      >
        <label className="grow">
          <span className="vh">Filter</span>
          <input className="input mono" name="filter" defaultValue={filter[0] ?? ''} placeholder='team="db"' key={filter[0]} />
        </label>
        <button type="submit" className="btn">
          <Icon name="filter" />
          <span>Filter</span>
        </button>
      </form>
      <Answered query={query} what="The timeline">
        {incident => <List incident={incident} />}
      </Answered>
    </Page>
  );
}

function Lead({ incident }: { incident: Incident }) {
  const count = (n: number, one: string, more: string) => `${n} ${n === 1 ? one : more}`;
  return (
    <>
      <b>
        {count(incident.alerts.length, 'alert', 'alerts')}, {count(incident.notifications.length, 'message', 'messages')},{' '}
        {count(incident.silences.length, 'change of silences', 'changes of silences')}.
      </b>
      {!incident.complete && ' There was more than fits here: take less time or a filter.'}
    </>
  );
}

function List({ incident }: { incident: Incident }) {
  const now = useNow(10_000);
  const { zone } = useSettings();
  const list = happenings(incident);
  if (list.length === 0) return <Empty title="Nothing happened.">No alert began or ended, nothing was sent and no silence changed.</Empty>;
  return (
    <TableFrame label="What happened, the latest first">
      <table className="tbl">
        <thead>
          <tr>
            <th>Time</th>
            <th>What</th>
          </tr>
        </thead>
        <tbody>
          {list.map(h => (
            <tr key={h.key}>
              <td className="nowrap">
                <time dateTime={new Date(h.at).toISOString()} title={absolute(h.at)}>
                  {stamp(h.at, now, zone)}
                </time>
              </td>
              <td className="what2">
                <What happening={h} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function What({ happening: h }: { happening: Happening }) {
  if (h.lane)
    return (
      <span className="rc">
        {h.ended ? <Shape state="resolved" /> : <SeverityShape labels={h.lane.labels} />}
        <Link to={`/alerts/${h.lane.fingerprint}`}>{nameOf(h.lane.labels)}</Link> {h.ended ? 'ended' : 'fires'}{' '}
        <span className="dim">
          {distinguishing([{ labels: h.lane.labels }])
            .map(n => `${n}=${h.lane!.labels[n]}`)
            .join(' ')}
        </span>
      </span>
    );
  if (h.sent)
    return (
      <span className="rc">
        <Result result={h.sent.result} attempts={h.sent.attempts} />
        <Link to={`/notifications/${h.sent.id}`}>{nameOfMessage(h.sent)}</Link> to {h.sent.receiver} <span className="dim">{h.sent.reason}</span>
      </span>
    );
  const { silence, change, by } = h.silenced!;
  return (
    <span className="rc">
      <Shape state="silenced" />
      <Link to={`/silences/${silence.id}`}>{silence.comment || 'Silence'}</Link> {change}
      {by && ` by ${by}`}
    </span>
  );
}

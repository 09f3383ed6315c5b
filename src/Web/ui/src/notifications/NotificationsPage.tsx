import { Link, useSearchParams } from 'react-router';
import { useNotifications, type NotificationFilter } from '../api/queries';
import { useFailingReceivers } from '../app/Navigation';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { absolute, stamp, took } from '../model/time';
import type { Notification } from '../model/types';
import { Empty, Failure, Loading } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { LabelText } from '../parts/LabelText';
import { Page, TableFrame } from '../parts/Page';
import { SeverityShape, Shape } from '../parts/State';
import { DeadLetters } from './DeadLetters';
import { Result } from './Result';
import { attemptsText, countText, integrationIcon, integrationName, nameOfMessage, otherLabels, sentence } from './words';

const textHits = (n: Notification, text: string): boolean => {
  const all = `${n.title} ${n.receiver} ${n.integration} ${n.reason} ${n.error ?? ''} ${Object.entries(n.groupLabels)
    .map(([k, v]) => `${k}=${v}`)
    .join(' ')}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(w => all.includes(w));
};

export default function NotificationsPage() {
  const [params, setParams] = useSearchParams();
  const of = (name: string) => params.get(name) ?? '';
  const filter: NotificationFilter = { receiver: of('receiver'), integration: of('integration'), result: of('result'), fingerprint: of('fingerprint') };
  const query = useNotifications(filter);
  const now = useNow(10_000);
  const set = (name: string, value: string) => setParams(p => (value ? p.set(name, value) : p.delete(name), p), { replace: true });
  const all = query.data?.pages.flatMap(p => p.notifications) ?? [];
  const shown = all.filter(n => textHits(n, of('q')));
  return (
    <Page title="Notifications" lead={query.data ? <Lead list={all} filtered={Object.values(filter).some(v => v !== '')} /> : undefined}>
      <DeadLetters />
      <Filter filter={filter} text={of('q')} known={all} set={set} />
      {query.isPending ? (
        <Loading what="notifications" />
      ) : query.isError && !query.data ? (
        <Failure what="Notifications" error={query.error} retry={() => void query.refetch()} />
      ) : shown.length === 0 ? (
        <Nothing filtered={[...params].length > 0} clear={() => setParams({}, { replace: true })} />
      ) : (
        <>
          <TableFrame label="Notifications">
            <table className="tbl ntf">
              <thead>
                <tr>
                  <th>Time</th>
                  <th>Result</th>
                  <th>Receiver</th>
                  <th>Alerts in it</th>
                  <th>Why now</th>
                  <th className="r">Took</th>
                  <th>Attempts</th>
                </tr>
              </thead>
              <tbody>
                {shown.map(n => (
                  <Row key={n.id} n={n} now={now} />
                ))}
              </tbody>
            </table>
          </TableFrame>
          {query.hasNextPage && (
            <p className="pad">
              <button type="button" className="btn" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Show older
              </button>
            </p>
          )}
        </>
      )}
    </Page>
  );
}

function Row({ n, now }: { n: Notification; now: number }) {
  const { zone } = useSettings();
  const at = Date.parse(n.at);
  return (
    <tr>
      <td className="nowrap">
        <time dateTime={n.at} title={absolute(at)}>
          {stamp(at, now, zone)}
        </time>
      </td>
      <td>
        <Result result={n.result} attempts={n.attempts} />
      </td>
      <td className="nowrap">
        <span className="rc" title={integrationName(n.integration)}>
          <Icon name={integrationIcon(n.integration)} />
          {n.receiver}
          <span className="vh"> by {integrationName(n.integration)}</span>
        </span>
      </td>
      <td className="what2">
        <span className="rc">
          <MessageShape n={n} />
          <Link to={`/notifications/${n.id}`}>{nameOfMessage(n)}</Link>
        </span>{' '}
        {countText(n)}{' '}
        {n.groupLabels.alertname &&
          otherLabels(n.groupLabels)
            .slice(0, 2)
            .map(([k, v]) => <LabelText key={k} name={k} value={v} />)}
        {n.error && n.result !== 'delivered' && <div className="errl0">{n.error}</div>}
      </td>
      <td className="nowrap">{sentence(n.reason)}</td>
      <td className="r nowrap">{n.durationMs !== null && took(n.durationMs)}</td>
      <td className="nowrap dim">{attemptsText(n)}</td>
    </tr>
  );
}

/** As bad as the group's severity says, when the group has one; the severity of single alerts is not known here. */
function MessageShape({ n }: { n: Notification }) {
  if (n.status === 'resolved') return <Shape state="resolved" />;
  if (n.groupLabels.severity) return <SeverityShape labels={n.groupLabels} />;
  return (
    <span className="st">
      <Icon name="bell" />
      <span className="vh">Firing</span>
    </span>
  );
}

/** A receiver that fails is named before anything else. */
function Lead({ list, filtered }: { list: Notification[]; filtered: boolean }) {
  const failing = useFailingReceivers();
  const { zone } = useSettings();
  const now = useNow(10_000);
  if (list.length === 0) return filtered ? null : <b>Nothing has been sent yet.</b>;
  if (failing.length === 0)
    return (
      <>
        <b>All receivers deliver.</b> The last message went out at {stamp(Date.parse(list[0]!.at), now, zone)}.
      </>
    );
  const lost = list.filter(n => n.result === 'failed' && failing.includes(n.receiver));
  const why = lost.find(n => n.error)?.error;
  const first = lost.at(-1);
  return (
    <>
      <b>
        {failing.join(', ')} {failing.length === 1 ? 'fails' : 'fail'}
        {first && ` since ${stamp(Date.parse(first.at), now, zone)}`}:
      </b>{' '}
      {lost.length} {lost.length === 1 ? 'message' : 'messages'} not delivered{why && `, ${why}`}. All others deliver.
    </>
  );
}

function Filter({ filter, text, known, set }: { filter: NotificationFilter; text: string; known: Notification[]; set: (name: string, value: string) => void }) {
  const values = (pick: (n: Notification) => string, chosen: string) => [...new Set([...known.map(pick), ...(chosen ? [chosen] : [])])].sort();
  return (
    <div className="fbar">
      <div className="finput">
        <Icon name="filter" />
        {filter.fingerprint && (
          <span className="chip">
            <span className="k">alert</span>
            <span className="op">=</span>
            <span className="v">{filter.fingerprint}</span>
            <button type="button" aria-label="Remove the alert" onClick={() => set('fingerprint', '')}>
              <Icon name="x" />
            </button>
          </span>
        )}
        <input
          data-filter
          aria-label="Filter notifications"
          placeholder="label=value, receiver, text in the title"
          value={text}
          onChange={e => set('q', e.target.value)}
        />
        <kbd>/</kbd>
      </div>
      <Choice label="Receiver" value={filter.receiver} values={values(n => n.receiver, filter.receiver)} pick={v => set('receiver', v)} />
      <Choice label="Result" value={filter.result} values={['delivered', 'failed', 'sending']} pick={v => set('result', v)} />
    </div>
  );
}

const Choice = ({ label, value, values, pick }: { label: string; value: string; values: string[]; pick: (v: string) => void }) => (
  <label className="sel">
    <span className="k">{label}</span>
    <select className="bare" value={value} onChange={e => pick(e.target.value)}>
      <option value="">all</option>
      {values.map(v => (
        <option key={v}>{v}</option>
      ))}
    </select>
  </label>
);

const Nothing = ({ filtered, clear }: { filtered: boolean; clear: () => void }) => (
  <Empty
    icon={<Icon name={filtered ? 'filter' : 'send'} className="xl dim3" />}
    title={filtered ? 'No notification matches the filter.' : 'Nothing has been sent yet.'}
    actions={
      filtered && (
        <button type="button" className="btn primary" onClick={clear}>
          Clear filters
        </button>
      )
    }
  >
    {filtered
      ? 'The text is looked for in what is loaded; older messages may match.'
      : 'The first message appears here as soon as an alert fires and its group has waited.'}
  </Empty>
);

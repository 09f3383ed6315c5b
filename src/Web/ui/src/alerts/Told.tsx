import { Link } from 'react-router';
import { useNotifications } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { absolute, clock, stamp } from '../model/time';
import type { AlertGroup } from '../model/types';
import { Result } from '../notifications/Result';
import { Loading } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Panel } from '../parts/Page';

/** The notifier's groups that hold the alert, and when each is looked at next. */
export function WhoIsTold({ groups, receivers, now }: { groups: AlertGroup[]; receivers: string[]; now: number }) {
  const { zone } = useSettings();
  return (
    <Panel title="Who is told">
      <ul className="told">
        {groups.map(g => (
          <li key={g.id}>
            <Icon name={g.mutedBy.length > 0 ? 'muted' : 'send'} />
            <span className="grow">
              <b>{g.receiver}</b>
              <span className="dim">{g.lastNotifiedAt ? `told at ${stamp(Date.parse(g.lastNotifiedAt), now, zone)}` : 'not told yet'}</span>
              {g.mutedBy.length > 0 && <span className="dim">muted by {g.mutedBy.join(', ')}</span>}
              <code className="dim3 route">{g.route}</code>
            </span>
            {g.nextFlushAt && (
              <time dateTime={g.nextFlushAt} title={absolute(Date.parse(g.nextFlushAt))}>
                next {clock(Date.parse(g.nextFlushAt), zone)}
              </time>
            )}
          </li>
        ))}
        {groups.length === 0 && (
          <li>
            <Icon name="clock" />
            <span className="grow">
              <b>{receivers.join(', ') || 'Nobody'}</b>
              <span className="dim">{receivers.length > 0 ? 'not in a group yet' : 'no route leads to a receiver'}</span>
            </span>
          </li>
        )}
      </ul>
    </Panel>
  );
}

/** Messages that carried this alert, newest first. */
export function Told({ fingerprint }: { fingerprint: string }) {
  const sent = useNotifications({ fingerprint }, 20);
  const { zone } = useSettings();
  const now = useNow(10_000);
  const list = sent.data?.pages.flatMap(p => p.notifications) ?? [];
  return (
    <Panel
      title="What was sent"
      aside={
        <Link className="xs in" to={`/notifications?fingerprint=${fingerprint}`}>
          All
        </Link>
      }
    >
      {sent.isPending ? (
        <Loading what="notifications" />
      ) : sent.isError ? (
        <p className="pbody sm dim">The notifications of this alert could not be loaded: {sent.error.message}</p>
      ) : list.length === 0 ? (
        <p className="pbody sm dim">Nothing has been sent about this alert yet.</p>
      ) : (
        <ul className="rel">
          {list.map(n => (
            <li key={n.id}>
              <Link to={`/notifications/${n.id}`}>
                <Result result={n.result} attempts={n.attempts} />
                <span className="grow">
                  <b className="cut">
                    {n.receiver} <span className="dim3">{n.integration}</span>
                  </b>
                  <span className="dim cut">{n.reason}</span>
                </span>
                <span className="dim3 nowrap">{stamp(Date.parse(n.at), now, zone)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

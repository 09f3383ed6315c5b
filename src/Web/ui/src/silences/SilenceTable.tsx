import { Link } from 'react-router';
import { useSettings } from '../app/settings';
import { formatMatchers } from '../model/matchers';
import { absolute, length, moment } from '../model/time';
import { Icon } from '../parts/Icon';
import { MatcherText } from '../parts/LabelText';
import { TableFrame } from '../parts/Page';
import { Badge } from '../parts/State';
import { ExtendMenu } from './ExtendMenu';
import { endsWhileFiring, matchesNothing, progress, titleOf, type Effect } from './model';

interface Props {
  label: string;
  effects: Effect[];
  now: number;
  selected: Set<string>;
  onSelect: (id: string, on: boolean) => void;
  onExpire: (e: Effect) => void;
}

export const recreateLink = (e: Effect): string =>
  `/silences/new?${new URLSearchParams({ filter: formatMatchers(e.silence.matchers), comment: e.silence.comment, duration: `${Math.max(1, Math.round((e.ends - e.starts) / 60_000))}m` })}`;

export const SilenceTable = ({ label, effects, now, selected, onSelect, onExpire }: Props) => (
  <TableFrame label={label}>
    <table className="tbl sil">
      <thead>
        <tr>
          <th className="c">
            <span className="vh">Select</span>
          </th>
          <th>Matchers and reason</th>
          <th className="r">Holds back</th>
          <th>Ends</th>
          <th>Look at</th>
          <th className="r">
            <span className="vh">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {effects.map(e => (
          <Row key={e.silence.id} effect={e} now={now} on={selected.has(e.silence.id)} onSelect={onSelect} onExpire={onExpire} />
        ))}
      </tbody>
    </table>
  </TableFrame>
);

function Row({ effect: e, now, on, onSelect, onExpire }: { effect: Effect; now: number; on: boolean } & Pick<Props, 'onSelect' | 'onExpire'>) {
  const s = e.silence;
  const state = s.status.state;
  return (
    <tr aria-selected={on || undefined}>
      <td className="c">
        {state !== 'expired' && (
          <input type="checkbox" className="check" aria-label={`Select ${titleOf(s)}`} checked={on} onChange={x => onSelect(s.id, x.target.checked)} />
        )}
      </td>
      <td className="two">
        <Link to={`/silences/${s.id}`} className="ms">
          <MatcherText matchers={s.matchers} />
        </Link>
        <div className="cm">
          <span className="cut">{s.comment}</span>
          <span className="dim3 nowrap">{s.createdBy}</span>
        </div>
      </td>
      <td className="r nowrap">
        {state === 'active' && (
          <>
            <b>{e.held.length}</b>
            <div className="xs dim3">{e.critical > 0 ? `${e.critical} critical` : e.held.length > 0 ? 'firing' : 'now'}</div>
          </>
        )}
      </td>
      <td className="endc">
        <Ends effect={e} now={now} />
      </td>
      <td>
        {endsWhileFiring(e, now) && <Badge state="warning" text="Ends while firing" />}
        {matchesNothing(e) && (
          <span className="badge plain">
            <Icon name="minus" />
            Matches nothing
          </span>
        )}
        {state === 'pending' && <Badge state="pending" text={`In ${length(e.starts - now)}`} />}
      </td>
      <td className="r nowrap actc">
        {state === 'active' && <ExtendMenu silences={[s]} small />}
        {state === 'pending' && (
          <Link className="btn small" to={`/silences/${s.id}/edit`} aria-label={`Edit ${titleOf(s)}`}>
            Edit
          </Link>
        )}
        {state !== 'expired' ? (
          <button
            type="button"
            className="btn small subtle danger"
            aria-label={`${state === 'pending' ? 'Cancel' : 'Expire'} ${titleOf(s)}`}
            onClick={() => onExpire(e)}
          >
            {state === 'pending' ? 'Cancel' : 'Expire'}
          </button>
        ) : (
          <Link className="btn small" to={recreateLink(e)} aria-label={`Recreate ${titleOf(s)}`}>
            Recreate
          </Link>
        )}
      </td>
    </tr>
  );
}

function Ends({ effect: e, now }: { effect: Effect; now: number }) {
  const { zone } = useSettings();
  if (e.silence.status.state === 'pending')
    return (
      <div className="ends" title={absolute(e.starts)}>
        <span>
          {moment(e.starts, now, zone)} to {moment(e.ends, now, zone)}
        </span>
      </div>
    );
  const over = e.silence.status.state === 'expired';
  return (
    <>
      <div className="ends" title={absolute(e.ends)}>
        <span>{moment(e.ends, now, zone)}</span>
        <span className="dim3">{over ? `${length(now - e.ends)} ago` : `in ${length(e.ends - now)}`}</span>
      </div>
      {!over && (
        <span className="bar" aria-hidden="true">
          <span style={{ width: `${progress(e, now)}%` }} />
        </span>
      )}
    </>
  );
}

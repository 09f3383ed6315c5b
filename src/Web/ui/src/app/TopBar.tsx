import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { retryLive, silentSince, useLive } from '../live/useLive';
import { clock, length, zoneName } from '../model/time';
import { Mark } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import type { Frame } from './frame';
import { changeSettings, useSettings } from './settings';
import { useNow } from './useNow';
import { useCriticalCount } from './useTriage';

function Clock() {
  const now = useNow();
  const { zone } = useSettings();
  const other = zone === 'local' ? 'utc' : 'local';
  const name = zoneName(now, zone);
  return (
    <button type="button" className="clock" onClick={() => changeSettings({ zone: other })} title={`Switch to ${other === 'utc' ? 'UTC' : 'local time'}`}>
      <Icon name="clock" />
      <span>
        <b>{clock(now, zone)}</b> {name}
        <span className="vh">, switch to {other === 'utc' ? 'UTC' : 'local time'}</span>
      </span>
    </button>
  );
}

function LiveMark() {
  const live = useLive();
  useNow(1000);
  if (live.state === 'stale')
    return (
      <span className="live stale">
        <Icon name="warning" className="st-warning" />
        <span>Stale {length(Date.now() - silentSince(live))}</span>
      </span>
    );
  return (
    <span className="live">
      <span className={`dot ${live.state}`} aria-hidden="true" />
      <span>{live.state === 'live' ? 'Live' : 'Connecting'}</span>
    </span>
  );
}

/** Says since when the page is old; the list under it stays readable. */
export function StaleBanner() {
  const live = useLive();
  const client = useQueryClient();
  const { zone } = useSettings();
  useNow(1000);
  if (live.state !== 'stale') return null;
  const since = silentSince(live);
  return (
    <div className="stale-b" role="status">
      <Icon name="warning" className="st-warning" />
      <span>
        <b>No message from the server for {length(Date.now() - since)}.</b>{' '}
        {live.heardAt ? `Since ${clock(since, zone)} nothing here is pushed; ` : 'Nothing here is pushed; '}
        the page asks every 10 s instead.
      </span>
      <button type="button" className="btn small" onClick={() => retryLive(client)}>
        <Icon name="refresh" />
        <span>Try now</span>
      </button>
    </div>
  );
}

/** A clock that is wrong here makes every age on the page wrong. */
export function SkewNote() {
  const { skew, state } = useLive();
  if (state !== 'live' || Math.abs(skew) < 30_000) return null;
  return (
    <div className="stale-b" role="status">
      <Icon name="clock" />
      <span>
        <b>
          Your clock is {length(Math.abs(skew))} {skew > 0 ? 'behind' : 'ahead of'} the server's.
        </b>{' '}
        Ages on this page follow the server.
      </span>
    </div>
  );
}

export function TopBar({ frame, onFind }: { frame: Frame; onFind: () => void }) {
  const critical = useCriticalCount();
  const back = frame.crumbs.at(-1);
  return (
    <header className="top">
      {back ? (
        <Link className="icb phone back" to={back.to} aria-label="Back">
          <Icon name="left" />
        </Link>
      ) : (
        <Link className="brand phone" to="/alerts" aria-label="Tocsin, alerts">
          <Mark ringing={critical > 0} />
        </Link>
      )}
      <nav className="crumbs" aria-label="Breadcrumb">
        <ol>
          {frame.crumbs.map(c => (
            <li key={c.to}>
              <Link to={c.to}>{c.text}</Link>
            </li>
          ))}
          <li>
            <span aria-current="page">{frame.title}</span>
          </li>
        </ol>
      </nav>
      <span className="ptitle phone cut" aria-hidden="true">
        {frame.short ?? frame.title}
      </span>
      <button type="button" className="find" onClick={onFind} aria-haspopup="dialog" aria-keyshortcuts="Control+K">
        <Icon name="search" />
        <span className="ft">Search or jump to</span>
        <kbd>Ctrl K</kbd>
      </button>
      <Clock />
      <LiveMark />
    </header>
  );
}

import { useMantineColorScheme } from '@mantine/core';
import { Link, useLocation } from 'react-router';
import { useSilences, useNotifications } from '../api/queries';
import { Icon } from '../parts/Icon';
import { Mark } from '../parts/Answers';
import { allPlaces, places, type Place } from './places';
import { SettingsMenu } from './SettingsMenu';
import { useCriticalCount } from './useTriage';

const isHere = (path: string, here: string): boolean => here === path || here.startsWith(path + '/');

/** Receivers whose newest message failed. */
export function useFailingReceivers(): string[] {
  const { data } = useNotifications({});
  const newest = new Map<string, boolean>();
  for (const n of data?.pages[0]?.notifications ?? []) {
    const key = `${n.receiver}/${n.integration}/${n.index}`;
    if (n.result !== 'sending' && !newest.has(key)) newest.set(key, n.result === 'failed');
  }
  return [...new Set([...newest].filter(([, failed]) => failed).map(([key]) => key.split('/')[0]!))];
}

/** A number stands beside a name only when somebody should look. */
function Count({ path }: { path: string }) {
  const critical = useCriticalCount();
  const silences = useSilences();
  const failing = useFailingReceivers();
  if (path === '/alerts' && critical > 0)
    return (
      <span className="navn st-critical">
        <Icon name="critical" />
        {critical}
        <span className="vh"> critical</span>
      </span>
    );
  if (path === '/silences') {
    const active = silences.data?.filter(s => s.status.state === 'active').length ?? 0;
    return active > 0 ? (
      <span className="navn">
        {active}
        <span className="vh"> active</span>
      </span>
    ) : null;
  }
  if (path === '/notifications' && failing.length > 0)
    return (
      <span className="navn st-warning">
        <Icon name="warning" />
        {failing.length}
        <span className="vh"> failing {failing.length === 1 ? 'receiver' : 'receivers'}</span>
      </span>
    );
  return null;
}

const Entry = ({ place, here }: { place: Place; here: string }) => (
  <li>
    <Link to={place.path} aria-current={isHere(place.path, here) ? 'page' : undefined} className={place.api ? 'later' : ''} title={place.text}>
      <Icon name={place.icon} />
      <span className="t">
        {place.text}
        {place.api && <span className="vh">, not built yet</span>}
      </span>
      <Count path={place.path} />
    </Link>
  </li>
);

export function SideBar() {
  const here = useLocation().pathname;
  const critical = useCriticalCount();
  return (
    <aside className="side" aria-label="Sidebar">
      <Link className="brand" to="/alerts" aria-label="Tocsin, alerts">
        <Mark ringing={critical > 0} />
        <span>Tocsin</span>
      </Link>
      <nav aria-label="Main">
        {places.map(([group, list]) => (
          <div className="navg" key={group}>
            <div className="navh">{group}</div>
            <ul>
              {list.map(p => (
                <Entry key={p.path} place={p} here={here} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="me">
        <span className="grow" />
        <SchemeButton />
        <SettingsMenu />
      </div>
    </aside>
  );
}

function SchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = colorScheme === 'auto' ? 'light' : colorScheme === 'light' ? 'dark' : 'auto';
  return (
    <button
      type="button"
      className="icb"
      onClick={() => setColorScheme(next)}
      aria-label={`Colours: ${colorScheme}. Switch to ${next}`}
      title={`Colours: ${colorScheme}`}
    >
      <Icon name={colorScheme === 'dark' ? 'muted' : colorScheme === 'light' ? 'sun' : 'settings'} className={colorScheme === 'auto' ? 'auto-scheme' : ''} />
    </button>
  );
}

/** The phone's bar at the bottom; "More" opens what has no place in it. */
export function TabBar({ onMore }: { onMore: () => void }) {
  const here = useLocation().pathname;
  const critical = useCriticalCount();
  const bar = ['/alerts', '/silences', '/notifications', '/query'].map(p => allPlaces.find(x => x.path === p)!);
  const elsewhere = !bar.some(p => isHere(p.path, here));
  return (
    <nav className="tabbar" aria-label="Main, phone">
      {bar.map(p => (
        <Link key={p.path} to={p.path} aria-current={isHere(p.path, here) ? 'page' : undefined}>
          <Icon name={p.icon} />
          {p.path === '/alerts' && critical > 0 && (
            <span className="tn" aria-hidden="true">
              {critical}
            </span>
          )}
          <span>{p.path === '/notifications' ? 'Sent' : p.text}</span>
        </Link>
      ))}
      <button type="button" onClick={onMore} aria-haspopup="dialog" className={elsewhere ? 'here' : ''}>
        <Icon name="menu" />
        <span>More</span>
      </button>
    </nav>
  );
}

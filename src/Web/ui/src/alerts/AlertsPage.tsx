import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useSilences } from '../api/queries';
import { useNow } from '../app/useNow';
import { useKeys } from '../app/useShortcuts';
import { useTriage } from '../app/useTriage';
import { byWorst, groupItems, nameOf, severityOf, summaryOf, type Item } from '../model/alerts';
import { formatMatchers, matcher } from '../model/matchers';
import { Answered } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page, Tabs, useBodyClass, type TabItem } from '../parts/Page';
import { copyText } from '../parts/toast';
import { AlertList } from './AlertList';
import { NoAlerts } from './NoAlerts';
import { inTab, passes, readFilter, tabs, writeFilter, type AlertFilter, type Tab } from './filter';
import { FilterBar } from './FilterBar';
import { leadOf } from './lead';
import { silenceLink } from './links';
import { SelectionBar } from './SelectionBar';
import { useHeld } from './useHeld';

const tabText: Record<Tab, string> = { active: 'Active', pending: 'Pending', silenced: 'Silenced', inhibited: 'Inhibited', muted: 'Muted', all: 'All' };

function useFilter(): [AlertFilter, (f: Partial<AlertFilter>, replace?: boolean) => void] {
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => readFilter(params), [params]);
  const change = useCallback(
    (f: Partial<AlertFilter>, replace = false) => setParams(p => writeFilter({ ...readFilter(p), only: null, ...f }), { replace }),
    [setParams],
  );
  return [filter, change];
}

const tabItems = (passing: Item[], filter: AlertFilter): TabItem[] =>
  tabs.map(t => ({
    key: t,
    text: tabText[t],
    count: passing.filter(i => inTab(i, t)).length,
    ...(t === 'active' || t === 'all' ? {} : { icon: t }),
    to: `?${writeFilter({ ...filter, tab: t, only: null })}`,
  }));

const asText = (i: Item): string =>
  `${nameOf(i.labels)} ${formatMatchers(
    Object.entries(i.labels)
      .filter(([n]) => n !== 'alertname')
      .map(([n, v]) => matcher(n, '=', v)),
  )}\n  ${summaryOf(i.annotations)}\n  since ${new Date(i.since).toISOString()}`;

export function AlertsPage() {
  useBodyClass('p-alerts');
  const [filter, change] = useFilter();
  const triage = useTriage();
  const silences = useSilences();
  const now = useNow(10_000);
  const [list, setList] = useState<HTMLDivElement | null>(null);
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [cursor, setCursor] = useState<string | null>(null);
  const walk = useRef<{ keys: string[]; reveal: (key: string) => void }>({ keys: [], reveal: () => undefined });
  const navigate = useNavigate();

  const deferred = useDeferredValue(filter);
  const held = useHeld(triage.items, list, selected.size > 0, 'alerts');
  const passing = useMemo(() => held.rows.filter(i => passes(i, deferred)), [held.rows, deferred]);
  const inView = useMemo(
    () => passing.filter(i => inTab(i, deferred.tab) && (deferred.only === null || deferred.only.some(c => i.conditions.includes(c)))),
    [passing, deferred],
  );
  const isTable = filter.view === 'table';
  const groups = useMemo(() => {
    if (isTable) return [];
    const heldBack = deferred.tab === 'active' ? passing.filter(i => !i.conditions.includes('active') && !i.conditions.includes('pending')) : [];
    return groupItems(inView, heldBack, deferred.groupBy, triage.groups, Date.now());
  }, [isTable, inView, passing, deferred, triage.groups]);
  const table = useMemo(() => (isTable ? [...inView].sort(byWorst) : null), [isTable, inView]);
  const silenceById = useMemo(() => new Map((silences.data ?? []).map(s => [s.id, s])), [silences.data]);
  const byFingerprint = useMemo(() => new Map((triage.alerts.data?.alerts ?? []).map(a => [a.fingerprint, a])), [triage.alerts.data]);

  const onSelect = useCallback((key: string, on: boolean) => {
    setSelected(s => {
      const next = new Set(s);
      if (on) next.add(key);
      else next.delete(key);
      return next;
    });
    setCursor(key);
  }, []);
  const clear = () => setSelected(new Set());
  const chosen = triage.items.filter(i => selected.has(i.key) && i.alert !== null);
  const copy = (items: Item[]) => copyText(items.map(asText).join('\n'), `${items.length} ${items.length === 1 ? 'alert' : 'alerts'} copied`);
  const step = (by: number) => {
    const { keys, reveal } = walk.current;
    const at = cursor === null ? -1 : keys.indexOf(cursor);
    const key = keys[at < 0 ? (by > 0 ? 0 : keys.length - 1) : Math.min(keys.length - 1, Math.max(0, at + by))];
    if (key === undefined) return;
    setCursor(key);
    reveal(key);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"] a.what`)?.focus({ preventScroll: true }));
  };
  const atCursor = triage.items.find(i => i.key === cursor && i.alert !== null);
  const targets = chosen.length > 0 ? chosen : atCursor ? [atCursor] : [];
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => cursor !== null && atCursor && onSelect(cursor, !selected.has(cursor)),
    s: () => targets.length > 0 && void navigate(silenceLink(targets.map(i => i.labels))),
    c: () => targets.length > 0 && copy(targets),
    Enter: e => {
      if (atCursor && (e.target === document.body || e.target === document.getElementById('main'))) void navigate(`/alerts/${atCursor.key}`);
    },
    Escape: () => (selected.size > 0 ? clear() : setCursor(null)),
  });
  const critical = passing.filter(i => severityOf(i.labels) === 'critical' && inTab(i, 'active')).length;

  return (
    <Page title="Alerts" lead={triage.alerts.data ? leadOf(held.rows, now) : undefined}>
      <Tabs label="State" items={tabItems(passing, filter)} current={filter.tab} />
      <FilterBar filter={filter} items={triage.items} change={change} />
      {filter.problem && (
        <p className="note warning" role="alert">
          <Icon name="warning" className="st-warning" />
          <span>The filter in the address cannot be read: {filter.problem} All alerts are shown.</span>
        </p>
      )}
      <p className="vh" role="status">
        {triage.alerts.data && `${inView.length} alerts shown, ${critical} critical`}
      </p>
      <Answered query={triage.alerts} what="Alerts">
        {() =>
          groups.length === 0 && (table?.length ?? 0) === 0 ? (
            <NoAlerts filter={filter} items={triage.items} change={change} />
          ) : (
            <div className="groups">
              <NewBar waiting={held.waiting} onShow={held.release} />
              <AlertList
                area={setList}
                groups={groups}
                table={table}
                cursor={cursor}
                selected={selected}
                silences={silenceById}
                byFingerprint={byFingerprint}
                onSelect={onSelect}
                walk={walk}
              />
            </div>
          )
        }
      </Answered>
      {chosen.length > 0 && <SelectionBar items={chosen} onCopy={() => copy(chosen)} onClear={clear} />}
    </Page>
  );
}

/** Always in its place, so that nothing jumps when rows begin to wait. */
const NewBar = ({ waiting, onShow }: { waiting: { fresh: number; changed: number }; onShow: () => void }) => {
  const some = waiting.fresh + waiting.changed > 0;
  return (
    <div className="newbar">
      <span role="status">
        {some && (
          <>
            <Icon name="refresh" />
            <b>{[waiting.fresh > 0 && `${waiting.fresh} new`, waiting.changed > 0 && `${waiting.changed} changed`].filter(Boolean).join(', ')}</b> wait while
            you read
          </>
        )}
      </span>
      {some && (
        <button type="button" className="btn subtle small" onClick={onShow}>
          Show them
        </button>
      )}
      <span className="grow" />
      <span className="dim3">Worst first, then newest</span>
    </div>
  );
};

import { useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useAlerts, useSilences } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import { formatMatcher, parseMatchers } from '../model/matchers';
import { length } from '../model/time';
import { Answered, Empty } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page, Tabs } from '../parts/Page';
import { ExpireDialog } from './actions';
import { ExtendMenu } from './ExtendMenu';
import { effectOf, endsSoon, endsWhileFiring, matchesNothing, textHits, type Effect } from './model';
import { SilenceTable } from './SilenceTable';

type State = 'active' | 'pending' | 'expired';
const states: [State, string][] = [
  ['active', 'Active'],
  ['pending', 'Pending'],
  ['expired', 'Expired'],
];

export default function SilencesPage() {
  const silences = useSilences();
  const alerts = useAlerts();
  const now = useNow(10_000);
  const [params, setParams] = useSearchParams();
  const [selected, setSelected] = useState<Set<string>>(new Set());
  const [expiring, setExpiring] = useState<Effect[] | null>(null);
  const named = params.get('state');
  const state: State = named === 'pending' || named === 'expired' ? named : 'active';
  const set = (name: string, value: string) => setParams(p => (value ? p.set(name, value) : p.delete(name), p), { replace: true });
  const all = useMemo(() => (silences.data ?? []).map(s => effectOf(s, alerts.data?.alerts ?? [])), [silences.data, alerts.data]);
  const shown = useFiltered(
    all.filter(e => e.silence.status.state === state),
    params,
    now,
  );
  const later = useFiltered(
    all.filter(e => e.silence.status.state === 'pending'),
    params,
    now,
  );
  const count = (s: State) => all.filter(e => e.silence.status.state === s).length;
  const chosen = all.filter(e => selected.has(e.silence.id) && e.silence.status.state !== 'expired');
  const select = (id: string, on: boolean) => setSelected(s => (on ? new Set([...s, id]) : new Set([...s].filter(x => x !== id))));
  const rows = { now, selected, onSelect: select, onExpire: (e: Effect) => setExpiring([e]) };
  return (
    <Page
      title="Silences"
      lead={silences.data ? <Lead effects={all} now={now} /> : undefined}
      actions={
        <Link className="btn primary" to="/silences/new">
          <Icon name="plus" />
          <span>New silence</span>
        </Link>
      }
    >
      <Tabs
        label="State"
        current={state}
        items={states.map(([key, text]) => ({ key, text, count: silences.data ? count(key) : undefined, to: key === 'active' ? '?' : `?state=${key}` }))}
      />
      <Filter params={params} set={set} effects={silences.data ? all : null} now={now} />
      <Answered query={silences} what="Silences">
        {() => (
          <>
            {shown.length > 0 ? (
              <SilenceTable label="Silences" effects={shown.slice(0, 300)} {...rows} />
            ) : (
              <None state={state} filtered={all.some(e => e.silence.status.state === state)} />
            )}
            {shown.length > 300 && <p className="sm dim pad">Showing 300 of {shown.length}. Filter to see the others.</p>}
            {state === 'active' && later.length > 0 && (
              <section className="soon" aria-labelledby="later">
                <h2 id="later">Starts later</h2>
                <SilenceTable label="Silences that start later" effects={later} {...rows} />
              </section>
            )}
          </>
        )}
      </Answered>
      {chosen.length > 0 && (
        <section className="selbar" aria-label="Selection">
          <span className="count" role="status">
            <b>{chosen.length}</b> selected, <b>{new Set(chosen.flatMap(e => e.toldAgain.map(a => a.fingerprint))).size}</b> alerts would be told again
          </span>
          <ExtendMenu silences={chosen.map(e => e.silence)} />
          <button type="button" className="btn danger" onClick={() => setExpiring(chosen)}>
            Expire
          </button>
          <button type="button" className="icb" aria-label="Clear the selection" onClick={() => setSelected(new Set())}>
            <Icon name="x" />
          </button>
        </section>
      )}
      {expiring && <ExpireDialog effects={expiring} onClose={() => setExpiring(null)} onDone={() => setSelected(new Set())} />}
    </Page>
  );
}

/** `filter` of old links names matchers that the silence itself must have; `q` is any text; the marks narrow further. */
function useFiltered(effects: Effect[], params: URLSearchParams, now: number): Effect[] {
  const { author } = useSettings();
  const parsed = parseMatchers(params.get('filter') ?? '');
  const wanted = parsed.ok ? parsed.value.map(formatMatcher) : [];
  const mark = params.get('mark');
  const by = params.get('author');
  return effects.filter(e => {
    const own = e.silence.matchers.map(formatMatcher);
    if (!wanted.every(w => own.includes(w)) || !textHits(e.silence, params.get('q') ?? '')) return false;
    if (by && e.silence.createdBy !== by) return false;
    return mark === 'ends' ? endsSoon(e, now) : mark === 'nothing' ? matchesNothing(e) : mark === 'mine' ? e.silence.createdBy === author : true;
  });
}

function Filter({ params, set, effects, now }: { params: URLSearchParams; set: (name: string, value: string) => void; effects: Effect[] | null; now: number }) {
  const { author } = useSettings();
  const mark = params.get('mark');
  const marks: [string, string, number][] =
    effects === null
      ? []
      : [
          ['ends', 'Ends within 2 h', effects.filter(e => endsSoon(e, now)).length],
          ['nothing', 'Matches nothing', effects.filter(matchesNothing).length],
          ...(author
            ? [['mine', 'Mine', effects.filter(e => e.silence.createdBy === author && e.silence.status.state !== 'expired').length] as [string, string, number]]
            : []),
        ];
  return (
    <div className="fbar">
      <div className="finput">
        <Icon name="filter" />
        {params.get('filter') && (
          <span className="chip">
            <span className="v">{params.get('filter')}</span>
            <button type="button" aria-label="Remove the matcher filter" onClick={() => set('filter', '')}>
              <Icon name="x" />
            </button>
          </span>
        )}
        <input
          data-filter
          aria-label="Filter silences"
          placeholder="Matcher, author or text"
          value={params.get('q') ?? ''}
          onChange={e => set('q', e.target.value)}
        />
        <kbd>/</kbd>
      </div>
      {marks.map(([key, text, n]) => (
        <button key={key} type="button" className="qf" aria-pressed={mark === key} onClick={() => set('mark', mark === key ? '' : key)}>
          {text} <b>{n}</b>
        </button>
      ))}
    </div>
  );
}

function Lead({ effects, now }: { effects: Effect[]; now: number }) {
  const active = effects.filter(e => e.silence.status.state === 'active');
  const ending = active.filter(e => endsWhileFiring(e, now)).sort((a, b) => a.ends - b.ends);
  const idle = active.filter(matchesNothing).length;
  const first = ending[0];
  return (
    <>
      <b>
        {active.length === 0 ? 'No silence is active.' : `${active.length} active.`}{' '}
        {first &&
          `${ending.length === 1 ? 'One ends' : `${ending.length} end within 2 h, the first`} in ${length(first.ends - now)} while ${first.held.length} ${first.held.length === 1 ? 'alert' : 'alerts'} under it still ${first.held.length === 1 ? 'fires' : 'fire'}.`}
      </b>{' '}
      {idle > 0 && `${idle === 1 ? 'One matches' : `${idle} match`} nothing.`}
    </>
  );
}

const None = ({ state, filtered }: { state: State; filtered: boolean }) => (
  <Empty
    icon={<Icon name={filtered ? 'filter' : 'silenced'} className="xl dim3" />}
    title={
      filtered
        ? 'No silence matches the filter.'
        : state === 'active'
          ? 'Nothing is silenced.'
          : state === 'pending'
            ? 'No silence starts later.'
            : 'No silence has expired lately.'
    }
  >
    {filtered ? 'Clear the text or the marks to see the others.' : state === 'active' ? 'Every alert that fires is told to its receivers.' : null}
  </Empty>
);

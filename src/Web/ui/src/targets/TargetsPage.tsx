import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useTargets } from '../api/queries';
import { useNow } from '../app/useNow';
import { safeLink } from '../model/alerts';
import { absolute, length, took } from '../model/time';
import type { Target } from '../model/types';
import { Answered, Empty } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { LabelText } from '../parts/LabelText';
import { Page, Tabs } from '../parts/Page';

type Health = 'all' | Target['health'];
const healths: [Health, string][] = [
  ['all', 'All'],
  ['down', 'Down'],
  ['up', 'Up'],
  ['unknown', 'Unknown'],
];

interface Pool {
  name: string;
  targets: Target[];
  down: number;
  unknown: number;
}

function poolsOf(targets: Target[]): Pool[] {
  const byName = Map.groupBy(targets, t => t.scrapePool);
  return [...byName]
    .map(([name, list]) => ({
      name,
      targets: list,
      down: list.filter(t => t.health === 'down').length,
      unknown: list.filter(t => t.health === 'unknown').length,
    }))
    .sort((a, b) => Number(b.down > 0) - Number(a.down > 0) || (a.name < b.name ? -1 : 1));
}

const hit = (t: Target, text: string): boolean => {
  const all = `${t.scrapeUrl} ${t.lastError} ${Object.entries(t.labels)
    .map(([k, v]) => `${k}=${v}`)
    .join(' ')}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(w => all.includes(w));
};

export default function TargetsPage() {
  const query = useTargets();
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string) => setParams(p => (value ? p.set(name, value) : p.delete(name), p), { replace: true });
  const wanted = params.get('health') ?? params.get('state');
  const health: Health = wanted === 'down' || wanted === 'up' || wanted === 'unknown' ? wanted : 'all';
  const text = params.get('search') ?? '';
  const all = useMemo(() => query.data?.activeTargets ?? [], [query.data]);
  const pool = params.get('pool');
  const shown = all.filter(t => (health === 'all' || t.health === health) && (!pool || t.scrapePool === pool) && hit(t, text));
  const down = all.filter(t => t.health === 'down');
  const dropped = Object.values(query.data?.droppedTargetCounts ?? {}).reduce((a, b) => a + b, 0);
  return (
    <Page
      title="Targets"
      lead={
        query.data && (
          <>
            <b>
              {all.length === 0
                ? 'No target is configured.'
                : down.length === 0
                  ? `All ${all.length} targets answer.`
                  : `${down.length} of ${all.length} targets ${down.length === 1 ? 'is' : 'are'} down.`}
            </b>{' '}
            {dropped > 0 && `${dropped} were dropped by relabeling.`}
          </>
        )
      }
    >
      <Tabs
        label="Health"
        current={health}
        items={healths.map(([key, t]) => ({
          key,
          text: t,
          count: query.data ? all.filter(x => key === 'all' || x.health === key).length : undefined,
          to: key === 'all' ? '?' : `?health=${key}`,
        }))}
      />
      <div className="fbar">
        <div className="finput">
          <Icon name="filter" />
          {pool && (
            <span className="chip">
              <span className="k">pool</span>
              <span className="op">=</span>
              <span className="v">{pool}</span>
              <button type="button" aria-label="Remove the pool" onClick={() => set('pool', '')}>
                <Icon name="x" />
              </button>
            </span>
          )}
          <input
            data-filter
            aria-label="Filter targets"
            placeholder="Endpoint, label=value or error text"
            value={text}
            onChange={e => set('search', e.target.value)}
          />
          <kbd>/</kbd>
        </div>
      </div>
      <Answered query={query} what="Targets">
        {() =>
          shown.length === 0 ? (
            <Empty
              icon={<Icon name={all.length === 0 ? 'target' : 'filter'} className="xl dim3" />}
              title={all.length === 0 ? 'Nothing is scraped.' : 'No target matches the filter.'}
            >
              {all.length === 0 ? 'Add scrape_configs to prometheus.yml and reload.' : `${all.length} are outside of it, ${down.length} of them down.`}
            </Empty>
          ) : (
            <div className="stack tight">
              {poolsOf(shown).map(p => (
                <PoolPanel key={p.name} pool={p} forced={text !== '' || health !== 'all'} />
              ))}
            </div>
          )
        }
      </Answered>
    </Page>
  );
}

/** Pools that are all up stay closed. */
function PoolPanel({ pool, forced }: { pool: Pool; forced: boolean }) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? (forced || pool.down > 0);
  const first = pool.targets[0]!;
  const up = pool.targets.length - pool.down - pool.unknown;
  return (
    <section className="panel pool">
      <div className="rh">
        <button type="button" className="icb" aria-expanded={open} aria-label={`Pool ${pool.name}`} onClick={() => setChosen(!open)}>
          <Icon name={open ? 'down' : 'right'} />
        </button>
        <h2>{pool.name}</h2>
        <span className={`hs ${pool.down > 0 ? 'er' : ''}`}>
          <Icon
            name={pool.down > 0 ? 'x' : pool.unknown > 0 ? 'clock' : 'check'}
            className={pool.down > 0 ? 'st-critical' : pool.unknown > 0 ? 'dim3' : 'okc'}
          />
          {pool.down > 0 ? `${pool.down} of ${pool.targets.length} down` : `${up} of ${pool.targets.length} up`}
        </span>
        <span className="grow dim3 xs cut">
          every {first.scrapeInterval}, timeout {first.scrapeTimeout}
        </span>
        <span className="cells" role="img" aria-label={`${up} up, ${pool.down} down, ${pool.unknown} not yet scraped`}>
          {pool.targets.slice(0, 120).map((t, n) => (
            <i key={n} className={t.health === 'down' ? 'd' : t.health === 'unknown' ? 'u' : ''} />
          ))}
        </span>
      </div>
      {open && (
        <div role="region" aria-label={`Targets of ${pool.name}`} tabIndex={0} className="scroll-x">
          <table className="tbl tgt">
            <thead>
              <tr>
                <th>State</th>
                <th>Endpoint</th>
                <th>Labels</th>
                <th className="r">Last scrape</th>
                <th className="r">Took</th>
              </tr>
            </thead>
            <tbody>
              {pool.targets.slice(0, 500).map(t => (
                <Row key={t.scrapeUrl + JSON.stringify(t.labels)} t={t} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ t }: { t: Target }) {
  const now = useNow(5000);
  const last = Date.parse(t.lastScrape);
  const scraped = last > 0;
  const href = safeLink(t.globalUrl ?? t.scrapeUrl);
  const text = t.scrapeUrl.replace(/^https?:\/\//, '');
  return (
    <>
      <tr>
        <td className="nowrap">
          <span className={`hs ${t.health === 'down' ? 'er' : ''}`}>
            <Icon
              name={t.health === 'up' ? 'check' : t.health === 'down' ? 'x' : 'clock'}
              className={t.health === 'up' ? 'okc' : t.health === 'down' ? 'st-critical' : 'dim3'}
            />
            {t.health === 'up' ? 'Up' : t.health === 'down' ? 'Down' : 'Unknown'}
          </span>
        </td>
        <td className="nowrap cut">
          {href ? (
            <a className="mono" href={href} rel="noreferrer noopener">
              {text}
            </a>
          ) : (
            <span className="mono">{text}</span>
          )}
        </td>
        <td>
          {Object.entries(t.labels)
            .filter(([k]) => k !== 'job')
            .map(([k, v]) => (
              <span key={k}>
                <LabelText name={k} value={v} />{' '}
              </span>
            ))}
        </td>
        <td className="r nowrap" title={scraped ? absolute(last) : undefined}>
          {scraped ? `${length(now - last)} ago` : 'never'}
        </td>
        <td className="r nowrap">{scraped && took(t.lastScrapeDuration * 1000)}</td>
      </tr>
      {t.lastError && (
        <tr className="errl">
          <td />
          <td colSpan={4}>{t.lastError}</td>
        </tr>
      )}
    </>
  );
}

import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRules } from '../api/queries';
import { useNow } from '../app/useNow';
import { severityOf } from '../model/alerts';
import { length, took } from '../model/time';
import type { Rule, RuleGroup } from '../model/types';
import { Answered, Empty } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { Page, TableFrame, Tabs } from '../parts/Page';
import { Shape } from '../parts/State';

type Kind = 'all' | 'firing' | 'pending' | 'error' | 'quiet' | 'recording';
const kinds: [Kind, string][] = [
  ['all', 'All'],
  ['firing', 'Firing'],
  ['pending', 'Pending'],
  ['error', 'Error'],
  ['quiet', 'Quiet'],
  ['recording', 'Recording'],
];

const kindOf = (r: Rule): Kind =>
  r.health === 'err' ? 'error' : r.type === 'recording' ? 'recording' : r.state === 'firing' ? 'firing' : r.state === 'pending' ? 'pending' : 'quiet';
const isKind = (r: Rule, k: Kind): boolean =>
  k === 'all' || kindOf(r) === k || (k === 'firing' && r.state === 'firing') || (k === 'recording' && r.type === 'recording');

const hit = (g: RuleGroup, r: Rule, text: string): boolean => {
  const all = `${r.name} ${g.name} ${g.file} ${r.query} ${Object.entries(r.labels ?? {})
    .map(([k, v]) => `${k}=${v}`)
    .join(' ')}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(w => all.includes(w));
};

export const queryLink = (expr: string): string => `/query?${new URLSearchParams({ 'g0.expr': expr, 'g0.tab': '1' })}`;

export default function RulesPage() {
  const query = useRules();
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string) => setParams(p => (value ? p.set(name, value) : p.delete(name), p), { replace: true });
  const wanted = params.get('state') ?? (params.get('health') === 'err' ? 'error' : null);
  const kind = kinds.find(([k]) => k === wanted)?.[0] ?? 'all';
  const text = params.get('search') ?? '';
  const groups = useMemo(() => query.data ?? [], [query.data]);
  const rules = groups.flatMap(g => g.rules);
  const count = (k: Kind) => rules.filter(r => isKind(r, k)).length;
  const shown = groups.map(g => ({ ...g, rules: g.rules.filter(r => isKind(r, kind) && hit(g, r, text)) })).filter(g => g.rules.length > 0);
  const broken = count('error');
  return (
    <Page
      title="Rules"
      lead={
        query.data && (
          <>
            <b>
              {rules.length === 0
                ? 'No rule is loaded.'
                : broken > 0
                  ? `${broken} ${broken === 1 ? 'rule fails' : 'rules fail'} to evaluate.`
                  : 'All rules can be evaluated.'}
            </b>{' '}
            {rules.length > 0 && `${count('firing')} firing, ${count('pending')} pending, ${count('quiet')} quiet, ${count('recording')} recording.`}
          </>
        )
      }
    >
      <Tabs
        label="Rules"
        current={kind}
        items={kinds.map(([key, t]) => ({ key, text: t, count: query.data ? count(key) : undefined, to: key === 'all' ? '?' : `?state=${key}` }))}
      />
      <div className="fbar">
        <div className="finput">
          <Icon name="filter" />
          <input
            data-filter
            aria-label="Filter rules"
            placeholder="Name, group, file, label or part of the expression"
            value={text}
            onChange={e => set('search', e.target.value)}
          />
          <kbd>/</kbd>
        </div>
      </div>
      <Answered query={query} what="Rules">
        {() =>
          shown.length === 0 ? (
            <Empty
              icon={<Icon name={rules.length === 0 ? 'rules' : 'filter'} className="xl dim3" />}
              title={rules.length === 0 ? 'No rule is loaded.' : 'No rule matches the filter.'}
            >
              {rules.length === 0 ? 'Add rule_files to prometheus.yml and reload.' : `${rules.length} are outside of it.`}
            </Empty>
          ) : (
            <TableFrame label="Rules">
              <table className="tbl rul">
                <thead>
                  <tr>
                    <th>Rule</th>
                    <th>Expression</th>
                    <th>For</th>
                    <th>State</th>
                    <th className="r">Took</th>
                    <th className="r">Evaluated</th>
                  </tr>
                </thead>
                {shown.map(g => (
                  <Group key={`${g.file};${g.name}`} g={g} />
                ))}
              </table>
            </TableFrame>
          )
        }
      </Answered>
    </Page>
  );
}

function Group({ g }: { g: RuleGroup }) {
  const share = g.interval > 0 ? Math.min(100, (g.evaluationTime / g.interval) * 100) : 0;
  return (
    <tbody>
      <tr className="gr">
        <th scope="rowgroup" colSpan={2}>
          <span className="rc">
            <b>{g.name}</b>
          </span>{' '}
          <span className="dim3 nf">{g.file}</span>
        </th>
        <td className="r nowrap dim nf" colSpan={4}>
          {share > 70 && (
            <span className="slow">
              <Icon name="warning" className="st-warning" />
              slow
            </span>
          )}
          every {length(g.interval * 1000)}, takes {took(g.evaluationTime * 1000)}
          <span className="bar inl" aria-hidden="true">
            <span style={{ width: `${share}%` }} />
          </span>
        </td>
      </tr>
      {g.rules.map((r, n) => (
        <Row key={`${r.name}${n}`} r={r} />
      ))}
    </tbody>
  );
}

function State({ r }: { r: Rule }) {
  const n = r.alerts?.filter(a => a.state === r.state).length ?? 0;
  switch (kindOf(r)) {
    case 'error':
      return (
        <span className="hs er">
          <Icon name="x" className="st-critical" />
          Error
        </span>
      );
    case 'firing':
      return (
        <Link className="hs" to={`/alerts?${new URLSearchParams({ filter: `{alertname=${JSON.stringify(r.name)}}` })}`}>
          {n} firing
        </Link>
      );
    case 'pending':
      return (
        <span className="hs">
          <Icon name="pending" className="st-pending" />
          {n} pending
        </span>
      );
    case 'recording':
      return <span className="hs dim3">Recorded</span>;
    default:
      return <span className="hs dim3">Quiet</span>;
  }
}

function Row({ r }: { r: Rule }) {
  const now = useNow(5000);
  const last = Date.parse(r.lastEvaluation);
  return (
    <>
      <tr>
        <td className="nowrap">
          <span className="rc">
            {r.type === 'recording' ? (
              <span className="st">
                <Icon name="file" />
              </span>
            ) : r.state === 'firing' ? (
              <Shape state={severityOf(r.labels ?? {})} />
            ) : r.state === 'pending' ? (
              <Shape state="pending" />
            ) : (
              <span className="st st-none">
                <Icon name="minus" />
              </span>
            )}
            <Link to={queryLink(r.type === 'recording' ? r.name : r.query)}>{r.name}</Link>
          </span>
        </td>
        <td className="ex">
          <code className="cut" title={r.query}>
            {r.query}
          </code>
        </td>
        <td className="nowrap">{r.duration ? length(r.duration * 1000) : ''}</td>
        <td className="nowrap">
          <State r={r} />
        </td>
        <td className="r nowrap">{last > 0 && took(r.evaluationTime * 1000)}</td>
        <td className="r nowrap dim">{last > 0 ? `${length(now - last)} ago` : 'not yet'}</td>
      </tr>
      {r.lastError && (
        <tr className="det">
          <td colSpan={6}>
            <div className="note critical">
              <Icon name="fail" className="err" />
              <div className="grow">
                <b>{r.name} cannot be evaluated.</b> {r.lastError} {r.type === 'alerting' && <span className="dim">While this lasts, it cannot fire.</span>}
              </div>
              <Link className="btn small" to={queryLink(r.query)}>
                Open in Query
              </Link>
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { getData } from '../api/http';
import { useSettings } from '../app/settings';
import type { Labels } from '../model/types';
import { stamp } from '../model/time';
import { Empty, Failure, Loading } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { LabelText } from '../parts/LabelText';
import { Page, Seg, TableFrame } from '../parts/Page';
import { readPanel, stepOf, writePanel, type Panel } from './params';

const Plot = lazy(() => import('./Plot'));

export interface Series {
  metric: Labels;
  value?: [number, string];
  values?: [number, string][];
  histogram?: [number, { count: string; sum: string }];
}

interface Result {
  resultType: 'vector' | 'matrix' | 'scalar' | 'string';
  result: Series[] | [number, string];
}

const pathOf = (p: Panel, now: number): string => {
  const at = (p.at ?? now) / 1000;
  if (p.tab === 'table') return `api/v1/query?${new URLSearchParams({ query: p.expr, time: String(at) })}`;
  return `api/v1/query_range?${new URLSearchParams({ query: p.expr, start: String(at - p.range / 1000), end: String(at), step: String(stepOf(p.range)) })}`;
};

const ranges: [string, string][] = [
  ['900000', '15 min'],
  ['3600000', '1 h'],
  ['21600000', '6 h'],
  ['86400000', '1 d'],
  ['604800000', '1 w'],
];

export default function QueryPage() {
  const [params, setParams] = useSearchParams();
  const panel = readPanel(params);
  const [typed, setTyped] = useState(panel.expr);
  const [ranAt, setRanAt] = useState(Date.now);
  useEffect(() => setTyped(panel.expr), [panel.expr]);
  const run = (change: Partial<Panel>) => {
    setRanAt(Date.now());
    setParams(writePanel({ ...panel, ...change }));
  };
  const answer = useQuery({
    queryKey: ['query', panel, ranAt],
    queryFn: ({ signal }) => getData<Result>(pathOf(panel, ranAt), signal),
    enabled: panel.expr.trim() !== '',
    retry: false,
  });
  return (
    <Page title="Query" lead="One expression over what is stored, as a table or a graph. Completion and several panels come later.">
      <form
        className="panel"
        aria-label="Query"
        onSubmit={e => {
          e.preventDefault();
          run({ expr: typed.trim() });
        }}
      >
        <div className="qbar">
          <label className="vh" htmlFor="expr">
            Expression
          </label>
          <textarea
            id="expr"
            className="input mono grow"
            rows={Math.min(8, typed.split('\n').length)}
            spellCheck={false}
            value={typed}
            placeholder="up == 0"
            onChange={e => setTyped(e.target.value)}
            onKeyDown={e => {
              if (e.key === 'Enter' && !e.shiftKey) {
                e.preventDefault();
                run({ expr: typed.trim() });
              }
            }}
          />
          <button type="submit" className="btn primary">
            <Icon name="play" />
            <span>Run</span>
          </button>
        </div>
        <div className="qbar">
          <Seg
            label="Show as"
            items={[
              ['table', 'Table'],
              ['graph', 'Graph'],
            ]}
            value={panel.tab}
            onChange={tab => run({ tab, expr: typed.trim() })}
          />
          {panel.tab === 'graph' && <Seg label="Range" items={ranges} value={String(panel.range)} onChange={r => run({ range: Number(r) })} />}
        </div>
      </form>
      <div className="qres">
        {panel.expr.trim() === '' ? (
          <Empty icon={<Icon name="query" className="xl dim3" />} title="Ask something.">
            For example <code>up</code>, or <code>rate(node_cpu_seconds_total[5m])</code>.
          </Empty>
        ) : answer.isError ? (
          <Failure what="The result" error={answer.error} retry={() => void answer.refetch()} />
        ) : answer.data ? (
          <Shown panel={panel} result={answer.data} to={panel.at ?? ranAt} />
        ) : (
          <Loading what="the result" />
        )}
      </div>
    </Page>
  );
}

function Shown({ panel, result, to }: { panel: Panel; result: Result; to: number }) {
  const { zone } = useSettings();
  if (result.resultType === 'scalar' || result.resultType === 'string')
    return (
      <div className="panel">
        <p className="pbody mono">{String(result.result[1])}</p>
      </div>
    );
  const series = result.result as Series[];
  if (series.length === 0)
    return (
      <Empty icon={<Icon name="query" className="xl dim3" />} title="No series.">
        The expression is right, but nothing matches it at this time.
      </Empty>
    );
  if (panel.tab === 'graph')
    return (
      <Suspense fallback={<Loading what="the graph" />}>
        <Plot series={series} from={to - panel.range} to={to} step={stepOf(panel.range)} />
      </Suspense>
    );
  return (
    <TableFrame label="Result">
      <table className="tbl">
        <thead>
          <tr>
            <th>{series.length === 1 ? '1 series' : `${series.length} series`}</th>
            <th className="r">Value at {stamp(to, Date.now(), zone)}</th>
          </tr>
        </thead>
        <tbody>
          {series.slice(0, 1000).map((s, n) => (
            <tr key={n}>
              <td>
                <Metric metric={s.metric} />
              </td>
              <td className="r mono">
                {s.value?.[1] ?? (s.histogram ? `count ${s.histogram[1].count}, sum ${s.histogram[1].sum}` : (s.values ?? []).map(v => v[1]).join(' '))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {series.length > 1000 && <p className="pfoot xs dim3">And {series.length - 1000} more.</p>}
    </TableFrame>
  );
}

export const Metric = ({ metric }: { metric: Labels }) => {
  const labels = Object.entries(metric).filter(([k]) => k !== '__name__');
  return (
    <>
      {metric.__name__ && <b className="mono xs">{metric.__name__} </b>}
      {labels.map(([k, v]) => (
        <span key={k}>
          <LabelText name={k} value={v} />{' '}
        </span>
      ))}
      {!metric.__name__ && labels.length === 0 && <span className="dim3">no labels</span>}
    </>
  );
};

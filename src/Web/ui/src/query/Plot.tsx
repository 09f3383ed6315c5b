import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useSettings } from '../app/settings';
import { clock, hourMinute } from '../model/time';
import { TableFrame } from '../parts/Page';
import { Metric, type Series } from './QueryPage';

const limit = 20;
const dashes = [[], [6, 4], [2, 3], [10, 4, 2, 4], [1, 3], [8, 3], [4, 2, 1, 2], [12, 4]];

/** One column of times and one of values a series; a missing step is a gap, not a zero. */
export function columns(series: Series[], from: number, to: number, step: number): (number | null)[][] {
  const start = Math.round(from / 1000);
  const count = Math.floor((to - from) / 1000 / step) + 1;
  const xs = Array.from({ length: count }, (_, n) => start + n * step);
  const ys = series.map(s => {
    const y: (number | null)[] = new Array<number | null>(count).fill(null);
    for (const [t, v] of s.values ?? []) {
      const n = Math.round((t - start) / step);
      const value = Number(v);
      if (n >= 0 && n < count && Number.isFinite(value)) y[n] = value;
    }
    return y;
  });
  return [xs, ...ys];
}

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--tc-${name}`).trim();

export default function Plot({ series, from, to, step }: { series: Series[]; from: number; to: number; step: number }) {
  const box = useRef<HTMLDivElement>(null);
  const { zone } = useSettings();
  const { colorScheme } = useMantineColorScheme();
  const shown = useMemo(() => series.slice(0, limit), [series]);
  const data = useMemo(() => columns(shown, from, to, step), [shown, from, to, step]);
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const axis = {
      stroke: token('ink-3'),
      grid: { stroke: token('line'), width: 1 },
      ticks: { stroke: token('line'), width: 1 },
      font: `12px ${token('font')}`,
    };
    const plot = new UPlot(
      {
        width: el.clientWidth,
        height: 320,
        legend: { show: false },
        cursor: { points: { size: 6 } },
        scales: { x: { time: false } },
        axes: [
          {
            ...axis,
            values: (_, ticks) =>
              ticks.map(t => (to - from > 86_400_000 ? new Date(t * 1000).toISOString().slice(5, 16).replace('T', ' ') : hourMinute(t * 1000, zone))),
          },
          { ...axis, size: 64 },
        ],
        series: [
          { value: (_, t) => (t === null ? '' : clock(t * 1000, zone)) },
          ...shown.map((_, n) => ({ stroke: token(`series-${(n % 8) + 1}`), width: 1.5, dash: dashes[n % 8]!, points: { show: false } })),
        ],
      },
      data as UPlot.AlignedData,
      el,
    );
    const resize = new ResizeObserver(() => plot.setSize({ width: el.clientWidth, height: 320 }));
    resize.observe(el);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [data, shown, zone, colorScheme, from, to]);
  return (
    <>
      <div className="panel">
        <div className="pbody">
          <div className="plot" ref={box} role="img" aria-label={`Graph of ${shown.length} series; the table under it names them with their last value`} />
        </div>
      </div>
      {series.length > limit && (
        <p className="sm dim pad">
          The first {limit} of {series.length} series are drawn.
        </p>
      )}
      <div className="qleg">
        <TableFrame label="Series">
          <table className="tbl lgt">
            <tbody>
              {shown.map((s, n) => (
                <tr key={n}>
                  <td>
                    <span className="lg">
                      <svg width="28" height="4" aria-hidden="true">
                        <line
                          x1="0"
                          x2="28"
                          y1="2"
                          y2="2"
                          stroke={`var(--tc-series-${(n % 8) + 1})`}
                          strokeWidth="2.5"
                          strokeDasharray={dashes[n % 8]!.join(' ')}
                        />
                      </svg>
                      <span>
                        <Metric metric={s.metric} />
                      </span>
                    </span>
                  </td>
                  <td className="r mono">{s.values?.at(-1)?.[1]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      </div>
    </>
  );
}

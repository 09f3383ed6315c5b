import { parseDuration } from '../model/time';

/** The first panel of a query address, in Prometheus' own words (g0.expr, g0.tab, g0.range_input, g0.end_input, …). */
export interface Panel {
  expr: string;
  tab: 'table' | 'graph';
  /** ms */
  range: number;
  /** The right edge, or the moment of the table; null is now. */
  at: number | null;
}

const hour = 3_600_000;

const time = (text: string | null): number | null => {
  if (!text) return null;
  const t = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(t) ? null : t;
};

export function readPanel(p: URLSearchParams): Panel {
  const tab = p.get('g0.tab');
  const graph = tab === '0' || tab === 'graph';
  return {
    expr: p.get('g0.expr') ?? '',
    tab: graph ? 'graph' : 'table',
    range: parseDuration(p.get('g0.range_input') ?? '') ?? hour,
    at: time(p.get(graph ? 'g0.end_input' : 'g0.moment_input')),
  };
}

const span = (ms: number): string => (ms % (24 * hour) === 0 ? `${ms / 24 / hour}d` : ms % hour === 0 ? `${ms / hour}h` : `${Math.round(ms / 60_000)}m`);

export function writePanel(v: Panel): URLSearchParams {
  const p = new URLSearchParams({ 'g0.expr': v.expr, 'g0.tab': v.tab === 'graph' ? '0' : '1' });
  if (v.tab === 'graph') p.set('g0.range_input', span(v.range));
  if (v.at !== null) p.set(v.tab === 'graph' ? 'g0.end_input' : 'g0.moment_input', new Date(v.at).toISOString());
  return p;
}

/** A step that gives about 250 points, in whole seconds. */
export const stepOf = (range: number): number => Math.max(1, Math.floor(range / 250_000));

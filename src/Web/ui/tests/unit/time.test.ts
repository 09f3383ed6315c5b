import { describe, expect, it } from 'vitest';
import { length, moment, nextMonday, parseDuration, parseMoment, took, typed } from '../../src/model/time';
import { readPanel, stepOf, writePanel } from '../../src/query/params';

const now = Date.parse('2026-11-22T03:12:40Z'); // a Sunday

describe('lengths of time', () => {
  it.each([
    [42_000, '42 s'],
    [12 * 60_000, '12 min'],
    [80 * 60_000, '1 h 20'],
    [120 * 60_000, '2 h'],
    [54 * 3_600_000, '2 d 6 h'],
    [20 * 86_400_000, '20 d'],
    [-5, '0 s'],
  ])('%d ms is %s', (ms, text) => {
    expect(length(ms).replaceAll('\u00a0', ' ')).toBe(text);
  });

  it('reads what Prometheus and people write', () => {
    expect(parseDuration('1h30m')).toBe(5_400_000);
    expect(parseDuration('2 h')).toBe(7_200_000);
    expect(parseDuration('30 min')).toBe(1_800_000);
    expect(parseDuration('500ms')).toBe(500);
    for (const bad of ['', '5', 'h', '2 parsecs', '-1h']) expect(parseDuration(bad)).toBeNull();
  });

  it('says how long a delivery took', () => {
    expect([took(212), took(1100)].map(t => t.replace('\u00a0', ' '))).toEqual(['212 ms', '1.1 s']);
  });
});

describe('moments as people type them', () => {
  const at = (text: string) => {
    const t = parseMoment(text, now, 'utc');
    return t === null ? null : new Date(t).toISOString().slice(0, 16);
  };

  it.each([
    ['now', '2026-11-22T03:12'],
    ['in 2 h', '2026-11-22T05:12'],
    ['+30m', '2026-11-22T03:42'],
    ['05:12', '2026-11-22T05:12'],
    ['02:00', '2026-11-23T02:00'],
    ['22 Nov 05:12', '2026-11-22T05:12'],
    ['Sun 22 Nov, 05:12', '2026-11-22T05:12'],
    ['3 January 2027, 08:00', '2027-01-03T08:00'],
    ['1 Jan 08:00', '2027-01-01T08:00'],
    ['2026-11-30 12:00', '2026-11-30T12:00'],
    ['2026-11-30T12:00:00Z', '2026-11-30T12:00'],
  ])('%s is %s', (text, iso) => {
    expect(at(text)).toBe(iso);
  });

  it('refuses the rest', () => {
    for (const bad of ['tomorrow', '22 Foo 05:12', '25', 'soon 05:12']) expect(at(bad)).toBeNull();
  });

  it('reads what it writes', () => {
    const t = Date.parse('2026-12-24T18:30:00Z');
    expect(parseMoment(typed(t, 'utc'), now, 'utc')).toBe(t);
    expect(parseMoment(typed(t, 'local'), now, 'local')).toBe(t);
  });

  it('knows the next Monday, also on a Monday', () => {
    expect(new Date(nextMonday(now, 'utc')).toISOString()).toBe('2026-11-23T09:00:00.000Z');
    expect(new Date(nextMonday(Date.parse('2026-11-23T08:00:00Z'), 'utc')).toISOString()).toBe('2026-11-23T09:00:00.000Z');
    expect(new Date(nextMonday(Date.parse('2026-11-23T09:00:00Z'), 'utc')).toISOString()).toBe('2026-11-30T09:00:00.000Z');
  });

  it('names days only when it must', () => {
    expect(moment(now + 3_600_000, now, 'utc')).toBe('Today 04:12');
    expect(moment(now + 30 * 3_600_000, now, 'utc')).toBe('Mon 09:12');
    expect(moment(now + 9 * 86_400_000, now, 'utc')).toBe('1 Dec 03:12');
  });
});

describe("Prometheus' query addresses", () => {
  it('are read as they are in generatorURL', () => {
    expect(readPanel(new URLSearchParams('g0.expr=up+%3D%3D+0&g0.tab=1'))).toMatchObject({ expr: 'up == 0', tab: 'table' });
  });

  it('carry range and end of a graph', () => {
    const p = readPanel(new URLSearchParams('g0.expr=up&g0.tab=0&g0.range_input=6h&g0.end_input=2026-11-22 03:12:40'));
    expect(p).toEqual({ expr: 'up', tab: 'graph', range: 6 * 3_600_000, at: now });
    expect(readPanel(writePanel(p))).toEqual(p);
  });

  it('ask for about 250 points', () => {
    expect(stepOf(3_600_000)).toBe(14);
    expect(stepOf(60_000)).toBe(1);
  });
});

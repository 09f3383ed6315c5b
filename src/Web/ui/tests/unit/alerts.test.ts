import { describe, expect, it } from 'vitest';
import { distinguishing, groupItems, labelValues, safeLink, splitNumber, summaryOf, type Item } from '../../src/model/alerts';
import { linesOf } from '../../src/alerts/lines';
import { compare } from '../../src/alerts/useHeld';
import type { Alert, Labels } from '../../src/model/types';

let count = 0;
function item(labels: Labels, change: Partial<Item> = {}, status: Partial<Alert['status']> = {}): Item {
  const key = `f${++count}`;
  const alert: Alert = {
    fingerprint: key,
    labels,
    annotations: {},
    startsAt: '',
    endsAt: '',
    updatedAt: '',
    receivers: [],
    status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [], ...status },
  };
  return { key, labels, annotations: {}, since: 1000, conditions: ['active'], receivers: [], alert, ...change };
}
const named = (alertname: string, severity: string, since = 1000, more: Labels = {}) => item({ alertname, severity, ...more }, { since });

describe('grouping', () => {
  it('puts the worst first and then the newest', () => {
    const rows = [named('Info', 'info', 9), named('Old', 'critical', 1), named('Odd', 'sev-2', 5), named('New', 'critical', 7), named('Warn', 'warning', 8)];
    expect(groupItems(rows, [], ['alertname'], [], 0).map(g => g.title)).toEqual(['New', 'Old', 'Warn', 'Odd', 'Info']);
  });

  it('folds an inhibited alert under the one that holds it back', () => {
    const source = named('NodeDown', 'critical');
    const held = item({ alertname: 'TargetDown' }, { conditions: ['inhibited'] }, { inhibitedBy: [source.key] });
    const groups = groupItems([source], [held], ['alertname'], [], 0);
    expect(groups).toHaveLength(1);
    expect(groups[0]!.folds).toEqual([{ condition: 'inhibited', items: [held] }]);
  });

  it('keeps held-back alerts whose group does not fire, after all that do', () => {
    const held = item({ alertname: 'A', severity: 'critical' }, { conditions: ['silenced'] });
    const groups = groupItems([named('B', 'info')], [held], ['alertname'], [], 0);
    expect(groups.map(g => [g.title, g.rows.length])).toEqual([
      ['B', 1],
      ['A', 0],
    ]);
  });

  it("takes receivers and the next look from the notifier's groups", () => {
    const a = named('A', 'critical');
    const group = (id: string, receiver: string, at: string) => ({
      id,
      receiver,
      route: '{}',
      labels: {},
      nextFlushAt: at,
      lastNotifiedAt: null,
      mutedBy: [],
      fingerprints: [a.key],
    });
    const [g] = groupItems([a], [], ['alertname'], [group('1', 'pager', '1970-01-01T00:05:00Z'), group('2', 'chat', '1970-01-01T00:03:00Z')], 0);
    expect(g).toMatchObject({ receivers: ['chat', 'pager'], nextFlushAt: 180_000 });
  });

  it('makes one line a row, and of a fold only its head until it is opened', () => {
    const held = item({ alertname: 'A' }, { conditions: ['silenced'] });
    const groups = groupItems([named('A', 'info')], [held], ['alertname'], [], 0);
    expect(linesOf(groups, new Set(), new Set()).map(l => l.kind)).toEqual(['head', 'row', 'fold']);
    expect(linesOf(groups, new Set(), new Set([`f silenced ${groups[0]!.key}`])).map(l => l.kind)).toEqual(['head', 'row', 'fold', 'row']);
    expect(linesOf(groups, new Set([groups[0]!.key]), new Set()).map(l => l.kind)).toEqual(['head']);
  });
});

describe('rows that wait', () => {
  it('counts what is new and what changed, and keeps what resolved', () => {
    const [a, b, c, d] = [named('A', 'info'), named('B', 'info'), named('C', 'info'), named('D', 'info')] as const;
    const { fresh, changed, gone } = compare([a, b, c], [a, { ...b, conditions: ['silenced'] }, d]);
    expect([fresh, changed, [...gone]]).toEqual([1, 1, [c.key]]);
  });
});

describe('words of a row', () => {
  it('names the labels that differ, or what identifies the only alert', () => {
    expect(distinguishing([{ labels: { alertname: 'A', x: '1', job: 'n' } }, { labels: { alertname: 'A', x: '2', job: 'n' } }])).toEqual(['x']);
    expect(distinguishing([{ labels: { alertname: 'A', severity: 'x', job: 'n', instance: 'i', zone: 'z' } }])).toEqual(['instance', 'job']);
  });

  it.each([
    ['7.4 % of requests fail', '7.4 %'],
    ['p99 2.8 s, limit 1.5 s', '2.8 s'],
    ['48,210 messages behind', '48,210'],
    ['node-17 is down', ''],
    ['10.0.0.1:9100 is down', ''],
    ['Expires in 12 days', '12 days'],
  ])('finds the number that decides in “%s”', (text, number) => {
    const parts = splitNumber(text);
    expect(parts[1]).toBe(number);
    expect(parts.join('')).toBe(text);
  });

  it('takes the first line of a summary', () => {
    expect(summaryOf({ description: 'd', summary: 'first\nsecond' })).toBe('first');
    expect(summaryOf({})).toBe('');
  });

  it('counts label values, most common first', () => {
    expect(labelValues([{ labels: { a: 'x' } }, { labels: { a: 'y' } }, { labels: { a: 'y' } }, { labels: {} }], 'a')).toEqual([
      ['y', 2],
      ['x', 1],
    ]);
  });

  it('follows only http and https', () => {
    expect(safeLink('https://runbooks.example.com/x')).toBe('https://runbooks.example.com/x');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', ' //x', '/relative', 'https://', undefined]) expect(safeLink(bad)).toBeNull();
  });
});

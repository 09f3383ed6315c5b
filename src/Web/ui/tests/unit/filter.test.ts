import { describe, expect, it } from 'vitest';
import { passes, readFilter, writeFilter } from '../../src/alerts/filter';
import { matcher } from '../../src/model/matchers';
import type { Item } from '../../src/model/alerts';

const read = (query: string) => readFilter(new URLSearchParams(query));
const filterText = encodeURIComponent('{a="b", c=~"d"}');

describe('the address of the alert list', () => {
  it('shows active alerts by alertname when it says nothing', () => {
    expect(read('')).toMatchObject({ tab: 'active', groupBy: ['alertname'], matchers: [], view: 'groups' });
  });

  it('shows held-back alerts too for a link with a filter and no state words', () => {
    expect(read(`filter=${filterText}`)).toMatchObject({ tab: 'all', only: null, matchers: [matcher('a', '=', 'b'), matcher('c', '=~', 'd')] });
  });

  it("reads Alertmanager's state words: true unless false, active on, the others off", () => {
    expect(read('silenced=false&inhibited=false&muted=false&active=true')).toMatchObject({ tab: 'active' });
    expect(read('silenced=true')).toMatchObject({ tab: 'all', only: ['active', 'silenced'] });
    expect(read('silenced')).toMatchObject({ tab: 'all', only: ['active', 'silenced'] });
    expect(read('active=false&silenced=true')).toMatchObject({ tab: 'silenced', only: null });
    expect(read('silenced=true&inhibited=true&muted=true')).toMatchObject({ tab: 'all', only: null });
  });

  it('tells an absent group from an empty one', () => {
    expect(read('customGrouping=true').groupBy).toEqual(['alertname']);
    expect(read('group=').groupBy).toEqual([]);
    expect(read('group=job,instance&customGrouping=true').groupBy).toEqual(['job', 'instance']);
  });

  it("reads karma's and Prometheus' words", () => {
    expect(read('q=alertname%3DX&q=%40state%3Dactive')).toMatchObject({ matchers: [matcher('alertname', '=', 'X')], text: '@state=active' });
    expect(read('search=disk&state=firing')).toMatchObject({ text: 'disk', tab: 'active' });
    expect(read('state=pending').tab).toBe('pending');
  });

  it('says what it cannot read and shows everything', () => {
    expect(read('filter=%7Ba')).toMatchObject({ matchers: [], problem: expect.any(String) as string });
  });

  it('comes back as it was written', () => {
    for (const query of ['', `filter=${filterText}&state=active`, 'state=silenced&group=job&view=table', 'q=disk&receiver=team', 'group=']) {
      const filter = read(query);
      expect(readFilter(writeFilter(filter))).toEqual(filter);
    }
  });
});

describe('what passes', () => {
  const item: Item = {
    key: 'f',
    labels: { alertname: 'NodeDown', instance: 'node-17:9100' },
    annotations: { summary: 'Not reachable' },
    since: Date.now() - 3_600_000,
    conditions: ['active'],
    receivers: ['oncall-shop'],
    alert: null,
  };

  it.each([
    ['q=node-17', true],
    ['q=REACHABLE', true],
    ['q=nodedown%20instance%3Dnode', true],
    ['q=disk', false],
    ['q=%40age%3E30m', true],
    ['q=%40age%3C30m', false],
    ['q=%40receiver%3Doncall-shop', true],
    ['receiver=oncall-.*', true],
    ['receiver=oncall', false],
    ['filter=instance%3D~%22node-.*%22', true],
  ])('%s: %s', (query, expected) => {
    expect(passes(item, read(query))).toBe(expected);
  });
});

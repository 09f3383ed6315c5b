import { describe, expect, it } from 'vitest';
import { endOf, hasProblems, matchersOf, newRow, problemsOf, type Draft } from '../../src/silences/draft';
import { suggestedValues } from '../../src/silences/MatcherRows';
import { effectOf, endsWhileFiring, matchesNothing, progress } from '../../src/silences/model';
import { matcher } from '../../src/model/matchers';
import type { Alert, Silence } from '../../src/model/types';

const now = Date.parse('2026-11-22T03:12:00Z');
const draft = (change: Partial<Draft> = {}): Draft => ({
  rows: [newRow('a', '=', 'b')],
  from: 'now',
  until: { preset: '2h' },
  author: 'Ann',
  comment: 'why',
  ...change,
});
const problems = (change: Partial<Draft>) => problemsOf(draft(change), now, 'utc');

describe('the form of a silence', () => {
  it('is content with matchers, an end in the future, a person and a reason', () => {
    expect(hasProblems(problems({}))).toBe(false);
  });

  it('counts a preset from the start', () => {
    expect(endOf(draft({ from: 'in 1 h' }), now, 'utc')).toBe(now + 3 * 3_600_000);
  });

  it('leaves out empty rows', () => {
    expect(matchersOf(draft({ rows: [newRow(), newRow('a', '!~', 'x')] }))).toEqual([matcher('a', '!~', 'x')]);
  });

  it('says what is missing', () => {
    expect(problems({ rows: [newRow()] }).matchers).toBeDefined();
    expect(problems({ rows: [newRow('a', '=~', '.*')] }).matchers).toBeDefined();
    expect(problems({ author: ' ' }).author).toBeDefined();
    expect(problems({ comment: '' }).comment).toBeDefined();
    expect(problems({ from: 'whenever' }).from).toBeDefined();
    expect(problems({ until: { text: 'whenever' } }).until).toBeDefined();
    expect(problems({ until: { text: '2026-11-22 03:00' } }).until).toBeDefined();
    expect(problems({ from: 'in 3 h', until: { text: '2026-11-22 05:00' } }).until).toBeDefined();
    const bad = newRow('a', '=~', '(');
    expect(problems({ rows: [bad] }).rows.has(bad.id)).toBe(true);
  });
});

describe('suggested values', () => {
  const values: [string, number][] = [
    ['db-1:9100', 4],
    ['db-2.x', 1],
    ['web', 2],
  ];

  it('replace the text of an equality', () => {
    expect([...suggestedValues('=', 'db', values).keys()]).toEqual(['db-1:9100', 'db-2.x']);
  });

  it('join the alternatives of a pattern, escaped', () => {
    expect([...suggestedValues('=~', 'web|db', values).keys()]).toEqual(['web|db-1:9100', 'web|db-2\\.x']);
    expect([...suggestedValues('=~', 'web', values).keys()]).toEqual(['web|db-1:9100', 'web|db-2\\.x']);
  });
});

describe('what a silence does', () => {
  const silence: Silence = {
    id: 's',
    matchers: [],
    startsAt: '2026-11-22T02:12:00Z',
    endsAt: '2026-11-22T04:12:00Z',
    updatedAt: '',
    createdBy: '',
    comment: '',
    status: { state: 'active' },
  };
  const alert = (status: Partial<Alert['status']>): Alert => ({
    fingerprint: '',
    labels: { severity: 'critical' },
    annotations: {},
    startsAt: '',
    endsAt: '',
    updatedAt: '',
    receivers: [],
    status: { state: 'suppressed', silencedBy: ['s'], inhibitedBy: [], mutedBy: [], ...status },
  });

  it('tells again only what nothing else holds back', () => {
    const e = effectOf(silence, [alert({}), alert({ silencedBy: ['s', 't'] }), alert({ inhibitedBy: ['x'] }), alert({ silencedBy: ['t'] })]);
    expect([e.held.length, e.toldAgain.length, e.critical]).toEqual([3, 1, 3]);
  });

  it('is marked when it ends while alerts fire, or matches nothing', () => {
    expect(endsWhileFiring(effectOf(silence, [alert({})]), now)).toBe(true);
    expect(endsWhileFiring(effectOf(silence, [alert({})]), now - 3_600_000)).toBe(false);
    expect(matchesNothing(effectOf(silence, []))).toBe(true);
    expect(progress(effectOf(silence, []), now)).toBe(50);
  });
});

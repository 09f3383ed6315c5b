import { nameOf, type Condition, type Item } from '../model/alerts';
import { formatMatchers, matchesAll, parseMatchers } from '../model/matchers';
import { parseDuration } from '../model/time';
import type { Matcher } from '../model/types';

export type Tab = 'active' | 'pending' | 'silenced' | 'inhibited' | 'muted' | 'all';
export const tabs: Tab[] = ['active', 'pending', 'silenced', 'inhibited', 'muted', 'all'];
export type View = 'groups' | 'table';

/** What the address says the list shows. */
export interface AlertFilter {
  tab: Tab;
  /** Narrows the tab "all" when an old link asked for some states only. */
  only: Condition[] | null;
  matchers: Matcher[];
  text: string;
  receiver: string;
  groupBy: string[];
  view: View;
  /** A filter in the address that could not be read, with the reason. */
  problem: string | null;
}

const word = (p: URLSearchParams, name: string): boolean | null => (p.has(name) ? p.get(name) !== 'false' : null);

/**
 * Old links: Alertmanager's state words (true unless "false"; active is on and the others off by default), its `group`
 * (absent: alertname, empty: none), karma's repeated `q`, Prometheus' `search` and `state=firing`.
 */
export function readFilter(p: URLSearchParams): AlertFilter {
  const parsed = parseMatchers(p.get('filter') ?? '');
  const karma = p.getAll('q').map(q => parseMatchers(q.startsWith('@') ? '' : q));
  const looseText = [...p.getAll('q').filter((q, i) => q.startsWith('@') || !/[=~]/.test(q) || !karma[i]!.ok), p.get('search') ?? ''];
  const matchers = [...(parsed.ok ? parsed.value : []), ...karma.flatMap(k => (k.ok ? k.value : []))];
  const [tab, only] = readStates(p, matchers.length > 0);
  const group = p.get('group');
  return {
    tab,
    only,
    matchers,
    text: looseText.filter(t => t !== '').join(' '),
    receiver: p.get('receiver') ?? '',
    groupBy:
      group === null
        ? ['alertname']
        : group
            .split(',')
            .map(g => g.trim())
            .filter(g => g !== ''),
    view: p.get('view') === 'table' ? 'table' : 'groups',
    problem: parsed.ok ? null : parsed.error,
  };
}

function readStates(p: URLSearchParams, filtered: boolean): [Tab, Condition[] | null] {
  const named = p.get('state')?.toLowerCase();
  if (named === 'firing') return ['active', null];
  if (named && (tabs as string[]).includes(named)) return [named as Tab, null];
  const words = { active: word(p, 'active'), silenced: word(p, 'silenced'), inhibited: word(p, 'inhibited'), muted: word(p, 'muted') };
  if (Object.values(words).every(w => w === null)) return [filtered ? 'all' : 'active', null];
  const shown: Condition[] = [];
  if (words.active !== false) shown.push('active');
  for (const held of ['silenced', 'inhibited', 'muted'] as const) if (words[held] === true) shown.push(held);
  if (shown.length === 1) return [shown[0]!, null];
  return ['all', shown.length === 4 ? null : shown];
}

/** The address for a filter; the tab is always written beside a filter, so that the link keeps it. */
export function writeFilter(f: AlertFilter): URLSearchParams {
  const p = new URLSearchParams();
  if (f.matchers.length > 0) p.set('filter', formatMatchers(f.matchers));
  if (f.text !== '') p.set('q', f.text);
  if (f.receiver !== '') p.set('receiver', f.receiver);
  if (f.tab !== 'active' || f.matchers.length > 0) p.set('state', f.tab);
  if (f.groupBy.join() !== 'alertname') p.set('group', f.groupBy.join(','));
  if (f.view !== 'groups') p.set('view', f.view);
  return p;
}

export const inTab = (i: Item, tab: Tab): boolean => tab === 'all' || i.conditions.includes(tab);

/** Matchers, receiver and text, without the tab: the counts on the tabs obey these too. */
export function passes(i: Item, f: AlertFilter): boolean {
  if (!matchesAll(f.matchers, i.labels)) return false;
  if (f.receiver !== '' && !i.receivers.some(r => r === f.receiver || fullMatch(f.receiver, r))) return false;
  return words(f.text).every(w => wordHits(w, i));
}

function fullMatch(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text);
  } catch {
    return false;
  }
}

const words = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter(w => w !== '');

function wordHits(w: string, i: Item): boolean {
  const age = /^@age([<>])(.+)$/.exec(w);
  if (age) {
    const limit = parseDuration(age[2]!);
    if (limit === null) return true;
    return age[1] === '>' ? Date.now() - i.since > limit : Date.now() - i.since < limit;
  }
  const receiver = /^@receiver=(.+)$/.exec(w);
  if (receiver) return i.receivers.some(r => r.toLowerCase() === receiver[1]);
  const state = /^@state=(.+)$/.exec(w);
  if (state) return i.conditions.includes(state[1] === 'suppressed' ? 'silenced' : (state[1] as Condition));
  if (nameOf(i.labels).toLowerCase().includes(w)) return true;
  for (const [k, v] of Object.entries(i.labels)) if (v.toLowerCase().includes(w) || `${k}=${v}`.toLowerCase().includes(w)) return true;
  return Object.values(i.annotations).some(v => v.toLowerCase().includes(w));
}

import { matcher, matcherProblem, matchesEmptyOnly, operatorOf, type Operator } from '../model/matchers';
import { durations, nextMonday, parseMoment, type Zone } from '../model/time';
import type { Matcher, Silence } from '../model/types';

export interface DraftRow {
  id: number;
  name: string;
  op: Operator;
  value: string;
}

export type Preset = '30m' | '2h' | '8h' | 'monday';

/** The form as typed. The end is a preset, counted from the start, or a text. */
export interface Draft {
  rows: DraftRow[];
  from: string;
  until: { preset: Preset } | { text: string };
  author: string;
  comment: string;
}

let lastRow = 0;
export const newRow = (name = '', op: Operator = '=', value = ''): DraftRow => ({ id: ++lastRow, name, op, value });
export const rowOf = (m: Matcher): DraftRow => newRow(m.name, operatorOf(m), m.value);

export const presets: [Preset, string][] = [
  ['30m', '30 min'],
  ['2h', '2 h'],
  ['8h', '8 h'],
  ['monday', 'Until Mon 09:00'],
];

const presetLength = { '30m': durations.hour / 2, '2h': 2 * durations.hour, '8h': 8 * durations.hour };

export const presetEnd = (p: Preset, from: number, zone: Zone): number => (p === 'monday' ? nextMonday(from, zone) : from + presetLength[p]);

export const startOf = (d: Draft, now: number, zone: Zone): number | null => parseMoment(d.from, now, zone);

export function endOf(d: Draft, now: number, zone: Zone): number | null {
  const from = startOf(d, now, zone) ?? now;
  return 'preset' in d.until ? presetEnd(d.until.preset, from, zone) : d.until.text.trim() === '' ? null : parseMoment(d.until.text, from, zone);
}

export const startsNow = (d: Draft): boolean => /^\s*(now)?\s*$/i.test(d.from);

const isBlank = (r: DraftRow): boolean => r.name.trim() === '' && r.value === '';
export const matchersOf = (d: Draft): Matcher[] => d.rows.filter(r => !isBlank(r)).map(r => matcher(r.name.trim(), r.op, r.value));

export interface Problems {
  rows: Map<number, string>;
  matchers?: string;
  from?: string;
  until?: string;
  author?: string;
  comment?: string;
}

/** What must be put right before it can be saved. */
export function problemsOf(d: Draft, now: number, zone: Zone): Problems {
  const p: Problems = { rows: new Map() };
  for (const r of d.rows) {
    const problem = isBlank(r) ? null : matcherProblem(matcher(r.name, r.op, r.value));
    if (problem) p.rows.set(r.id, problem);
  }
  const ms = matchersOf(d);
  if (ms.length === 0) p.matchers = 'Name at least one label and its value.';
  else if (p.rows.size === 0 && matchesEmptyOnly(ms)) p.matchers = 'These matchers fit everything. One of them must ask for a value.';
  const start = startOf(d, now, zone);
  const end = endOf(d, now, zone);
  if (start === null) p.from = 'Write “now”, “in 2 h”, “05:12” or “22 Nov 05:12”.';
  if (end === null) p.until = 'Write “in 2 h”, “05:12” or “22 Nov 05:12”.';
  else if (end <= now) p.until = 'This is in the past.';
  else if (start !== null && end <= start) p.until = 'The end is before the start.';
  if (d.author.trim() === '') p.author = 'Say who silences, so that others can ask.';
  if (d.comment.trim() === '') p.comment = 'Say why, for whoever sees it at night.';
  return p;
}

export const hasProblems = (p: Problems): boolean => p.rows.size > 0 || [p.matchers, p.from, p.until, p.author, p.comment].some(x => x !== undefined);

export const draftOf = (s: Silence, typed: (t: number) => string): Draft => ({
  rows: s.matchers.map(rowOf),
  from: s.status.state === 'pending' ? typed(Date.parse(s.startsAt)) : 'now',
  until: { text: typed(Date.parse(s.endsAt)) },
  author: s.createdBy,
  comment: s.comment,
});

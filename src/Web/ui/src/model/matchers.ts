import type { Labels, Matcher } from './types';

export type Operator = '=' | '!=' | '=~' | '!~';
export const operators: Operator[] = ['=', '!=', '=~', '!~'];

export const operatorOf = (m: Matcher): Operator => (m.isRegex ? (m.isEqual ? '=~' : '!~') : m.isEqual ? '=' : '!=');

export const matcher = (name: string, op: Operator, value: string): Matcher => ({
  name,
  value,
  isRegex: op.endsWith('~'),
  isEqual: op.startsWith('='),
});

const bareName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Quotes a string as matchers and JSON both read it. */
const quote = (text: string): string => JSON.stringify(text);

export const formatMatcher = (m: Matcher): string => `${bareName.test(m.name) ? m.name : quote(m.name)}${operatorOf(m)}${quote(m.value)}`;

/** `{a="b", c=~"d"}`, the text of deep links. */
export const formatMatchers = (ms: Matcher[]): string => `{${ms.map(formatMatcher).join(', ')}}`;

export type Parsed<T> = { ok: true; value: T } | { ok: false; error: string };

const fail = (error: string): { ok: false; error: string } => ({ ok: false, error });

/** Reads a list of matchers one character at a time; accepts both the quoted form and bare words, as Alertmanager does. */
class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  get done(): boolean {
    return this.at >= this.text.length;
  }

  get rest(): string {
    return this.text.slice(this.at);
  }

  space(): void {
    while (!this.done && /\s/.test(this.text[this.at]!)) this.at++;
  }

  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  /** A JSON string at the cursor, or null when there is none or it does not end. */
  quoted(): string | null {
    if (this.text[this.at] !== '"') return null;
    let end = this.at + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) return null;
    try {
      const value = JSON.parse(this.text.slice(this.at, end + 1)) as string;
      this.at = end + 1;
      return value;
    } catch {
      return null;
    }
  }

  until(stop: RegExp): string {
    const start = this.at;
    while (!this.done && !stop.test(this.text[this.at]!)) this.at++;
    return this.text.slice(start, this.at).trim();
  }
}

function readMatcher(s: Scanner): Parsed<Matcher> {
  const name = s.quoted() ?? s.until(/[=!~,{}\s"]/);
  if (name === '') return fail(`A label name is missing at “${s.rest.slice(0, 20)}”.`);
  s.space();
  const op = s.take('=~') ? '=~' : s.take('!~') ? '!~' : s.take('!=') ? '!=' : s.take('=') ? '=' : null;
  if (op === null) return fail(`After ${name} one of = != =~ !~ is missing.`);
  s.space();
  const value = s.rest.startsWith('"') ? s.quoted() : s.until(/[,}]/);
  if (value === null) return fail(`The text of ${name} has no closing quote.`);
  return { ok: true, value: matcher(name, op, value) };
}

/** Parses `{a="b", c=~"d"}` with or without the braces. An empty text is no matcher. */
export function parseMatchers(text: string): Parsed<Matcher[]> {
  const s = new Scanner(text.trim());
  const open = s.take('{');
  const found: Matcher[] = [];
  s.space();
  while (!s.done && !(open && s.rest.startsWith('}'))) {
    const one = readMatcher(s);
    if (!one.ok) return one;
    found.push(one.value);
    s.space();
    if (!s.take(',')) break;
    s.space();
  }
  if (open && !s.take('}')) return fail('The closing brace is missing.');
  s.space();
  return s.done ? { ok: true, value: found } : fail(`“${s.rest.slice(0, 20)}” was not expected.`);
}

/** One matcher typed by hand, or null when the text is not one. */
export function parseMatcher(text: string): Matcher | null {
  if (!/[=~]/.test(text)) return null;
  const parsed = parseMatchers(text);
  return parsed.ok && parsed.value.length === 1 ? parsed.value[0]! : null;
}

/** Says what is wrong with a matcher, or null. Patterns are only checked roughly: the server has the last word. */
export function matcherProblem(m: Matcher): string | null {
  if (m.name.trim() === '') return 'Name a label.';
  if (!m.isRegex) return null;
  try {
    new RegExp(m.value);
    return null;
  } catch {
    return 'This is not a valid regular expression.';
  }
}

/** True when a silence with these matchers would hit everything, which the server refuses. */
export const matchesEmptyOnly = (ms: Matcher[]): boolean => ms.every(m => test(m, ''));

const compiled = new Map<string, RegExp | null>();

function anchored(pattern: string): RegExp | null {
  let re = compiled.get(pattern);
  if (re === undefined) {
    try {
      re = new RegExp(`^(?:${pattern})$`, 's');
    } catch {
      re = null;
    }
    if (compiled.size > 500) compiled.clear();
    compiled.set(pattern, re);
  }
  return re;
}

/** A missing label is the empty text, as in Prometheus. */
function test(m: Matcher, value: string): boolean {
  const hit = m.isRegex ? (anchored(m.value)?.test(value) ?? false) : m.value === value;
  return hit === m.isEqual;
}

/** For filtering what is already on screen; what a silence really hits is asked of the server. */
export const matchesAll = (ms: Matcher[], labels: Labels): boolean => ms.every(m => test(m, labels[m.name] ?? ''));

/** Escapes a value for RE2, which unlike JavaScript knows no escape for the slash. */
export const escapePattern = (value: string): string => value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** Matchers that hit all the given label sets: equal where they agree, one of several where they do not, nothing where one lacks the label. */
export function commonMatchers(sets: Labels[]): Matcher[] {
  const first = sets[0];
  if (!first) return [];
  const found: Matcher[] = [];
  for (const name of Object.keys(first).sort(byImportance)) {
    if (!sets.every(s => s[name] !== undefined)) continue;
    const values = [...new Set(sets.map(s => s[name]!))];
    if (values.length === 1) found.push(matcher(name, '=', values[0]!));
    else if (values.length <= 20) found.push(matcher(name, '=~', values.map(escapePattern).join('|')));
  }
  return found;
}

/** alertname leads, the others follow the alphabet. */
export function byImportance(a: string, b: string): number {
  if (a === b) return 0;
  if (a === 'alertname') return -1;
  if (b === 'alertname') return 1;
  return a < b ? -1 : 1;
}

const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The same silence as a command line of amtool. */
export function toAmtool(ms: Matcher[], author: string, comment: string, startsAt: Date | null, endsAt: Date): string {
  const parts = ['amtool silence add', `--author=${shellQuote(author)}`, `--comment=${shellQuote(comment)}`];
  if (startsAt) parts.push(`--start=${startsAt.toISOString()}`);
  parts.push(`--end=${endsAt.toISOString()}`, ...ms.map(m => shellQuote(formatMatcher(m))));
  return parts.join(' ');
}

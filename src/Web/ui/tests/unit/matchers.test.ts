import { describe, expect, it } from 'vitest';
import {
  commonMatchers,
  escapePattern,
  formatMatchers,
  matchesAll,
  matchesEmptyOnly,
  matcher,
  matcherProblem,
  parseMatcher,
  parseMatchers,
  toAmtool,
} from '../../src/model/matchers';
import type { Labels } from '../../src/model/types';

const parsed = (text: string) => {
  const p = parseMatchers(text);
  if (!p.ok) throw new Error(p.error);
  return p.value;
};

describe('reading matchers', () => {
  it('reads all four operators', () => {
    expect(parsed('{a="1", b!="2", c=~"3|4", d!~"5"}')).toEqual([
      matcher('a', '=', '1'),
      matcher('b', '!=', '2'),
      matcher('c', '=~', '3|4'),
      matcher('d', '!~', '5'),
    ]);
  });

  it('takes the list with or without braces, spaces, and a comma at the end', () => {
    for (const text of ['{a="1",b="2"}', 'a="1", b="2"', ' { a = "1" , b = "2", } '])
      expect(parsed(text)).toEqual([matcher('a', '=', '1'), matcher('b', '=', '2')]);
  });

  it('takes bare words as people type them', () => {
    expect(parseMatcher('severity=critical')).toEqual(matcher('severity', '=', 'critical'));
    expect(parseMatcher('instance=~db-.*')).toEqual(matcher('instance', '=~', 'db-.*'));
  });

  it('keeps commas, braces, quotes and escapes inside a quoted value', () => {
    expect(parsed('{a="x, }\\"\\n\\\\"}')).toEqual([matcher('a', '=', 'x, }"\n\\')]);
  });

  it('reads UTF-8 label names in quotes', () => {
    expect(parsed('{"température °C"="20"}')).toEqual([matcher('température °C', '=', '20')]);
  });

  it('finds no matcher in an empty text', () => {
    expect(parsed('')).toEqual([]);
    expect(parsed('{}')).toEqual([]);
  });

  it.each(['{a="1"', '{a}', '{="1"}', '{a="1}', 'a="1" b="2"', '{a="1"} x'])('says what is wrong with %s', text => {
    expect(parseMatchers(text)).toMatchObject({ ok: false });
  });

  it('does not take plain text for a matcher', () => {
    expect(parseMatcher('node down')).toBeNull();
  });
});

describe('writing matchers', () => {
  it('writes what it reads', () => {
    const ms = [matcher('alertname', '=', 'A "quoted" one\n'), matcher('ключ', '!~', 'a|b'), matcher('x', '=', '')];
    expect(parsed(formatMatchers(ms))).toEqual(ms);
  });

  it('quotes for the shell, so that amtool gets each matcher as one word', () => {
    const text = toAmtool([matcher('a', '=', "it's")], 'Ann', "Ann's work", null, new Date('2026-11-22T05:12:00Z'));
    expect(text).toBe(`amtool silence add --author='Ann' --comment='Ann'\\''s work' --end=2026-11-22T05:12:00.000Z 'a="it'\\''s"'`);
  });
});

describe('matching', () => {
  it('anchors patterns at both ends', () => {
    expect(matchesAll([matcher('a', '=~', 'b|c')], { a: 'bc' })).toBe(false);
    expect(matchesAll([matcher('a', '=~', 'b|c')], { a: 'c' })).toBe(true);
  });

  it('treats a missing label as the empty text', () => {
    expect(matchesAll([matcher('a', '=', '')], {})).toBe(true);
    expect(matchesAll([matcher('a', '!=', 'x')], {})).toBe(true);
    expect(matchesAll([matcher('a', '=~', '.+')], {})).toBe(false);
  });

  it('knows matchers that would fit everything', () => {
    expect(matchesEmptyOnly([matcher('a', '=~', '.*'), matcher('b', '!=', 'x')])).toBe(true);
    expect(matchesEmptyOnly([matcher('a', '=~', '.*'), matcher('b', '=', 'x')])).toBe(false);
  });

  it('complains about a pattern that cannot be read and a label without a name', () => {
    expect(matcherProblem(matcher('a', '=~', '('))).not.toBeNull();
    expect(matcherProblem(matcher(' ', '=', 'x'))).not.toBeNull();
    expect(matcherProblem(matcher('a', '=', '('))).toBeNull();
  });
});

describe('matchers for several alerts', () => {
  const sets: Labels[] = [
    { alertname: 'A', instance: 'db-1:9100', only: 'x', job: 'n' },
    { alertname: 'A', instance: 'db-2:9100', job: 'n' },
  ];

  it('asks for equality where they agree, for one of several where they differ, and leaves out what one lacks', () => {
    expect(commonMatchers(sets)).toEqual([matcher('alertname', '=', 'A'), matcher('instance', '=~', 'db-1:9100|db-2:9100'), matcher('job', '=', 'n')]);
  });

  it('hits every alert it was made from, even with pattern characters in the values', () => {
    const odd = [{ a: 'x.*(y)' }, { a: 'p|q' }, { a: '[z]\\' }];
    const ms = commonMatchers(odd);
    for (const o of odd) expect(matchesAll(ms, o)).toBe(true);
    expect(matchesAll(ms, { a: 'xAB(y)' })).toBe(false);
    expect(escapePattern('/a-b')).toBe('/a-b');
  });
});

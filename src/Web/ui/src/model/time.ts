export type Zone = 'local' | 'utc';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
export const durations = { minute, hour, day };

const options = (zone: Zone): Intl.DateTimeFormatOptions => (zone === 'utc' ? { timeZone: 'UTC' } : {});
const cache = new Map<string, Intl.DateTimeFormat>();

function format(zone: Zone, o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(o);
  let f = cache.get(key);
  if (!f) cache.set(key, (f = new Intl.DateTimeFormat('en-GB', { ...options(zone), ...o })));
  return f;
}

const clockParts: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };

/** 03:12:40 */
export const clock = (t: number, zone: Zone): string => format(zone, clockParts).format(t);
/** 03:12 */
export const hourMinute = (t: number, zone: Zone): string => clock(t, zone).slice(0, 5);
/** 22 Nov */
export const dayMonth = (t: number, zone: Zone): string => format(zone, { day: 'numeric', month: 'short' }).format(t);
export const weekday = (t: number, zone: Zone): string => format(zone, { weekday: 'short' }).format(t);
const dayKey = (t: number, zone: Zone): string => format(zone, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(t);

/** CET, UTC, GMT+5:30 */
export function zoneName(t: number, zone: Zone): string {
  if (zone === 'utc') return 'UTC';
  const part = format(zone, { timeZoneName: 'short', hour: '2-digit' })
    .formatToParts(t)
    .find(p => p.type === 'timeZoneName');
  return part?.value ?? 'local';
}

/** The shortest text that still names the moment: "Today 06:00", "Mon 09:00" within a week, else "30 Nov 12:00". */
export function moment(t: number, now: number, zone: Zone): string {
  const at = hourMinute(t, zone);
  if (dayKey(t, zone) === dayKey(now, zone)) return `Today ${at}`;
  if (Math.abs(t - now) < 6 * day) return `${weekday(t, zone)} ${at}`;
  return `${dayMonth(t, zone)} ${at}`;
}

/** The time alone today, with the date on other days. */
export function stamp(t: number, now: number, zone: Zone): string {
  const at = clock(t, zone);
  return dayKey(t, zone) === dayKey(now, zone) ? at : `${dayMonth(t, zone)} ${at}`;
}

/** For titles: the moment in both zones. */
export function absolute(t: number): string {
  const local = `${dayMonth(t, 'local')} ${clock(t, 'local')} ${zoneName(t, 'local')}`;
  const utc = `${clock(t, 'utc')} UTC`;
  return local.endsWith(utc) ? local : `${local}, ${utc}`;
}

const nbsp = '\u00a0';

/** A length of time in at most two units: "42 s", "12 min", "1 h 20", "2 d 6 h". */
export function length(ms: number): string {
  const v = Math.max(0, ms);
  if (v < minute) return `${Math.floor(v / 1000)}${nbsp}s`;
  if (v < hour) return `${Math.floor(v / minute)}${nbsp}min`;
  if (v < day) {
    const h = Math.floor(v / hour);
    const m = Math.floor((v % hour) / minute);
    return m ? `${h}${nbsp}h${nbsp}${String(m).padStart(2, '0')}` : `${h}${nbsp}h`;
  }
  const d = Math.floor(v / day);
  const h = Math.floor((v % day) / hour);
  return h && d < 10 ? `${d}${nbsp}d${nbsp}${h}${nbsp}h` : `${d}${nbsp}d`;
}

/** "212 ms", "1.1 s" */
export const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)}${nbsp}ms` : `${(ms / 1000).toFixed(1)}${nbsp}s`);

const unit: Record<string, number> = { ms: 1, s: 1000, m: minute, min: minute, h: hour, d: day, w: 7 * day, y: 365 * day };

/** Prometheus' durations ("1h30m") and spaced ones ("1 h 30 min"); null when it is none. */
export function parseDuration(text: string): number | null {
  const t = text.trim();
  if (!/^(\d+(\.\d+)?\s*(ms|min|s|m|h|d|w|y)\s*)+$/.test(t)) return null;
  let sum = 0;
  for (const m of t.matchAll(/(\d+(?:\.\d+)?)\s*(ms|min|s|m|h|d|w|y)/g)) sum += Number(m[1]) * unit[m[2]!]!;
  return sum;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const at = (zone: Zone, y: number, mo: number, d: number, h: number, mi: number): number =>
  zone === 'utc' ? Date.UTC(y, mo, d, h, mi) : new Date(y, mo, d, h, mi).getTime();

/**
 * A moment as people type it: "now", "in 2 h", "2h", "05:12" (the next time the clock shows it), "22 Nov 05:12",
 * "Sun 22 Nov, 05:12", "2026-11-22 05:12" or RFC 3339. Null when it cannot be read.
 */
export function parseMoment(text: string, now: number, zone: Zone): number | null {
  const t = text.trim();
  if (/^now$/i.test(t) || t === '') return now;
  const span = parseDuration(t.replace(/^(in|\+)\s*/i, ''));
  if (span !== null) return now + span;
  const hm = /^(\d{1,2}):(\d{2})$/.exec(t);
  const today = new Date(now);
  const [y, mo, d] =
    zone === 'utc' ? [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()] : [today.getFullYear(), today.getMonth(), today.getDate()];
  if (hm) {
    const same = at(zone, y, mo, d, Number(hm[1]), Number(hm[2]));
    return same > now ? same : at(zone, y, mo, d + 1, Number(hm[1]), Number(hm[2]));
  }
  const named = /^(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3})[a-z]*(?:\s+(\d{4}))?,?\s+(\d{1,2}):(\d{2})$/i.exec(t);
  if (named) {
    const month = months.indexOf(named[2]!.toLowerCase());
    if (month < 0) return null;
    const guess = at(zone, named[3] ? Number(named[3]) : y, month, Number(named[1]), Number(named[4]), Number(named[5]));
    return !named[3] && guess < now - 300 * day ? at(zone, y + 1, month, Number(named[1]), Number(named[4]), Number(named[5])) : guess;
  }
  const iso = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})$/.exec(t);
  if (iso) return at(zone, Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]), Number(iso[4]), Number(iso[5]));
  const parsed = /^\d{4}-\d{2}-\d{2}T/.test(t) ? Date.parse(t) : NaN;
  return Number.isNaN(parsed) ? null : parsed;
}

/** "Sun 22 Nov, 05:12", readable by parseMoment. */
export const typed = (t: number, zone: Zone): string => `${weekday(t, zone)} ${dayMonth(t, zone)}, ${hourMinute(t, zone)}`;

/** The next Monday at 09:00 in the zone. */
export function nextMonday(now: number, zone: Zone): number {
  const n = new Date(now);
  const [y, mo, d, wd] =
    zone === 'utc' ? [n.getUTCFullYear(), n.getUTCMonth(), n.getUTCDate(), n.getUTCDay()] : [n.getFullYear(), n.getMonth(), n.getDate(), n.getDay()];
  const ahead = (8 - wd) % 7;
  const first = at(zone, y, mo, d + ahead, 9, 0);
  return first > now ? first : at(zone, y, mo, d + ahead + 7, 9, 0);
}

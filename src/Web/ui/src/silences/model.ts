import { formatMatchers } from '../model/matchers';
import { severityOf } from '../model/alerts';
import { durations } from '../model/time';
import type { Alert, Silence } from '../model/types';

/** A silence with what it does now. */
export interface Effect {
  silence: Silence;
  starts: number;
  ends: number;
  held: Alert[];
  critical: number;
  /** Held back by nothing but this silence: they are told again when it ends. */
  toldAgain: Alert[];
}

export function effectOf(silence: Silence, alerts: Alert[]): Effect {
  const held = alerts.filter(a => a.status.silencedBy.includes(silence.id));
  return {
    silence,
    starts: Date.parse(silence.startsAt),
    ends: Date.parse(silence.endsAt),
    held,
    critical: held.filter(a => severityOf(a.labels) === 'critical').length,
    toldAgain: held.filter(a => a.status.silencedBy.length === 1 && a.status.inhibitedBy.length === 0 && a.status.mutedBy.length === 0),
  };
}

export const soon = 2 * durations.hour;
export const endsSoon = (e: Effect, now: number): boolean => e.silence.status.state === 'active' && e.ends - now < soon;
export const endsWhileFiring = (e: Effect, now: number): boolean => endsSoon(e, now) && e.held.length > 0;
export const matchesNothing = (e: Effect): boolean => e.silence.status.state === 'active' && e.held.length === 0;

/** What a person calls it. */
export const titleOf = (s: Silence): string => s.comment || formatMatchers(s.matchers);

/** Share of its time that has passed, 0 to 100. */
export const progress = (e: Effect, now: number): number => Math.min(100, Math.max(0, ((now - e.starts) / Math.max(1, e.ends - e.starts)) * 100));

export function textHits(s: Silence, text: string): boolean {
  const all = `${formatMatchers(s.matchers)} ${s.matchers.map(m => `${m.name}=${m.value}`).join(' ')} ${s.comment} ${s.createdBy} ${s.id}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(w => all.includes(w));
}

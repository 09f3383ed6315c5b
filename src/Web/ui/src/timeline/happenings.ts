import type { Incident, Lane, SilenceChange } from '../model/explain';
import type { Notification } from '../model/types';

/** One line of the timeline: the begin or end of an alert, a message, or a change of a silence. */
export interface Happening {
  key: string;
  at: number;
  lane?: Lane;
  ended?: boolean;
  sent?: Notification;
  silenced?: SilenceChange;
}

/** Everything of an incident in one list, the latest first. What fired before its time has no begin in it. */
export function happenings(incident: Incident): Happening[] {
  const from = Date.parse(incident.from);
  const list: Happening[] = [];
  for (const lane of incident.alerts)
    lane.spans.forEach((span, n) => {
      const begin = Date.parse(span.from);
      if (begin > from) list.push({ key: `${lane.fingerprint} ${n} begin`, at: begin, lane });
      if (span.until !== null) list.push({ key: `${lane.fingerprint} ${n} end`, at: Date.parse(span.until), lane, ended: true });
    });
  for (const sent of incident.notifications) list.push({ key: sent.id, at: Date.parse(sent.at), sent });
  for (const silenced of incident.silences) list.push({ key: `${silenced.silence.id} ${silenced.version}`, at: Date.parse(silenced.at), silenced });
  return list.sort((a, b) => b.at - a.at);
}

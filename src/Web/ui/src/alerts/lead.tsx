import type { ReactNode } from 'react';
import { byWorst, nameOf, severityOf, summaryOf, type Item } from '../model/alerts';
import { length } from '../model/time';

/** The sentence over the list: how bad it is, and what is worst since when. */
export function leadOf(items: Item[], now: number): ReactNode {
  const active = items.filter(i => i.conditions[0] === 'active' && !i.gone);
  if (active.length === 0) {
    const held = items.filter(i => i.alert !== null).length;
    return held > 0 ? <b>Nothing fires that is not held back.</b> : <b>Nothing fires.</b>;
  }
  const count = (s: string) => active.filter(i => severityOf(i.labels) === s).length;
  const critical = count('critical');
  const warning = count('warning');
  const parts = [
    critical > 0 && `${critical} critical`,
    warning > 0 && `${warning} warning`,
    active.length - critical - warning > 0 && `${active.length - critical - warning} other`,
  ].filter(Boolean);
  const worst = [...active].sort(byWorst)[0]!;
  const summary = summaryOf(worst.annotations).replace(/\.$/, '');
  return (
    <>
      <b>{parts.join(', ')}.</b> Worst: {nameOf(worst.labels)}
      {summary && `, ${summary}`}, for {length(now - worst.since)}.
    </>
  );
}

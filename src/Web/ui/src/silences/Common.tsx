import { matcher } from '../model/matchers';
import type { Matcher } from '../model/types';
import type { Hits } from './Preview';

/** Labels that all hit alerts share and that no matcher names yet. */
export function Common({ hits, matchers, add }: { hits: Hits; matchers: Matcher[]; add: (m: Matcher) => void }) {
  const alerts = hits.alerts ?? [];
  if (alerts.length < 2) return null;
  const first = alerts[0]!.labels;
  const shared = Object.keys(first)
    .filter(n => !matchers.some(m => m.name === n) && alerts.every(a => a.labels[n] === first[n]))
    .slice(0, 3);
  if (shared.length === 0) return null;
  return (
    <span className="sug">
      <span className="dim3 xs">Common here</span>
      {shared.map(n => (
        <button type="button" className="chip pick" key={n} onClick={() => add(matcher(n, '=', first[n]!))}>
          <span className="k">{n}</span>=<span className="v">{JSON.stringify(first[n])}</span>
        </button>
      ))}
    </span>
  );
}

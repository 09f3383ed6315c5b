import { clock, hourMinute, length, typed, zoneName, type Zone } from '../model/time';
import { endOf, presets, startOf, type Draft, type Problems } from './draft';

interface HowLongProps {
  draft: Draft;
  problems: Problems;
  now: number;
  zone: Zone;
  change: (d: Partial<Draft>) => void;
}

/** The presets, and the two moments as text; the end is said in both zones. */
export function HowLong({ draft, problems, now, zone, change }: HowLongProps) {
  const preset = 'preset' in draft.until ? draft.until.preset : null;
  const end = endOf(draft, now, zone);
  const start = startOf(draft, now, zone);
  const other: Zone = zone === 'utc' ? 'local' : 'utc';
  const sameZone = end !== null && hourMinute(end, zone) === hourMinute(end, other);
  return (
    <>
      <div className="presets" role="radiogroup" aria-label="Duration">
        {presets.map(([key, text]) => (
          <label className="preset" key={key}>
            <input type="radio" name="duration" checked={preset === key} onChange={() => change({ until: { preset: key } })} />
            <span>{text}</span>
          </label>
        ))}
      </div>
      <div className="when">
        <div className="field">
          <label htmlFor="from">From</label>
          <input
            id="from"
            className="input"
            autoComplete="off"
            value={draft.from}
            aria-invalid={problems.from !== undefined}
            aria-describedby="when-hint"
            onChange={e => change({ from: e.target.value })}
          />
        </div>
        <div className="field">
          <label htmlFor="until">Until</label>
          <input
            id="until"
            className="input"
            autoComplete="off"
            value={preset ? (end === null ? '' : typed(end, zone)) : 'text' in draft.until ? draft.until.text : ''}
            aria-invalid={problems.until !== undefined}
            aria-describedby="when-hint"
            onChange={e => change({ until: { text: e.target.value } })}
          />
        </div>
        <p className={`hint tz ${problems.from || problems.until ? 'problem' : ''}`} id="when-hint" aria-live="polite">
          {problems.from ??
            problems.until ??
            (end !== null && start !== null && (
              <>
                Ends in {length(end - now)}. {clock(end, zone).slice(0, 5)} {zoneName(end, zone)}
                {!sameZone && ` is ${hourMinute(end, other)} ${zoneName(end, other)}`}.
              </>
            ))}
        </p>
      </div>
    </>
  );
}

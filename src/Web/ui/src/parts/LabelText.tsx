import { formatMatcher, operatorOf } from '../model/matchers';
import type { Labels, Matcher } from '../model/types';
import { Icon } from './Icon';

export const LabelText = ({ name, value }: { name: string; value: string }) => (
  <span className="lbl">
    <span className="k">{name}</span>=<span className="v">{value}</span>
  </span>
);

/** `route=/pay zone=a`, keys quieter than values. */
export const LabelLine = ({ labels, names }: { labels: Labels; names: string[] }) => (
  <>
    {names
      .filter(n => labels[n] !== undefined)
      .map((n, i) => (
        <span key={n}>
          {i > 0 && ' '}
          <span className="k">{n}=</span>
          {labels[n]}
        </span>
      ))}
  </>
);

export const MatcherChip = ({ matcher, onRemove }: { matcher: Matcher; onRemove?: () => void }) => (
  <span className="chip">
    <span className="k">{matcher.name}</span>
    <span className="op">{operatorOf(matcher)}</span>
    <span className="v">{JSON.stringify(matcher.value)}</span>
    {onRemove && (
      <button type="button" aria-label={`Remove ${formatMatcher(matcher)}`} onClick={onRemove}>
        <Icon name="x" />
      </button>
    )}
  </span>
);

export const MatcherText = ({ matchers }: { matchers: Matcher[] }) => (
  <>
    {matchers.map((m, i) => (
      <span className="mt" key={i}>
        <span className="k">{m.name}</span>
        {operatorOf(m)}
        <span className="v">{JSON.stringify(m.value)}</span>{' '}
      </span>
    ))}
  </>
);

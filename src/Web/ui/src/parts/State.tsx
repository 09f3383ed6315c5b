import { severityOf, severityText } from '../model/alerts';
import type { Labels } from '../model/types';
import { Icon } from './Icon';

export type StateName = 'critical' | 'warning' | 'info' | 'none' | 'pending' | 'resolved' | 'silenced' | 'inhibited' | 'muted';

export const stateWord: Record<StateName, string> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
  none: 'No severity',
  pending: 'Pending',
  resolved: 'Resolved',
  silenced: 'Silenced',
  inhibited: 'Inhibited',
  muted: 'Muted',
};

/** The shape with its word for screen readers; only where the word also stands in a heading nearby. */
export const Shape = ({ state, large, word }: { state: StateName; large?: boolean; word?: string }) => (
  <span className={`st st-${state}`}>
    <Icon name={state} className={large ? 'l' : ''} />
    <span className="vh">{word ?? stateWord[state]}</span>
  </span>
);

export const SeverityShape = ({ labels, large }: { labels: Labels; large?: boolean }) => (
  <Shape state={severityOf(labels)} large={large ?? false} word={severityText(labels)} />
);

export const StateText = ({ state, text }: { state: StateName; text?: string }) => (
  <span className={`stw st-${state}`}>
    <Icon name={state} />
    {text ?? stateWord[state]}
  </span>
);

export const Badge = ({ state, text }: { state: StateName; text?: string }) => (
  <span className={`badge st-${state}`}>
    <Icon name={state} />
    {text ?? stateWord[state]}
  </span>
);

import { durations } from '../model/time';
import type { Silence } from '../model/types';
import { Icon } from '../parts/Icon';
import { MenuButton } from '../parts/MenuButton';
import { useSilenceActions } from './actions';
import { titleOf } from './model';

const steps: [number, string][] = [
  [durations.hour / 2, '30 min'],
  [2 * durations.hour, '2 h'],
  [8 * durations.hour, '8 h'],
  [durations.day, '1 day'],
  [7 * durations.day, '1 week'],
];

export function ExtendMenu({ silences, small = false }: { silences: Silence[]; small?: boolean }) {
  const { extend } = useSilenceActions();
  const label = silences.length === 1 ? `Extend ${titleOf(silences[0]!)}` : `Extend ${silences.length} silences`;
  return (
    <MenuButton
      className={`btn ${small ? 'small' : ''}`}
      label={label}
      entries={steps.map(([ms, text]) => ({ key: text, text: `${text} longer`, run: () => void extend(silences, ms) }))}
    >
      {!small && <Icon name="clock" />}
      <span>Extend</span>
    </MenuButton>
  );
}

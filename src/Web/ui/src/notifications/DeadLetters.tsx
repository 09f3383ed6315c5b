import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { dismissDeadLetter, retryDeadLetter, useDeadLetters } from '../api/queries';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import type { DeadLetter } from '../model/explain';
import { absolute, stamp } from '../model/time';
import { Icon } from '../parts/Icon';
import { Panel } from '../parts/Page';
import { toast, toastFailure } from '../parts/toast';
import { integrationName } from './words';

/** What nobody was told, to be tried again or put away. Nothing is shown while everything gets through. */
export function DeadLetters() {
  const letters = useDeadLetters().data?.deadLetters ?? [];
  if (letters.length === 0) return null;
  return (
    <Panel title="Not delivered" aside={<span className="xs dim3">{letters.length}</span>}>
      <ul className="told">
        {letters.map(l => (
          <Letter key={l.id} letter={l} />
        ))}
      </ul>
    </Panel>
  );
}

function Letter({ letter: l }: { letter: DeadLetter }) {
  const now = useNow(10_000);
  const { zone } = useSettings();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    try {
      await what();
    } catch (e) {
      toastFailure('That did not work', e);
    }
    setBusy(false);
    void client.invalidateQueries({ queryKey: ['notifications'] });
  };
  const retry = async () => {
    const { result, error } = await retryDeadLetter(l.id);
    if (result === 'delivered') toast({ title: `Delivered to ${l.receiver}`, icon: 'check' });
    else toastFailure('Still not delivered', error ?? '');
  };
  const putAway = async () => {
    await dismissDeadLetter(l.id);
    toast({ title: 'Put away', text: 'It is still among the notifications.' });
  };
  const name =
    Object.entries(l.groupLabels)
      .map(([k, v]) => `${k}=${v}`)
      .join(' ') || l.groupKey;
  return (
    <li>
      <Icon name="fail" />
      <span className="grow">
        <b>
          <Link to={`/notifications/${l.id}`}>{name}</Link> to {l.receiver}
        </b>
        <span className="dim" title={absolute(Date.parse(l.since))}>
          {integrationName(l.integration)}, since {stamp(Date.parse(l.since), now, zone)}, {l.failures} {l.failures === 1 ? 'failure' : 'failures'}
          {l.triedAgain ? ', its next flush tries again' : ', nothing tries again by itself'}
        </span>
        <span className="er">{l.error}</span>
        <span className="sacts">
          <button type="button" className="btn" disabled={busy} aria-label={`Try again: ${name} to ${l.receiver}`} onClick={() => void act(retry)}>
            <Icon name="retry" />
            <span>Try again</span>
          </button>
          <button type="button" className="btn" disabled={busy} aria-label={`Put away: ${name} to ${l.receiver}`} onClick={() => void act(putAway)}>
            <span>Put away</span>
          </button>
        </span>
      </span>
    </li>
  );
}

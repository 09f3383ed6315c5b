import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { expireSilence, saveSilence } from '../api/queries';
import { useSettings } from '../app/settings';
import { nameOf, distinguishing } from '../model/alerts';
import { moment } from '../model/time';
import type { Silence } from '../model/types';
import { Dialog } from '../parts/Dialog';
import { LabelText } from '../parts/LabelText';
import { SeverityShape } from '../parts/State';
import { toast, toastFailure } from '../parts/toast';
import { titleOf, type Effect } from './model';

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Extending and expiring, each with its way back. */
export function useSilenceActions() {
  const client = useQueryClient();
  const { zone } = useSettings();
  const renew = () => Promise.all([client.invalidateQueries({ queryKey: ['silences'] }), client.invalidateQueries({ queryKey: ['alerts'] })]);

  const until = async (s: Silence, endsAt: number) => {
    await saveSilence({
      id: s.id,
      matchers: s.matchers,
      startsAt: s.startsAt,
      endsAt: new Date(endsAt).toISOString(),
      createdBy: s.createdBy,
      comment: s.comment,
      ...(s.annotations ? { annotations: s.annotations } : {}),
    });
  };

  const extend = async (list: Silence[], by: number) => {
    try {
      for (const s of list) await until(s, Date.parse(s.endsAt) + by);
      const first = list[0]!;
      toast({
        title: list.length === 1 ? 'Silence extended' : `${list.length} silences extended`,
        text: list.length === 1 ? `Ends ${moment(Date.parse(first.endsAt) + by, Date.now(), zone)}` : null,
        icon: 'silenced',
        tone: 'st-silenced',
        action: { text: 'Undo', run: () => void Promise.all(list.map(s => until(s, Date.parse(s.endsAt)))).then(renew, e => toastFailure('Not undone', e)) },
      });
    } catch (e) {
      toastFailure('Silence not extended', e);
    }
    await renew();
  };

  const again = async (s: Silence) => {
    await saveSilence({
      matchers: s.matchers,
      startsAt: new Date().toISOString(),
      endsAt: s.endsAt,
      createdBy: s.createdBy,
      comment: s.comment,
      ...(s.annotations ? { annotations: s.annotations } : {}),
    });
  };

  const expire = async (list: Silence[]): Promise<boolean> => {
    try {
      for (const s of list) await expireSilence(s.id);
      toast({
        title: list.length === 1 ? 'Silence expired' : `${list.length} silences expired`,
        text: list.length === 1 ? titleOf(list[0]!) : null,
        action: { text: 'Undo', run: () => void Promise.all(list.map(again)).then(renew, e => toastFailure('Not undone', e)) },
      });
      return true;
    } catch (e) {
      toastFailure('Silence not expired', e);
      return false;
    } finally {
      await renew();
    }
  };
  return { extend, expire };
}

interface ExpireProps {
  effects: Effect[];
  onClose: () => void;
  onDone?: () => void;
}

/** Says how many alerts are told again, and to whom, before it happens. */
export function ExpireDialog({ effects, onClose, onDone }: ExpireProps) {
  const { expire } = useSilenceActions();
  const [busy, setBusy] = useState(false);
  const alerts = [...new Map(effects.flatMap(e => e.toldAgain).map(a => [a.fingerprint, a])).values()];
  const receivers = [...new Set(alerts.flatMap(a => a.receivers.map(r => r.name)))].sort();
  const pending = effects.every(e => e.silence.status.state === 'pending');
  const one = effects.length === 1 ? effects[0]! : null;
  const title = one ? `${pending ? 'Cancel' : 'Expire'} “${titleOf(one.silence)}”?` : `${pending ? 'Cancel' : 'Expire'} ${effects.length} silences?`;
  const go = async () => {
    setBusy(true);
    const ok = await expire(effects.map(e => e.silence));
    setBusy(false);
    if (ok) onDone?.();
    onClose();
  };
  return (
    <Dialog title={title} opened onClose={onClose}>
      <p>
        {alerts.length === 0 ? (
          'No alert is told again.'
        ) : (
          <>
            {plural(alerts.length, 'alert')} would be told again, to <b>{receivers.join(', ')}</b>:
          </>
        )}
      </p>
      {alerts.length > 0 && (
        <ul className="dl">
          {alerts.slice(0, 6).map(a => (
            <li key={a.fingerprint}>
              <SeverityShape labels={a.labels} />
              <span>{nameOf(a.labels)}</span>
              {distinguishing([a])
                .slice(0, 1)
                .map(n => (
                  <LabelText key={n} name={n} value={a.labels[n]!} />
                ))}
            </li>
          ))}
          {alerts.length > 6 && <li className="dim">and {alerts.length - 6} more</li>}
        </ul>
      )}
      <div className="dacts">
        <button type="button" className="btn" onClick={onClose}>
          Keep it
        </button>
        <button type="button" className="btn dsolid" onClick={() => void go()} disabled={busy}>
          {pending ? 'Cancel silence' : alerts.length > 0 ? 'Expire and tell' : 'Expire'}
        </button>
      </div>
    </Dialog>
  );
}

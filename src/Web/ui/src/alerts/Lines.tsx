import { memo } from 'react';
import { Link } from 'react-router';
import { byIdentity, nameOf, summaryOf, type Fold, type Item, type TriageGroup } from '../model/alerts';
import { clock, moment, type Zone } from '../model/time';
import type { Alert, Silence } from '../model/types';
import { Icon } from '../parts/Icon';
import { LabelLine, LabelText } from '../parts/LabelText';
import { Badge, SeverityShape, Shape, StateText } from '../parts/State';
import { Summary } from '../parts/Summary';
import { Age } from '../parts/Time';
import { silenceLink } from './links';

interface HeadProps {
  group: TriageGroup;
  open: boolean;
  index: number;
  zone: Zone;
  onToggle: (key: string) => void;
}

const countText = (g: TriageGroup): string => {
  if (g.rows.length === 0) return `${g.folds.reduce((n, f) => n + f.items.length, 0)} held back`;
  const firing = g.rows.filter(r => !r.gone && r.conditions[0] !== 'pending').length;
  const pending = g.rows.filter(r => r.conditions[0] === 'pending').length;
  return [firing > 0 && `${firing} firing`, pending > 0 && `${pending} pending`].filter(Boolean).join(', ') || 'resolved';
};

export const HeadLine = memo(function HeadLine({ group, open, index, zone, onToggle }: HeadProps) {
  const quiet = group.rows.length === 0;
  const state = quiet ? group.folds[0]!.condition : group.severity;
  const items = quiet ? group.folds.flatMap(f => f.items) : group.rows;
  const shown = group.receivers.slice(0, 2).join(', ') + (group.receivers.length > 2 ? ` +${group.receivers.length - 2}` : '');
  return (
    <div role="row" aria-rowindex={index} className={`gh ${index > 1 ? 'next' : ''}`}>
      <span role="cell">
        <button type="button" className="tw" aria-expanded={open} aria-label={`Group ${group.title}`} onClick={() => onToggle(group.key)}>
          <Icon name={open ? 'down' : 'right'} />
        </button>
      </span>
      <span role="cell" className="st0">
        <Shape state={state} large />
      </span>
      <div role="rowheader" className="ght">
        <h2>
          <span className="cut">{group.title}</span>
          <span className={`stw st-${state}`}>{quiet ? null : group.severityText}</span>
          <span className="n">{countText(group)}</span>
          <span className="gl">
            {group.labels.map(([k, v]) => (
              <LabelText key={k} name={k} value={v} />
            ))}
          </span>
        </h2>
      </div>
      <div role="cell" className="to">
        {group.receivers.length > 0 && (
          <span title={`Told: ${group.receivers.join(', ')}`}>
            <Icon name="send" />
            <b>{shown}</b>
          </span>
        )}
        {group.nextFlushAt !== null && (
          <span className="nx" title="The notifier looks at this group again at this time">
            next {clock(group.nextFlushAt, zone)}
          </span>
        )}
        <Link className="icb hide-p" to={silenceLink(items.map(i => i.labels))} aria-label={`Silence group ${group.title}`} title="Silence this group">
          <Icon name="silenced" />
        </Link>
      </div>
    </div>
  );
});

interface RowProps {
  item: Item;
  inRows: string[];
  index: number;
  selected: boolean;
  current: boolean;
  quiet: boolean;
  onSelect: (key: string, on: boolean) => void;
}

const heldBack = (i: Item) => i.conditions.filter(c => c !== 'active');

export const RowLine = memo(function RowLine({ item, inRows, index, selected, current, quiet, onSelect }: RowProps) {
  const held = heldBack(item);
  const names = inRows.filter(n => item.labels[n] !== undefined);
  const name = names.length > 0 ? names.map(n => item.labels[n]).join(' ') : nameOf(item.labels);
  const what = names.length > 0 ? <LabelLine labels={item.labels} names={names} /> : nameOf(item.labels);
  return (
    <div
      role="row"
      aria-rowindex={index}
      data-key={item.key}
      className={`row ${selected ? 'sel-on' : ''} ${current ? 'cursor' : ''} ${item.gone ? 'gone' : ''} ${quiet ? 'quiet' : ''}`}
    >
      <span role="cell" className="c-check">
        <input
          type="checkbox"
          className="check"
          aria-label={`Select ${nameOf(item.labels)} ${name}`}
          checked={selected}
          disabled={item.alert === null}
          onChange={e => onSelect(item.key, e.target.checked)}
        />
      </span>
      <span role="rowheader" className="c-what">
        {item.alert ? (
          <Link className="what" to={`/alerts/${item.key}`}>
            <span className="vh">{nameOf(item.labels)} </span>
            {what}
          </Link>
        ) : (
          <span className="what">{what}</span>
        )}
      </span>
      <span role="cell" className="sum cut">
        <Summary text={summaryOf(item.annotations)} />
      </span>
      <span role="cell" className="own">
        {item.gone ? <StateText state="resolved" /> : held[0] && !quiet ? <StateText state={held[0]} /> : null}
        {!item.gone && held.length > 1 && !quiet && <span className="dim3">+{held.length - 1}</span>}
      </span>
      <span role="cell" className="c-age">
        <Age since={item.since} />
      </span>
      <span role="cell" className="c-act">
        {item.alert && (
          <Link className="icb" to={silenceLink([item.labels])} aria-label={`Silence ${nameOf(item.labels)} ${name}`} title="Silence this alert">
            <Icon name="silenced" />
          </Link>
        )}
      </span>
    </div>
  );
});

const pluralAlerts = (n: number): string => `${n} ${n === 1 ? 'alert' : 'alerts'}`;

/** "TargetDown 4, KubeNodeNotReady" */
function tally(items: Item[]): string {
  const count = new Map<string, number>();
  for (const i of items) count.set(nameOf(i.labels), (count.get(nameOf(i.labels)) ?? 0) + 1);
  return [...count].map(([n, c]) => (c > 1 ? `${n} ${c}` : n)).join(', ');
}

function SilencedText({ items, title, silences, now, zone }: { items: Item[]; title: string; silences: Map<string, Silence>; now: number; zone: Zone }) {
  const ids = [...new Set(items.flatMap(i => i.alert?.status.silencedBy ?? []))];
  const first = ids.map(id => silences.get(id)).find(s => s !== undefined);
  return (
    <>
      {tally(items) === title ? pluralAlerts(items.length) : tally(items)}
      {first && (
        <>
          , by {first.createdBy} until {moment(Date.parse(first.endsAt), now, zone).replace('Today ', '')}:{' '}
          <Link to={`/silences/${first.id}`}>{first.comment}</Link>
        </>
      )}
      {ids.length > 1 && ` and ${ids.length - 1} more ${ids.length === 2 ? 'silence' : 'silences'}`}
    </>
  );
}

function InhibitedText({ items, byFingerprint }: { items: Item[]; byFingerprint: Map<string, Alert> }) {
  const sources = [...new Set(items.flatMap(i => i.alert?.status.inhibitedBy ?? []))];
  return (
    <>
      {pluralAlerts(items.length)} held back by{' '}
      {sources.slice(0, 2).map((f, n) => (
        <span key={f}>
          {n > 0 && ', '}
          <Link to={`/alerts/${f}`}>{byFingerprint.get(f) ? nameOf(byFingerprint.get(f)!.labels) : f}</Link>
        </span>
      ))}
      {sources.length > 2 && ` and ${sources.length - 2} more`}: {tally(items)}
    </>
  );
}

interface FoldProps {
  fold: Fold;
  title: string;
  open: boolean;
  index: number;
  now: number;
  zone: Zone;
  silences: Map<string, Silence>;
  byFingerprint: Map<string, Alert>;
  onToggle: () => void;
}

/** Held-back alerts in one line, with who or what holds them and until when. */
export function FoldLine({ fold, title, open, index, now, zone, silences, byFingerprint, onToggle }: FoldProps) {
  const intervals = [...new Set(fold.items.flatMap(i => i.alert?.status.mutedBy ?? []))];
  return (
    <div role="row" aria-rowindex={index} className="fold">
      <span role="cell">
        <Badge state={fold.condition} />
      </span>
      <span role="cell" className="grow">
        {fold.condition === 'silenced' && <SilencedText items={fold.items} title={title} silences={silences} now={now} zone={zone} />}
        {fold.condition === 'inhibited' && <InhibitedText items={fold.items} byFingerprint={byFingerprint} />}
        {fold.condition === 'muted' && `${pluralAlerts(fold.items.length)} muted by the time interval ${intervals.join(', ')}: ${tally(fold.items)}`}
      </span>
      <span role="cell" className="f-act">
        <button type="button" className="in nowrap link" aria-expanded={open} onClick={onToggle}>
          {open ? 'Hide' : 'Show'} {fold.items.length}
        </button>
      </span>
    </div>
  );
}

/** One alert on its own, for the table. */
export const TableRow = memo(function TableRow({ item, index, selected, current, onSelect }: Omit<RowProps, 'inRows' | 'quiet'>) {
  const names = Object.keys(item.labels)
    .filter(n => n !== 'alertname' && n !== 'severity')
    .sort(byIdentity);
  const held = heldBack(item);
  return (
    <div
      role="row"
      aria-rowindex={index}
      data-key={item.key}
      className={`row trow ${selected ? 'sel-on' : ''} ${current ? 'cursor' : ''} ${item.gone ? 'gone' : ''}`}
    >
      <span role="cell" className="c-check">
        <input
          type="checkbox"
          className="check"
          aria-label={`Select ${nameOf(item.labels)} ${names.map(n => item.labels[n]).join(' ')}`}
          checked={selected}
          disabled={item.alert === null}
          onChange={e => onSelect(item.key, e.target.checked)}
        />
      </span>
      <span role="cell" className="st0">
        <SeverityShape labels={item.labels} />
      </span>
      <span role="rowheader" className="c-what">
        {item.alert ? (
          <Link className="what name" to={`/alerts/${item.key}`}>
            {nameOf(item.labels)}
          </Link>
        ) : (
          <span className="what name">{nameOf(item.labels)}</span>
        )}
      </span>
      <span role="cell" className="lbl cut c-lbl">
        <LabelLine labels={item.labels} names={names} />
      </span>
      <span role="cell" className="sum cut">
        <Summary text={summaryOf(item.annotations)} />
      </span>
      <span role="cell" className="own">
        {item.gone ? <StateText state="resolved" /> : held[0] ? <StateText state={held[0]} /> : <span className="dim3">Firing</span>}
      </span>
      <span role="cell" className="c-age">
        <Age since={item.since} />
      </span>
    </div>
  );
});

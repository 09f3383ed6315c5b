import { Modal } from '@mantine/core';
import { useId, useMemo, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useSilences } from '../api/queries';
import { byWorst, distinguishing, nameOf } from '../model/alerts';
import { formatMatchers, matcher } from '../model/matchers';
import { Icon } from '../parts/Icon';
import { SeverityShape } from '../parts/State';
import { allPlaces } from './places';
import { useTriage } from './useTriage';

interface Hit {
  id: string;
  head: string;
  icon: ReactNode;
  text: ReactNode;
  to: string;
}

const limit = 7;

/** Pages, alerts and silences whose words contain all that was typed. */
function useHits(typed: string): Hit[] {
  const { firing } = useTriage();
  const silences = useSilences();
  return useMemo(() => {
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text: string) => words.every(w => text.toLowerCase().includes(w));
    const hits: Hit[] = [];
    const wantsSilence = words[0] !== undefined && words[0].length > 2 && 'silence'.startsWith(words[0]);
    if (wantsSilence) {
      const rest = words.slice(1);
      const names = [...new Set(firing.map(i => nameOf(i.labels)))].filter(n => rest.every(w => n.toLowerCase().includes(w)));
      for (const n of names.slice(0, 4))
        hits.push({
          id: `d${n}`,
          head: 'Do',
          icon: <Icon name="silenced" />,
          text: (
            <>
              Silence <b>{n}</b>
            </>
          ),
          to: `/silences/new?${new URLSearchParams({ filter: formatMatchers([matcher('alertname', '=', n)]) })}`,
        });
    }
    for (const p of allPlaces.filter(p => has(p.text)).slice(0, words.length ? 4 : 12))
      hits.push({ id: p.path, head: 'Go to', icon: <Icon name={p.icon} />, text: p.text, to: p.path });
    if (words.length === 0) return hits;
    for (const i of firing
      .filter(i => has(`${nameOf(i.labels)} ${Object.values(i.labels).join(' ')}`))
      .sort(byWorst)
      .slice(0, limit)) {
      const names = distinguishing([i]);
      hits.push({
        id: i.key,
        head: 'Alerts',
        icon: <SeverityShape labels={i.labels} />,
        text: (
          <>
            {nameOf(i.labels)} <span className="dim3">{names.map(n => `${n}=${i.labels[n]}`).join(' ')}</span>
          </>
        ),
        to: `/alerts/${i.key}`,
      });
    }
    for (const s of (silences.data ?? []).filter(s => has(`silence ${s.comment} ${s.createdBy} ${formatMatchers(s.matchers)}`)).slice(0, limit))
      hits.push({
        id: s.id,
        head: 'Silences',
        icon: <Icon name="silenced" />,
        text: (
          <>
            Silence “{s.comment || formatMatchers(s.matchers)}” <span className="dim3">{s.status.state}</span>
          </>
        ),
        to: `/silences/${s.id}`,
      });
    return hits;
  }, [typed, firing, silences.data]);
}

export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={480} padding={0} lockScroll={false} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content className="pal" aria-label="Search or jump to">
        <PaletteBody onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const hits = useHits(typed);
  const navigate = useNavigate();
  const list = useId();
  const open = (h: Hit | undefined) => {
    if (!h) return;
    onClose();
    void navigate(h.to);
  };
  const step = (by: number) => setAt(n => (hits.length === 0 ? 0 : (n + by + hits.length) % hits.length));
  return (
    <>
      <div className="palin">
        <Icon name="search" />
        <input
          data-autofocus
          value={typed}
          role="combobox"
          aria-label="Search or jump to"
          aria-expanded={hits.length > 0}
          aria-controls={list}
          aria-activedescendant={hits[at] ? `${list}-${at}` : undefined}
          placeholder="Page, alert, silence, or “silence NAME”"
          onChange={e => {
            setTyped(e.target.value);
            setAt(0);
          }}
          onKeyDown={e => {
            if (e.key === 'ArrowDown') step(1);
            else if (e.key === 'ArrowUp') step(-1);
            else if (e.key === 'Enter') open(hits[at]);
            else return;
            e.preventDefault();
          }}
        />
        <kbd>Esc</kbd>
      </div>
      <ul id={list} role="listbox" aria-label="Results">
        {hits.map((h, n) => [
          h.head !== hits[n - 1]?.head && (
            <li role="presentation" className="ph" key={`h${h.head}`}>
              {h.head}
            </li>
          ),
          <li role="option" id={`${list}-${n}`} key={h.id} aria-selected={n === at} onClick={() => open(h)} onMouseMove={() => setAt(n)}>
            {h.icon}
            <span className="grow cut">{h.text}</span>
          </li>,
        ])}
      </ul>
      {hits.length === 0 && <p className="palnone dim">Nothing has all these words.</p>}
    </>
  );
}

import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { labelNames, type Item } from '../model/alerts';
import { formatMatcher, parseMatcher } from '../model/matchers';
import { Icon } from '../parts/Icon';
import { MatcherChip } from '../parts/LabelText';
import { MenuButton } from '../parts/MenuButton';
import { Seg } from '../parts/Page';
import type { AlertFilter } from './filter';
import { silenceLinkFor } from './links';

interface Props {
  filter: AlertFilter;
  items: Item[];
  change: (f: Partial<AlertFilter>, replace?: boolean) => void;
}

export function FilterBar({ filter, items, change }: Props) {
  return (
    <div className="fbar">
      <FilterInput filter={filter} change={change} />
      <GroupBy filter={filter} items={items} change={change} />
      <span className="hide-p">
        <Seg
          label="View"
          items={[
            ['groups', 'Groups'],
            ['table', 'Table'],
          ]}
          value={filter.view}
          onChange={view => change({ view })}
        />
      </span>
      <Link to={filter.matchers.length > 0 ? silenceLinkFor(filter.matchers) : '/silences/new'} className="btn hide-p">
        <Icon name="silenced" />
        <span>Silence</span>
      </Link>
    </div>
  );
}

/** Text narrows while it is typed; a whole matcher becomes a chip on Enter. */
function FilterInput({ filter, change }: Omit<Props, 'items'>) {
  const [typed, setTyped] = useState(filter.text);
  const input = useRef<HTMLInputElement>(null);
  // The address follows the typing, never the other way round while somebody types.
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(filter.text);
  }, [filter.text]);
  const take = () => {
    const m = parseMatcher(typed);
    if (!m || typed.trim().startsWith('@')) return false;
    const known = filter.matchers.some(x => formatMatcher(x) === formatMatcher(m));
    setTyped('');
    change({ matchers: known ? filter.matchers : [...filter.matchers, m], text: '' });
    return true;
  };
  return (
    <div className="finput">
      <Icon name="filter" />
      {filter.matchers.map((m, n) => (
        <MatcherChip key={formatMatcher(m)} matcher={m} onRemove={() => change({ matchers: filter.matchers.filter((_, k) => k !== n) })} />
      ))}
      {filter.receiver !== '' && (
        <span className="chip">
          <span className="k">receiver</span>
          <span className="op">=~</span>
          <span className="v">{JSON.stringify(filter.receiver)}</span>
          <button type="button" aria-label="Remove receiver" onClick={() => change({ receiver: '' })}>
            <Icon name="x" />
          </button>
        </span>
      )}
      <input
        ref={input}
        data-filter
        aria-label="Filter alerts"
        placeholder="label=value, @age>1h, text"
        value={typed}
        onChange={e => {
          setTyped(e.target.value);
          if (!parseMatcher(e.target.value)) change({ text: e.target.value.trim() }, true);
        }}
        onKeyDown={e => {
          if (e.key === 'Enter' && take()) e.preventDefault();
          else if (e.key === 'Backspace' && typed === '' && filter.matchers.length > 0) change({ matchers: filter.matchers.slice(0, -1) });
          else if (e.key === 'Escape') e.currentTarget.blur();
        }}
        onBlur={take}
      />
      <kbd>/</kbd>
    </div>
  );
}

function GroupBy({ filter, items, change }: Props) {
  const names = labelNames(items).slice(0, 25);
  const toggle = (n: string) => change({ groupBy: filter.groupBy.includes(n) ? filter.groupBy.filter(x => x !== n) : [...filter.groupBy, n] });
  if (filter.view === 'table') return null;
  const entries = names.map(([n, count]) => ({
    key: n,
    text: <code>{n}</code>,
    kind: 'checkbox' as const,
    checked: filter.groupBy.includes(n),
    note: count,
    run: () => toggle(n),
  }));
  return (
    <MenuButton className="sel hide-p" entries={entries} width={240} stayOpen>
      <span className="k">Group by</span> <span className="cut selv">{filter.groupBy.join(', ') || 'nothing'}</span> <Icon name="down" />
    </MenuButton>
  );
}

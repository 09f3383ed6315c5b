import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { useSettings } from '../app/settings';
import { useNow } from '../app/useNow';
import type { Item, TriageGroup } from '../model/alerts';
import type { Alert, Silence } from '../model/types';
import { linesOf, type Line } from './lines';
import { FoldLine, HeadLine, RowLine, TableRow } from './Lines';

interface Props {
  area: (el: HTMLDivElement | null) => void;
  groups: TriageGroup[];
  /** Instead of groups: the flat table. */
  table: Item[] | null;
  cursor: string | null;
  selected: Set<string>;
  silences: Map<string, Silence>;
  byFingerprint: Map<string, Alert>;
  onSelect: (key: string, on: boolean) => void;
  /** Tells the keyboard which rows there are, in order, and how to bring one on screen. */
  walk: RefObject<{ keys: string[]; reveal: (key: string) => void }>;
}

const toggled = (set: Set<string>, key: string): Set<string> => {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
};

/** All rows of the page; only those near the window are in the document. */
export function AlertList({ area, groups, table, cursor, selected, silences, byFingerprint, onSelect, walk }: Props) {
  const { zone, density } = useSettings();
  const now = useNow(30_000);
  const [closed, setClosed] = useState<Set<string>>(new Set());
  const [opened, setOpened] = useState<Set<string>>(new Set());
  const lines = useMemo<Line[]>(() => (table ? [] : linesOf(groups, closed, opened)), [table, groups, closed, opened]);
  const count = table ? table.length : lines.length;
  const keyAt = useCallback((n: number) => (table ? table[n]!.key : lines[n]!.key), [table, lines]);
  const list = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const top = list.current ? list.current.getBoundingClientRect().top + scrollY : 0;
    if (Math.abs(top - offset) > 1) setOffset(top);
  });
  const row = density === 'compact' ? 29 : 37;
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: n => (table || lines[n]!.kind !== 'head' ? row : 41),
    overscan: 12,
    scrollMargin: offset,
    getItemKey: keyAt,
  });
  const keys = table ? table.map(i => i.key) : lines.filter(l => l.kind === 'row').map(l => l.key);
  walk.current = {
    keys,
    reveal: key => {
      const n = table ? table.findIndex(i => i.key === key) : lines.findIndex(l => l.key === key);
      const el = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (el) el.scrollIntoView({ block: 'nearest' });
      else if (n >= 0) virtual.scrollToIndex(n, { align: 'center' });
    },
  };
  const toggleGroup = useCallback((key: string) => setClosed(s => toggled(s, key)), []);
  const shown = virtual.getVirtualItems();
  const before = shown.length > 0 ? shown[0]!.start - offset : 0;
  const after = shown.length > 0 ? virtual.getTotalSize() - (shown.at(-1)!.end - offset) : 0;

  const draw = (n: number) => {
    const index = n + 1;
    if (table) {
      const item = table[n]!;
      return <TableRow item={item} index={index} selected={selected.has(item.key)} current={cursor === item.key} onSelect={onSelect} />;
    }
    const line = lines[n]!;
    if (line.kind === 'head') return <HeadLine group={line.group} open={line.open} index={index} zone={zone} onToggle={toggleGroup} />;
    if (line.kind === 'row')
      return (
        <RowLine
          item={line.item}
          inRows={line.quiet ? ['alertname', ...line.group.inRows] : line.group.inRows}
          index={index}
          selected={selected.has(line.key)}
          current={cursor === line.key}
          quiet={line.quiet}
          onSelect={onSelect}
        />
      );
    return (
      <FoldLine
        fold={line.fold}
        title={line.group.rows.length > 0 ? line.group.title : ''}
        open={line.open}
        index={index}
        now={now}
        zone={zone}
        silences={silences}
        byFingerprint={byFingerprint}
        onToggle={() => setOpened(s => toggled(s, line.key))}
      />
    );
  };

  return (
    <div ref={area} className="rows">
      <div ref={list} role="table" aria-label="Alerts" aria-rowcount={count} style={{ paddingTop: before, paddingBottom: Math.max(0, after) }}>
        {shown.map(v => (
          <div key={v.key} ref={virtual.measureElement} data-index={v.index} role="presentation">
            {draw(v.index)}
          </div>
        ))}
      </div>
    </div>
  );
}

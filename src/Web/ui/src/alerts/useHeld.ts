import { useCallback, useEffect, useRef, useState } from 'react';
import type { Item } from '../model/alerts';

export interface Waiting {
  fresh: number;
  changed: number;
}

const busyFor = 15_000;

const sameItem = (a: Item, b: Item): boolean => a.since === b.since && a.conditions.join() === b.conditions.join();

/** What differs between the rows on screen and the newest ones. */
export function compare(shown: Item[], newest: Item[]): Waiting & { gone: Set<string> } {
  const before = new Map(shown.map(i => [i.key, i]));
  const after = new Set(newest.map(i => i.key));
  let fresh = 0;
  let changed = 0;
  for (const i of newest) {
    const old = before.get(i.key);
    if (!old) fresh++;
    else if (!sameItem(old, i)) changed++;
  }
  return { fresh, changed, gone: new Set(shown.filter(i => !after.has(i.key)).map(i => i.key)) };
}

/**
 * Rows never move under the hand: while somebody points at, walks through or has selected rows, the list keeps its
 * rows, marks the resolved ones, and counts what waits. After 15 s without a move it follows the server again.
 */
export function useHeld(newest: Item[], el: HTMLElement | null, selected: boolean, scope: string) {
  const [held, setHeld] = useState<{ scope: string; rows: Item[] } | null>(null);
  const latest = useRef(newest);
  latest.current = newest;
  const lastMove = useRef(0);
  const inside = useRef(false);

  const release = useCallback(() => setHeld(null), []);
  const hold = useCallback(() => setHeld(h => (h?.scope === scope ? h : { scope, rows: latest.current })), [scope]);

  useEffect(() => {
    if (!el) return;
    const move = () => {
      lastMove.current = Date.now();
      inside.current = true;
      hold();
    };
    const leave = () => {
      inside.current = false;
    };
    const scrolled = () => {
      if (scrollY > 80) move();
    };
    el.addEventListener('pointermove', move);
    el.addEventListener('pointerleave', leave);
    el.addEventListener('focusin', move);
    el.addEventListener('keydown', move);
    addEventListener('scroll', scrolled, { passive: true });
    const timer = setInterval(() => {
      const idle = Date.now() - lastMove.current;
      if (!selected && (idle > busyFor || (!inside.current && scrollY <= 80 && !el.contains(document.activeElement) && idle > 1000))) release();
    }, 1000);
    return () => {
      clearInterval(timer);
      el.removeEventListener('pointermove', move);
      el.removeEventListener('pointerleave', leave);
      el.removeEventListener('focusin', move);
      el.removeEventListener('keydown', move);
      removeEventListener('scroll', scrolled);
    };
  }, [el, hold, release, selected]);

  if (held === null || held.scope !== scope || held.rows.length === 0) return { rows: newest, waiting: { fresh: 0, changed: 0 }, release };
  const { fresh, changed, gone } = compare(held.rows, newest);
  if (fresh === 0 && changed === 0 && gone.size === 0) return { rows: held.rows, waiting: { fresh, changed }, release };
  return { rows: held.rows.map(i => (gone.has(i.key) ? { ...i, gone: true } : i)), waiting: { fresh, changed }, release };
}

import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useSettings } from './settings';

const places: Record<string, string> = { a: '/alerts', s: '/silences', n: '/notifications', q: '/query', r: '/routing', t: '/timeline', u: '/rules' };

const typing = (t: EventTarget | null): boolean =>
  t instanceof HTMLElement &&
  (t.isContentEditable ||
    t instanceof HTMLTextAreaElement ||
    t instanceof HTMLSelectElement ||
    (t instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(t.type)));

export const dialogOpen = (): boolean => document.querySelector('[role="dialog"], [role="menu"]') !== null;

/** Letter keys for a page; they are off while someone types, while a dialog is open, and when switched off (WCAG 2.1.4). */
export function useKeys(keys: Record<string, (e: KeyboardEvent) => void>): void {
  const { letterKeys } = useSettings();
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || dialogOpen()) return;
      if (e.key.length === 1 && !letterKeys) return;
      const run = keys[e.key];
      if (run) run(e);
    };
    addEventListener('keydown', down);
    return () => removeEventListener('keydown', down);
  });
}

interface Sheets {
  palette: () => void;
  help: () => void;
}

/** Ctrl K, ?, / and g-then-letter work on every page. */
export function useGlobalKeys({ palette, help }: Sheets): void {
  const navigate = useNavigate();
  const { letterKeys } = useSettings();
  useEffect(() => {
    let g = 0;
    const down = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
        e.preventDefault();
        palette();
        return;
      }
      if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || dialogOpen() || !letterKeys) return;
      if (Date.now() - g < 1500) {
        g = 0;
        const to = places[e.key];
        if (to) {
          e.preventDefault();
          e.stopImmediatePropagation();
          void navigate(to);
          return;
        }
      }
      if (e.key === 'g') g = Date.now();
      else if (e.key === '?') help();
      else if (e.key === '/') {
        const filter = document.querySelector<HTMLInputElement>('input[data-filter]');
        if (filter) {
          e.preventDefault();
          filter.focus();
        }
      }
    };
    addEventListener('keydown', down, true);
    return () => removeEventListener('keydown', down, true);
  }, [navigate, palette, help, letterKeys]);
}

import { useEffect, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

interface Toast {
  title: string;
  text?: ReactNode;
  icon?: IconName;
  tone?: string;
  action?: { text: string; run: () => void };
}

let toasts: (Toast & { id: number })[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: typeof toasts): void {
  toasts = next;
  for (const l of listeners) l();
}

const hide = (id: number): void => set(toasts.filter(t => t.id !== id));

/** One message at the bottom right for eight seconds, with the way back beside it. */
export const toast = (t: Toast): void => set([...toasts.slice(-2), { ...t, id: ++last }]);

export const toastFailure = (title: string, error: unknown): void =>
  toast({ title, text: error instanceof Error ? error.message : String(error), icon: 'fail', tone: 'err' });

const subscribe = (l: () => void) => {
  listeners.add(l);
  return () => listeners.delete(l);
};

/** The place of the messages; a polite live region that is always there, so that screen readers hear the first one too. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status">
      {shown.map(t => (
        <One key={t.id} toast={t} />
      ))}
    </div>
  );
}

/** Waits while the pointer or the focus is on it. */
function One({ toast: t }: { toast: Toast & { id: number } }) {
  const [held, setHeld] = useState(false);
  const left = useRef(8000);
  useEffect(() => {
    if (held) return;
    const began = Date.now();
    const timer = setTimeout(() => hide(t.id), left.current);
    return () => {
      clearTimeout(timer);
      left.current = Math.max(2000, left.current - (Date.now() - began));
    };
  }, [held, t.id]);
  const on = () => setHeld(true);
  const off = () => setHeld(false);
  return (
    <div className="toast" onPointerEnter={on} onPointerLeave={off} onFocus={on} onBlur={off}>
      <Icon name={t.icon ?? 'check'} className={t.tone ?? 'okc'} />
      <div className="grow">
        <b>{t.title}</b>
        {t.text && <span className="dim">{t.text}</span>}
      </div>
      {t.action && (
        <button
          type="button"
          className="btn small"
          onClick={() => {
            hide(t.id);
            t.action?.run();
          }}
        >
          {t.action.text}
        </button>
      )}
      <button type="button" className="icb" aria-label={`Dismiss: ${t.title}`} onClick={() => hide(t.id)}>
        <Icon name="x" />
      </button>
    </div>
  );
}

export function copyText(text: string, done: string): void {
  // The clipboard API needs a secure origin; plain HTTP inside a network is common, so there is an older way too.
  const older = () => {
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('aria-hidden', 'true');
    area.className = 'vh';
    (document.querySelector('[role="dialog"]') ?? document.body).append(area);
    area.select();
    const ok = document.execCommand('copy');
    area.remove();
    toast(ok ? { title: done } : { title: 'The browser does not allow copying', icon: 'fail', tone: 'err' });
  };
  if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => toast({ title: done }), older);
  else older();
}

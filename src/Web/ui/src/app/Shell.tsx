import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { Toasts } from '../parts/toast';
import { emptyFrame, SetFrame, type Frame } from './frame';
import { SideBar, TabBar } from './Navigation';
import type { Sheet } from './Sheets';
import { SkewNote, StaleBanner, TopBar } from './TopBar';
import { useGlobalKeys } from './useShortcuts';
import { useCriticalCount } from './useTriage';

/** The tab's title and icon carry the number of critical alerts. */
function useDocumentMarks(title: string): void {
  const critical = useCriticalCount();
  useEffect(() => {
    document.title = `${critical > 0 ? `(${critical}) ` : ''}${title === '' ? '' : `${title} · `}Tocsin`;
  }, [title, critical]);
  const ringing = critical > 0;
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    icon?.setAttribute('href', ringing ? './favicon-critical.svg' : './favicon.svg');
  }, [ringing]);
}

/** A new page starts at its top, with the focus on its content; a change of the query keeps both. */
function usePageStart(): void {
  const { pathname } = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    document.getElementById('main')?.focus({ preventScroll: true });
  }, [pathname]);
}

// Dialogs are not needed to see what fires: they come when they are opened.
const Sheets = lazy(() => import('./Sheets'));

export function Shell({ children }: { children: ReactNode }) {
  const [frame, setFrame] = useState<Frame>(emptyFrame);
  const [sheet, setSheet] = useState<Sheet | null>(null);
  const close = useCallback(() => setSheet(null), []);
  const palette = useCallback(() => setSheet('palette'), []);
  const help = useCallback(() => setSheet('keys'), []);
  useDocumentMarks(frame.title);
  usePageStart();
  useGlobalKeys({ palette, help });
  return (
    <SetFrame.Provider value={setFrame}>
      <button type="button" className="skiplink" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <div className="app">
        <SideBar />
        <div className="col">
          <TopBar frame={frame} onFind={palette} />
          <main id="main" tabIndex={-1}>
            <StaleBanner />
            <SkewNote />
            {children}
          </main>
        </div>
      </div>
      <TabBar onMore={() => setSheet('more')} />
      <Suspense>{sheet && <Sheets sheet={sheet} onClose={close} />}</Suspense>
      <Toasts />
    </SetFrame.Provider>
  );
}

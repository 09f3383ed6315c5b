import { createContext, useContext, useEffect } from 'react';

export interface Crumb {
  text: string;
  to: string;
}

export interface Frame {
  title: string;
  crumbs: Crumb[];
  short: string | undefined;
}

export const emptyFrame: Frame = { title: '', crumbs: [], short: undefined };
export const SetFrame = createContext<(f: Frame) => void>(() => undefined);

/** Hands the page's title and breadcrumb to the header. */
export function usePageFrame(title: string, crumbs: Crumb[], short?: string): void {
  const set = useContext(SetFrame);
  const key = JSON.stringify([title, crumbs, short]);
  useEffect(() => set({ title, crumbs, short }), [set, key]);
}

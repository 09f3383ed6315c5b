import { useSyncExternalStore } from 'react';
import type { Zone } from '../model/time';

/** What this browser remembers for its reader. */
export interface Settings {
  zone: Zone;
  density: 'comfortable' | 'compact';
  letterKeys: boolean;
  author: string;
}

const key = 'tocsin-settings';
const first: Settings = { zone: 'local', density: 'comfortable', letterKeys: true, author: '' };

function load(): Settings {
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>) };
  } catch {
    return first;
  }
}

let settings = load();
const listeners = new Set<() => void>();

export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // Private windows may refuse; the choice then lasts for this page.
  }
  applyDensity();
  for (const l of listeners) l();
}

const subscribe = (l: () => void) => {
  listeners.add(l);
  return () => listeners.delete(l);
};

/** Row heights follow an attribute of the document, so that plain CSS can read it. */
export function applyDensity(): void {
  document.documentElement.dataset.density = settings.density;
}

export const useSettings = (): Settings => useSyncExternalStore(subscribe, () => settings);

import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { connect, type Connection } from './connect';
import type { Signal } from './stream';

export interface Live {
  state: 'connecting' | 'live' | 'stale';
  /** When the server was heard last, by this browser's clock. */
  heardAt: number | null;
  /** Server clock minus this browser's clock, in ms. */
  skew: number;
}

const staleAfter = 30_000;

let now: Live = { state: 'connecting', heardAt: null, skew: 0 };
let startedAt = 0;
let connection: Connection | null = null;
const listeners = new Set<() => void>();

function set(next: Live): void {
  now = next;
  for (const l of listeners) l();
}

const keys: Record<string, string[]> = {
  alerts: ['alerts'],
  groups: ['alerts'],
  silences: ['silences', 'alerts'],
  notifications: ['notifications'],
};

/** Starts the one live connection of this page; what changed is asked for again when it is on screen. */
export function startLive(client: QueryClient): void {
  if (connection) return;
  startedAt = Date.now();
  const hear = (s: Signal) => {
    if (s.kind === 'closed') return;
    const heardAt = Date.now();
    const wasStale = now.state === 'stale';
    set({ state: 'live', heardAt, skew: s.kind === 'time' ? s.serverTime - heardAt : now.skew });
    if (wasStale) void client.invalidateQueries();
    else if (s.kind === 'change') for (const key of new Set(s.topics.flatMap(t => keys[t] ?? []))) void client.invalidateQueries({ queryKey: [key] });
  };
  connection = connect(new URL('api/tocsin/v1/stream', document.baseURI).href, hear);
  setInterval(() => {
    if (now.state !== 'stale' && Date.now() - (now.heardAt ?? startedAt) > staleAfter) set({ ...now, state: 'stale' });
  }, 1000);
}

export function retryLive(client: QueryClient): void {
  connection?.retry();
  void client.invalidateQueries();
}

const subscribe = (l: () => void) => {
  listeners.add(l);
  return () => listeners.delete(l);
};

export const useLive = (): Live => useSyncExternalStore(subscribe, () => now);
/** Since when the page waits for a word of the server. */
export const silentSince = (live: Live): number => live.heardAt ?? startedAt;

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useLive } from '../live/useLive';
import type { DeadLetter, Explanation, Incident } from '../model/explain';
import type {
  Alert,
  AlertsAnswer,
  Matcher,
  NotificationDetail,
  NotificationsPage,
  PostableSilence,
  RuleAlert,
  RuleGroup,
  Silence,
  TargetsAnswer,
} from '../model/types';
import { get, getData, post, remove } from './http';

/** While the stream is up it says what changed; without it the pages ask every ten seconds. */
const usePolling = (): number | false => (useLive().state === 'live' ? false : 10_000);

export const useAlerts = () => {
  const refetchInterval = usePolling();
  return useQuery({ queryKey: ['alerts'], queryFn: ({ signal }) => get<AlertsAnswer>('api/tocsin/v1/alerts', signal), refetchInterval });
};

/** Pending alerts live in the rule engine and change without an event, so they are asked for at the pace of rules. */
export const usePending = () =>
  useQuery({
    queryKey: ['pending'],
    queryFn: async ({ signal }) => (await getData<{ alerts: RuleAlert[] }>('api/v1/alerts', signal)).alerts.filter(a => a.state === 'pending'),
    refetchInterval: 15_000,
  });

export const useSilences = () => {
  const refetchInterval = usePolling();
  return useQuery({ queryKey: ['silences'], queryFn: ({ signal }) => get<Silence[]>('api/v2/silences', signal), refetchInterval });
};

export const useSilence = (id: string | undefined) =>
  useQuery({
    queryKey: ['silences', id],
    queryFn: ({ signal }) => get<Silence>(`api/v2/silence/${encodeURIComponent(id!)}`, signal),
    enabled: id !== undefined,
  });

export const usePreview = (matchers: Matcher[], enabled: boolean) =>
  useQuery({
    queryKey: ['alerts', 'preview', matchers],
    queryFn: ({ signal }) => post<{ alerts: Alert[] }>('api/tocsin/v1/silences/preview', { matchers }, signal),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
  });

export const saveSilence = (s: PostableSilence): Promise<{ silenceID: string }> => post('api/v2/silences', s);
export const expireSilence = (id: string): Promise<void> => remove(`api/v2/silence/${encodeURIComponent(id)}`);

export interface NotificationFilter {
  receiver: string;
  integration: string;
  result: string;
  fingerprint: string;
}

const notificationsPath = (f: Partial<NotificationFilter>, limit: number, before: string | null): string => {
  const p = new URLSearchParams({ limit: String(limit) });
  if (before) p.set('before', before);
  for (const [k, v] of Object.entries(f)) if (v) p.set(k, v);
  return `api/tocsin/v1/notifications?${p}`;
};

export const useNotifications = (f: Partial<NotificationFilter>, limit = 100) => {
  const refetchInterval = usePolling();
  return useInfiniteQuery({
    queryKey: ['notifications', f, limit],
    queryFn: ({ pageParam, signal }) => get<NotificationsPage>(notificationsPath(f, limit, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: last => last.next,
    refetchInterval,
    placeholderData: keepPreviousData,
  });
};

export const useNotification = (id: string) =>
  useQuery({
    queryKey: ['notifications', 'one', id],
    queryFn: ({ signal }) => get<NotificationDetail>(`api/tocsin/v1/notifications/${encodeURIComponent(id)}`, signal),
  });

export const useTargets = () =>
  useQuery({ queryKey: ['targets'], queryFn: ({ signal }) => getData<TargetsAnswer>('api/v1/targets', signal), refetchInterval: 15_000 });

export const useRules = () =>
  useQuery({
    queryKey: ['rules'],
    queryFn: async ({ signal }) => (await getData<{ groups: RuleGroup[] }>('api/v1/rules', signal)).groups,
    refetchInterval: 15_000,
  });

export const useData = <T>(path: string) => useQuery({ queryKey: ['data', path], queryFn: ({ signal }) => getData<T>(path, signal) });
export const useAnswer = <T>(path: string) => useQuery({ queryKey: ['data', path], queryFn: ({ signal }) => get<T>(path, signal) });

/** Under the key of the alerts: what changes them changes the answer. */
export const useExplain = (fingerprint: string, at: string) =>
  useQuery({
    queryKey: ['alerts', 'explain', fingerprint, at],
    queryFn: ({ signal }) =>
      get<Explanation>(`api/tocsin/v1/alerts/${encodeURIComponent(fingerprint)}/explain${at ? `?at=${encodeURIComponent(at)}` : ''}`, signal),
    placeholderData: keepPreviousData,
    retry: false,
    refetchInterval: at ? false : 10_000,
  });

export const useIncident = (hours: number, filter: string[]) =>
  useQuery({
    queryKey: ['alerts', 'incident', hours, filter],
    queryFn: ({ signal }) => {
      const p = new URLSearchParams({ from: new Date(Date.now() - hours * 3_600_000).toISOString() });
      for (const f of filter) p.append('filter', f);
      return get<Incident>(`api/tocsin/v1/timeline?${p}`, signal);
    },
    placeholderData: keepPreviousData,
    retry: false,
    refetchInterval: 30_000,
  });

/** Under the key of the notifications: each of them may make or end one. */
export const useDeadLetters = () => {
  const refetchInterval = usePolling();
  return useQuery({
    queryKey: ['notifications', 'dead letters'],
    queryFn: ({ signal }) => get<{ deadLetters: DeadLetter[] }>('api/tocsin/v1/dead-letters?limit=100', signal),
    refetchInterval,
  });
};

export const retryDeadLetter = (id: string): Promise<{ result: string; error: string | null }> => post(`api/tocsin/v1/dead-letters/${id}/retry`, {});
export const dismissDeadLetter = (id: string): Promise<void> => remove(`api/tocsin/v1/dead-letters/${id}`);

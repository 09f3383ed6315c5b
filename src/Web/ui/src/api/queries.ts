import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useLive } from '../live/useLive';
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

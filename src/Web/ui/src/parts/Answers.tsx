import { useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ApiError } from '../api/http';
import { useSettings } from '../app/settings';
import { clock } from '../model/time';
import { Icon } from './Icon';
import { copyText } from './toast';

/** A bell at rest; the clapper swings in red while something critical fires. */
export const Mark = ({ ringing, size = 22 }: { ringing: boolean; size?: number }) => (
  <svg className="mark" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
    <g fill="currentColor">
      <path d="M4 2h16a1.5 1.5 0 0 1 0 3.2H4A1.5 1.5 0 0 1 4 2z" />
      <path d="M10.4 5.2h3.2v1.5c2.9.7 4.5 3 4.5 6.3 0 2.3.7 3.5 1.9 4.5.8.7.4 1.7-.6 1.7H4.6c-1 0-1.4-1-.6-1.7 1.2-1 1.9-2.2 1.9-4.5 0-3.3 1.6-5.6 4.5-6.3z" />
    </g>
    <circle cx={ringing ? 15 : 12} cy="21.4" r="1.9" fill={ringing ? 'var(--tc-critical-icon)' : 'currentColor'} />
  </svg>
);

export const Empty = ({ icon, title, children, actions }: { icon?: ReactNode; title: string; children?: ReactNode; actions?: ReactNode }) => (
  <div className="panel empty">
    {icon}
    <p className="et">{title}</p>
    {children && <p className="dim">{children}</p>}
    {actions && <div className="row-flex">{actions}</div>}
  </div>
);

/** Says what failed, that nothing is lost by it, and what to do. */
export function Failure({ what, error, retry }: { what: string; error: unknown; retry: () => void }) {
  const { zone } = useSettings();
  const [at] = useState(Date.now);
  const status = error instanceof ApiError ? error.status : 0;
  const text = error instanceof Error ? error.message : String(error);
  const said =
    status === 0
      ? text
      : status === 404 || status === 501
        ? `This server does not offer it (${status}). ${text}`
        : `The server answered ${status} at ${clock(at, zone)}. ${text}`;
  const details = `${what} could not be loaded\n${error instanceof ApiError ? `${error.path}: ${status} ` : ''}${text}\n${new Date(at).toISOString()} ${location.href}`;
  return (
    <div className="panel empty" role="alert">
      <Icon name="fail" className="xl err" />
      <p className="et">{what} could not be loaded.</p>
      <p className="dim">{said} Nothing is lost: rules and notifications run on without this page.</p>
      <div className="row-flex">
        <button type="button" className="btn primary" onClick={retry}>
          <Icon name="refresh" />
          <span>Try now</span>
        </button>
        <button type="button" className="btn" onClick={() => copyText(details, 'Details copied')}>
          <Icon name="copy" />
          <span>Copy details</span>
        </button>
      </div>
    </div>
  );
}

const widths: [number, number][] = [
  [190, 90],
  [120, 220],
  [140, 190],
  [210, 70],
  [130, 200],
];

/** Grey bars in the rows' places, only after 300 ms. */
export function Loading({ what }: { what: string }) {
  const [late, set] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => set(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="panel" role="status">
      <span className="vh">Loading {what}</span>
      <div className={late ? '' : 'unseen'}>
        {widths.map(([a, b], n) => (
          <div className={`skr ${n % 3 === 0 ? 'skh' : ''}`} key={n}>
            {n % 3 === 0 ? <span className="sk sq" /> : <span className="sq0" />}
            <span className="sk" style={{ width: a }} />
            <span className="grow">
              <span className="sk" style={{ width: b }} />
            </span>
            <span className="sk" style={{ width: 44 }} />
          </div>
        ))}
      </div>
    </div>
  );
}

/** Loading, failure, or the content; content that was there stays while a later fetch fails. */
export function Answered<T>({ query, what, children }: { query: UseQueryResult<T>; what: string; children: (data: T) => ReactNode }) {
  const client = useQueryClient();
  const failure = useRef<Error | null>(null);
  if (query.isError) failure.current = query.error;
  if (query.data !== undefined) {
    failure.current = null;
    return <>{children(query.data)}</>;
  }
  // A new attempt after a failure is "pending" again: the message stays until something better is known.
  if (failure.current !== null) return <Failure what={what} error={failure.current} retry={() => void client.refetchQueries({ stale: true })} />;
  return <Loading what={what.toLowerCase()} />;
}

import type { ReactNode } from 'react';

const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, strokeLinecap: 'round', strokeLinejoin: 'round' } as const;
const ring = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const;

/** The shapes, drawn on 16 x 16. They are inline, not a sprite: a sprite's "#name" would be resolved against <base href>. */
const shapes = {
  critical: (
    <>
      <path fill="currentColor" d="M5.1.9h5.8l4.2 4.2v5.8l-4.2 4.2H5.1L.9 10.9V5.1z" />
      <path fill="none" stroke="var(--tc-surface)" strokeWidth="1.8" strokeLinecap="round" d="M8 4.6v3.7M8 11.2v.01" />
    </>
  ),
  warning: (
    <>
      <path fill="currentColor" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" d="M8 2 14.9 14H1.1z" />
      <path fill="none" stroke="var(--tc-surface)" strokeWidth="1.7" strokeLinecap="round" d="M8 6.3v3.2M8 12v.01" />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="7" fill="currentColor" />
      <path fill="none" stroke="var(--tc-surface)" strokeWidth="1.8" strokeLinecap="round" d="M8 7.6v3.6M8 4.7v.01" />
    </>
  ),
  pending: (
    <>
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="3.1 1.77" />
      <path {...line} d="M8 5v3.2l2 1.3" />
    </>
  ),
  resolved: (
    <>
      <circle cx="8" cy="8" r="6.2" {...ring} />
      <path {...line} d="m5.2 8.2 2 2 3.7-4.2" />
    </>
  ),
  silenced: <path {...line} d="M4.2 11.3V7.2a3.8 3.8 0 0 1 5-3.6M11.8 7v4.3M2.8 11.3h8.6M6.6 13.8h2.8M2 2l12 12" />,
  inhibited: (
    <>
      <circle cx="3.6" cy="8" r="2.1" {...ring} />
      <path {...line} d="M5.9 8h6.2M13 3.6v8.8" />
    </>
  ),
  muted: <path {...line} d="M13.2 9.7A5.6 5.6 0 0 1 6.3 2.8a5.6 5.6 0 1 0 6.9 6.9z" />,
  fail: (
    <>
      <circle cx="8" cy="8" r="6.2" {...ring} />
      <path {...line} d="m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4" />
    </>
  ),
  none: <path {...line} d="M8 2 14 8l-6 6-6-6z" />,
  bell: <path {...line} d="M3.6 11.6h8.8M4.6 11.6V7.4a3.4 3.4 0 0 1 6.8 0v4.2M6.8 14h2.4M8 2v1.6" />,
  send: <path {...line} d="M14 2 7 9M14 2 9.6 14 7 9 2 6.4z" />,
  timeline: <path {...line} d="M1.8 4h6M5 8h7M9.5 12h4.7M1.8 12h3" />,
  route: <path {...line} d="M2 8h4m0 0c2.4 0 1.6-4 4-4h3.6M6 8c2.4 0 1.6 4 4 4h3.6M12 2.3 13.8 4 12 5.7M12 10.3l1.8 1.7-1.8 1.7" />,
  inbox: <path {...line} d="M2 9.2 3.9 3h8.2L14 9.2V13H2zM2 9.2h3.6l.9 1.7h3l.9-1.7H14" />,
  template: (
    <path
      {...line}
      d="M5.6 2.4c-1.6 0-2 .7-2 2v1.7C3.6 7.4 3 8 2 8c1 0 1.6.6 1.6 1.9v1.7c0 1.3.4 2 2 2M10.4 2.4c1.6 0 2 .7 2 2v1.7c0 1.3.6 1.9 1.6 1.9-1 0-1.6.6-1.6 1.9v1.7c0 1.3-.4 2-2 2"
    />
  ),
  query: <path {...line} d="M2 13.5h12M2.5 10.5 6 6.5l2.8 2.3L13.5 3.5" />,
  rules: <path {...line} d="M2 4.2l1.2 1.2 2-2.4M2 11l1.2 1.2 2-2.4M8 4.3h6M8 11.2h6" />,
  target: (
    <>
      <circle cx="8" cy="8" r="5.6" {...ring} />
      <circle cx="8" cy="8" r="1.9" {...ring} />
    </>
  ),
  status: <path {...line} d="M1.5 8.5h3l2-5 3 9 2-4h3" />,
  settings: (
    <>
      <path {...line} d="M2 4.5h6.5M12.5 4.5H14M2 11.5h1.5M7.5 11.5H14" />
      <circle cx="10.5" cy="4.5" r="1.8" {...ring} />
      <circle cx="5.5" cy="11.5" r="1.8" {...ring} />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.6" {...ring} />
      <path {...line} d="m10.5 10.5 3.3 3.3" />
    </>
  ),
  plus: <path {...line} d="M8 3v10M3 8h10" />,
  check: <path {...line} d="m3 8.5 3.3 3.3L13 4.5" />,
  x: <path {...line} d="m4 4 8 8M12 4l-8 8" />,
  minus: <path {...line} d="M4 8h8" />,
  down: <path {...line} d="m4 6.2 4 4 4-4" />,
  right: <path {...line} d="m6.2 4 4 4-4 4" />,
  left: <path {...line} d="m9.8 4-4 4 4 4" />,
  up: <path {...line} d="m4 9.8 4-4 4 4" />,
  ext: <path {...line} d="M6.5 3.5h-3v9h9v-3M9.5 2.5h4v4M13.3 2.7 7.5 8.5" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" {...ring} />
      <path {...line} d="M10.5 3v-.5h-8v8H3" />
    </>
  ),
  clock: (
    <>
      <circle cx="8" cy="8" r="6" {...ring} />
      <path {...line} d="M8 4.6V8l2.3 1.5" />
    </>
  ),
  user: (
    <>
      <circle cx="8" cy="5.4" r="2.7" {...ring} />
      <path {...line} d="M2.8 13.7c.6-2.6 2.6-4 5.2-4s4.6 1.4 5.2 4" />
    </>
  ),
  ack: (
    <>
      <circle cx="6.3" cy="5.2" r="2.5" {...ring} />
      <path {...line} d="M1.5 13.3c.5-2.5 2.3-3.9 4.8-3.9 1 0 1.9.2 2.6.6M9.8 12l1.5 1.5 3-3.5" />
    </>
  ),
  sun: (
    <path
      {...line}
      d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6"
    />
  ),
  link: (
    <path {...line} d="M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2.3-2.3A2.750 2.750 0 0 0 9 3.1l-.8.8M9.3 6.7a2.7 2.7 0 0 0-3.9 0L3.1 9A2.750 2.750 0 0 0 7 12.9l.8-.8" />
  ),
  refresh: <path {...line} d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 2v2.6h-2.6" />,
  dots: (
    <>
      <g fill="currentColor">
        <circle cx="3.5" cy="8" r="1.3" />
        <circle cx="8" cy="8" r="1.3" />
        <circle cx="12.5" cy="8" r="1.3" />
      </g>
    </>
  ),
  book: <path {...line} d="M8 4.2C6.7 3 5 2.8 2 2.8v9.7c3 0 4.7.2 6 1.4 1.3-1.2 3-1.4 6-1.4V2.8c-3 0-4.7.2-6 1.4zM8 4.2v9.7" />,
  filter: <path {...line} d="M2 4h12M4.5 8h7M6.8 12h2.4" />,
  retry: <path {...line} d="M2.5 8a5.5 5.5 0 1 0 1.7-4M2.5 2v2.6h2.6" />,
  mail: (
    <>
      <rect x="1.8" y="3.3" width="12.4" height="9.4" rx="1.5" {...ring} />
      <path {...line} d="m2.2 4.6 5.8 4.2 5.8-4.2" />
    </>
  ),
  hash: <path {...line} d="M3 5.8h10.5M2.5 10.2H13M6.7 2.5 5.3 13.5M10.7 2.5 9.3 13.5" />,
  hook: (
    <>
      <circle cx="4.3" cy="11.2" r="2.2" {...ring} />
      <circle cx="11.7" cy="11.2" r="2.2" {...ring} />
      <circle cx="8" cy="4.6" r="2.2" {...ring} />
      <path {...line} d="M7 6.6 5.3 9.3M9 6.6l1.7 2.7M6.5 11.2h3" />
    </>
  ),
  pager: <path {...line} d="M2 4.5h12v7H2zM4.5 7h4M4.5 9.3h2M11.5 8v.01" />,
  play: <path {...line} d="M5 3.2v9.6L12.8 8z" />,
  menu: <path {...line} d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  pin: <path {...line} d="M8 14s4.5-4.3 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.7 8 14 8 14zM8 7.8a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6" />,
  download: <path {...line} d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11" />,
  disk: (
    <path
      {...line}
      d="M2.5 4.5c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2zM2.5 4.5v7c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2v-7M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2"
    />
  ),
  file: <path {...line} d="M9.5 1.8h-6v12.4h9V4.8zM9.5 1.8v3h3M5.8 8.5h4.5M5.8 11h3" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** Decoration only: the word stands beside it, or the control carries the name. */
export const Icon = ({ name, className = '' }: { name: IconName; className?: string }) => (
  <svg className={`ic ${className}`} viewBox="0 0 16 16" aria-hidden="true">
    {shapes[name]}
  </svg>
);

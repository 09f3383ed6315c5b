import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { usePageFrame, type Crumb } from '../app/frame';
import { Icon, type IconName } from './Icon';

interface PageProps {
  title: string;
  /** Where this page hangs; the title is added. */
  crumbs?: Crumb[];
  /** The name in the phone's header when the title is too long for it. */
  short?: string;
  lead?: ReactNode;
  pre?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Title, the sentence, the actions; tells the shell the breadcrumb and the document's title. */
export function Page({ title, crumbs = [], short, lead, pre, actions, className = '', children }: PageProps) {
  usePageFrame(title, crumbs, short);
  return (
    <div className={className}>
      <div className="phead">
        <div className="ph-l">
          {pre}
          <h1>{title}</h1>
          {lead !== undefined && lead !== null && <p className="lead">{lead}</p>}
        </div>
        {actions && <div className="acts">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

interface PanelProps {
  title: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

export const Panel = ({ title, aside, className = '', children }: PanelProps) => (
  <section className={`panel ${className}`}>
    <div className="ptop">
      <h2>{title}</h2>
      {aside}
    </div>
    {children}
  </section>
);

/** A table that may scroll sideways, reachable by keyboard. */
export const TableFrame = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="panel scroll-x" role="region" aria-label={label} tabIndex={0}>
    {children}
  </div>
);

export interface TabItem {
  key: string;
  text: string;
  count?: number | undefined;
  icon?: IconName;
  to: string;
}

export const Tabs = ({ label, items, current }: { label: string; items: TabItem[]; current: string }) => (
  <nav className="tabs" aria-label={label}>
    <ul>
      {items.map(t => (
        <li key={t.key}>
          <Link to={t.to} aria-current={t.key === current ? 'page' : undefined}>
            {t.icon && <Icon name={t.icon} className={`st-${t.icon}`} />}
            <span>{t.text}</span>
            {t.count !== undefined && <span className="n">{t.count.toLocaleString('en')}</span>}
          </Link>
        </li>
      ))}
    </ul>
  </nav>
);

interface SegProps<T extends string> {
  label: string;
  items: [T, string][];
  value: T;
  onChange: (value: T) => void;
}

export const Seg = <T extends string>({ label, items, value, onChange }: SegProps<T>) => (
  <div className="seg" role="group" aria-label={label}>
    {items.map(([key, text]) => (
      <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
        {text}
      </button>
    ))}
  </div>
);

/** Sets one attribute of the body while the page is shown, for layouts that differ by page. */
export function useBodyClass(name: string): void {
  useEffect(() => {
    document.body.classList.add(name);
    return () => document.body.classList.remove(name);
  }, [name]);
}

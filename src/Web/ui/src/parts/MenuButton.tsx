import { lazy, Suspense, useState, type ReactNode } from 'react';

export interface MenuEntry {
  key: string;
  text: ReactNode;
  /** A heading, not a choice. */
  heading?: boolean;
  /** Set for entries that are on or off. */
  checked?: boolean;
  kind?: 'radio' | 'checkbox';
  note?: ReactNode;
  run?: () => void;
}

export interface MenuButtonProps {
  className: string;
  label?: string;
  children: ReactNode;
  entries: MenuEntry[];
  width?: number;
  stayOpen?: boolean;
  position?: 'bottom-end' | 'right-end' | 'bottom-start';
}

// The menu's code comes with the first click: no list needs it to be read.
const OpenMenu = lazy(() => import('./OpenMenu'));

export function MenuButton(props: MenuButtonProps) {
  const [armed, setArmed] = useState(false);
  const plain = (
    <button type="button" className={props.className} aria-label={props.label} aria-haspopup="menu" aria-expanded={false} onClick={() => setArmed(true)}>
      {props.children}
    </button>
  );
  return armed ? (
    <Suspense fallback={plain}>
      <OpenMenu {...props} />
    </Suspense>
  ) : (
    plain
  );
}

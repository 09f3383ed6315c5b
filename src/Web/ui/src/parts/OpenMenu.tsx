import { Menu } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Icon } from './Icon';
import type { MenuButtonProps, MenuEntry } from './MenuButton';

const roles = { radio: 'menuitemradio', checkbox: 'menuitemcheckbox' } as const;

const Entry = ({ entry: e }: { entry: MenuEntry }) =>
  e.heading ? (
    <Menu.Label>{e.text}</Menu.Label>
  ) : (
    <Menu.Item
      role={e.kind ? roles[e.kind] : 'menuitem'}
      aria-checked={e.kind ? e.checked : undefined}
      leftSection={e.kind ? e.checked ? <Icon name="check" /> : <span className="ic" /> : undefined}
      rightSection={e.note !== undefined ? <span className="dim3">{e.note}</span> : undefined}
      onClick={e.run}
    >
      {e.text}
    </Menu.Item>
  );

export default function OpenMenu({ className, label, children, entries, width, stayOpen = false, position = 'bottom-end' }: MenuButtonProps) {
  const [opened, setOpened] = useState(false);
  // Opened after the first paint, so that it is placed beside its button and takes the focus.
  useEffect(() => setOpened(true), []);
  return (
    <Menu opened={opened} onChange={setOpened} position={position} {...(width ? { width } : {})} closeOnItemClick={!stayOpen} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <button type="button" className={className} aria-label={label}>
          {children}
        </button>
      </Menu.Target>
      <Menu.Dropdown className="tallmenu">
        {entries.map(e => (
          <Entry key={e.key} entry={e} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

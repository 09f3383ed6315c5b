import { Menu } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Icon } from './Icon';
import type { MenuButtonProps, MenuEntry } from './MenuButton';

function Entry({ entry: e }: { entry: MenuEntry }) {
  if (e.heading) return <Menu.Label>{e.text}</Menu.Label>;
  const shared = { children: e.text, rightSection: e.note === undefined ? undefined : <span className="dim3">{e.note}</span> };
  const checked = e.checked ?? false;
  if (e.kind === 'checkbox') return <Menu.CheckboxItem {...shared} checked={checked} onChange={e.run} checkIcon={<Icon name="check" />} />;
  if (e.kind === 'radio') return <Menu.RadioItem {...shared} value={e.key} checked={checked} onChange={e.run} checkIcon={<Icon name="check" />} />;
  return <Menu.Item {...shared} onClick={e.run} />;
}

export default function OpenMenu({ className, label, children, entries, width, stayOpen = false, position = 'bottom-end' }: MenuButtonProps) {
  const [opened, setOpened] = useState(false);
  // Opened after the first paint, so that it is placed beside its button and takes the focus.
  useEffect(() => setOpened(true), []);
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position={position}
      {...(width ? { width } : {})}
      withInitialFocusPlaceholder={false}
      closeOnItemClick={!stayOpen}
      transitionProps={{ duration: 0 }}
    >
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

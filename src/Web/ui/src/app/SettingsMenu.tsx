import { useMantineColorScheme } from '@mantine/core';
import { Icon } from '../parts/Icon';
import { MenuButton, type MenuEntry } from '../parts/MenuButton';
import { changeSettings, useSettings } from './settings';

const radio = (key: string, text: string, checked: boolean, run: () => void): MenuEntry => ({ key, text, checked, run, kind: 'radio' });
const heading = (text: string): MenuEntry => ({ key: `h ${text}`, text, heading: true });

export function SettingsMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const s = useSettings();
  const entries: MenuEntry[] = [
    heading('Colours'),
    radio('auto', 'As the system', colorScheme === 'auto', () => setColorScheme('auto')),
    radio('light', 'Light', colorScheme === 'light', () => setColorScheme('light')),
    radio('dark', 'Dark', colorScheme === 'dark', () => setColorScheme('dark')),
    heading('Times'),
    radio('local', 'Local time', s.zone === 'local', () => changeSettings({ zone: 'local' })),
    radio('utc', 'UTC', s.zone === 'utc', () => changeSettings({ zone: 'utc' })),
    heading('Rows'),
    radio('comfortable', 'Comfortable', s.density === 'comfortable', () => changeSettings({ density: 'comfortable' })),
    radio('compact', 'Compact', s.density === 'compact', () => changeSettings({ density: 'compact' })),
    heading('Keyboard'),
    { key: 'letters', text: 'Single letter keys', kind: 'checkbox', checked: s.letterKeys, run: () => changeSettings({ letterKeys: !s.letterKeys }) },
  ];
  return (
    <MenuButton className="icb" label="Settings" entries={entries} width={220} position="right-end">
      <Icon name="settings" />
    </MenuButton>
  );
}

import { Link } from 'react-router';
import { Dialog } from '../parts/Dialog';
import { Icon } from '../parts/Icon';
import { KeySheet } from './KeySheet';
import { Palette } from './Palette';
import { places } from './places';
import { SettingsMenu } from './SettingsMenu';

export type Sheet = 'palette' | 'keys' | 'more';

/** What opens over the page; one at a time. */
export default function Sheets({ sheet, onClose }: { sheet: Sheet; onClose: () => void }) {
  if (sheet === 'palette') return <Palette opened onClose={onClose} />;
  if (sheet === 'keys') return <KeySheet opened onClose={onClose} />;
  return <More opened onClose={onClose} />;
}

/** The whole navigation on a phone. */
const More = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => (
  <Dialog title="All pages" opened={opened} onClose={onClose}>
    <nav aria-label="All pages" className="moren">
      {places.map(([group, list]) => (
        <div key={group}>
          <div className="navh">{group}</div>
          <ul>
            {list.map(p => (
              <li key={p.path}>
                <Link to={p.path} className={p.api ? 'later' : ''} onClick={onClose}>
                  <Icon name={p.icon} />
                  <span>{p.text}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="row-flex">
        <SettingsMenu /> <span className="dim sm">Colours, times, rows</span>
      </div>
    </nav>
  </Dialog>
);

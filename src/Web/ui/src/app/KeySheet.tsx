import { Dialog } from '../parts/Dialog';
import { changeSettings, useSettings } from './settings';

const sheet: [string, [string, string][]][] = [
  [
    'Move',
    [
      ['j k', 'next, previous'],
      ['Enter', 'open'],
      ['Esc', 'clear, close'],
      ['/', 'filter'],
      ['Ctrl K', 'search or jump'],
      ['?', 'this sheet'],
    ],
  ],
  [
    'On an alert',
    [
      ['x', 'select'],
      ['s', 'silence'],
      ['c', 'copy'],
    ],
  ],
  [
    'Go to',
    [
      ['g a', 'alerts'],
      ['g s', 'silences'],
      ['g n', 'notifications'],
      ['g q', 'query'],
      ['g u', 'rules'],
    ],
  ],
];

export function KeySheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { letterKeys } = useSettings();
  return (
    <Dialog title="Keyboard" opened={opened} onClose={onClose} wide>
      <div className="keys">
        {sheet.map(([title, rows]) => (
          <div key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([keys, text]) => (
                <div key={keys}>
                  <dt>
                    {keys.split(' ').map(k => (
                      <kbd key={k}>{k}</kbd>
                    ))}
                  </dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
        <p className="kfoot">
          <label>
            <input type="checkbox" className="check" checked={letterKeys} onChange={e => changeSettings({ letterKeys: e.target.checked })} /> Single letter keys
            are on
          </label>
        </p>
      </div>
    </Dialog>
  );
}

import { Link } from 'react-router';
import type { Item } from '../model/alerts';
import { Icon } from '../parts/Icon';
import { silenceLink } from './links';

interface Props {
  items: Item[];
  onCopy: () => void;
  onClear: () => void;
}

export const SelectionBar = ({ items, onCopy, onClear }: Props) => (
  <section className="selbar" aria-label="Selection">
    <span className="count" role="status">
      <b>{items.length}</b> selected
    </span>
    <Link to={silenceLink(items.map(i => i.labels))} className="btn primary">
      <Icon name="silenced" />
      <span>Silence</span>
      <kbd>s</kbd>
    </Link>
    <button type="button" className="btn subtle" onClick={onCopy}>
      <Icon name="copy" />
      <span>Copy</span>
    </button>
    <button type="button" className="icb" aria-label="Clear the selection" onClick={onClear}>
      <Icon name="x" />
    </button>
  </section>
);

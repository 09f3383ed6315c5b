import { Link } from 'react-router';
import { useRules } from '../api/queries';
import { severityOf, type Item } from '../model/alerts';
import { Empty, Mark } from '../parts/Answers';
import { Icon } from '../parts/Icon';
import { inTab, type AlertFilter } from './filter';

interface Props {
  filter: AlertFilter;
  items: Item[];
  change: (f: Partial<AlertFilter>) => void;
}

/** Why the list is empty: a filter, or because all is quiet, with the proof that somebody looks. */
export function NoAlerts({ filter, items, change }: Props) {
  const filtered = filter.matchers.length > 0 || filter.text !== '' || filter.receiver !== '';
  if (!filtered) return <Quiet filter={filter} />;
  const outside = items.filter(i => inTab(i, filter.tab));
  const critical = outside.filter(i => severityOf(i.labels) === 'critical').length;
  return (
    <Empty
      icon={<Icon name="filter" className="xl dim3" />}
      title="No alert matches the filter."
      actions={
        <>
          <button type="button" className="btn primary" onClick={() => change({ matchers: [], text: '', receiver: '' })}>
            Clear filters
          </button>
          {filter.tab !== 'all' && (
            <button type="button" className="btn" onClick={() => change({ tab: 'all' })}>
              Show all states
            </button>
          )}
        </>
      }
    >
      {outside.length} {outside.length === 1 ? 'is' : 'are'} outside of it{critical > 0 && `, ${critical} of them critical`}.
    </Empty>
  );
}

const nothing: Record<AlertFilter['tab'], string> = {
  active: 'Nothing fires.',
  all: 'Nothing fires.',
  pending: 'Nothing is pending.',
  silenced: 'No alert is silenced.',
  inhibited: 'No alert is inhibited.',
  muted: 'No alert is muted.',
};

function Quiet({ filter }: { filter: AlertFilter }) {
  const rules = useRules();
  const alerting = (rules.data ?? []).flatMap(g => g.rules).filter(r => r.type === 'alerting');
  const broken = alerting.filter(r => r.health === 'err').length;
  const proof =
    rules.data === undefined
      ? null
      : broken > 0
        ? `${alerting.length} alerting rules are loaded, but ${broken} of them cannot be evaluated.`
        : `${alerting.length} alerting rules are loaded and can be evaluated.`;
  return (
    <Empty
      icon={<Mark ringing={false} size={40} />}
      title={nothing[filter.tab]}
      actions={
        <>
          <Link className="btn" to="/notifications">
            Last notifications
          </Link>
          <Link className="btn" to="/rules">
            Rules
          </Link>
        </>
      }
    >
      {proof}
    </Empty>
  );
}

import { Autocomplete } from '@mantine/core';
import { labelNames, labelValues } from '../model/alerts';
import { escapePattern, operators, type Operator } from '../model/matchers';
import type { Labels } from '../model/types';
import { Icon } from '../parts/Icon';
import { newRow, type DraftRow } from './draft';

interface Props {
  rows: DraftRow[];
  problems: Map<number, string>;
  /** Current alerts, for suggestions. */
  alerts: { labels: Labels }[];
  change: (rows: DraftRow[]) => void;
}

export const MatcherRows = ({ rows, problems, alerts, change }: Props) => (
  <>
    {rows.map((r, n) => (
      <Row
        key={r.id}
        n={n + 1}
        row={r}
        problem={problems.get(r.id)}
        alerts={alerts}
        change={next => change(rows.map(x => (x.id === r.id ? next : x)))}
        remove={() => change(rows.length > 1 ? rows.filter(x => x.id !== r.id) : [newRow()])}
      />
    ))}
  </>
);

interface RowProps {
  n: number;
  row: DraftRow;
  problem: string | undefined;
  alerts: { labels: Labels }[];
  change: (r: DraftRow) => void;
  remove: () => void;
}

/** So many that the list need not scroll; typing narrows it. */
const shownAtOnce = 10;

const countText = (n: number): string => (n === 1 ? '1 alert' : `${n} alerts`);

/** What a suggestion makes of the text: with =~ it joins the alternatives that are there. */
export function suggestedValues(op: Operator, typed: string, values: [string, number][]): Map<string, [string, number]> {
  const regex = op.endsWith('~');
  const cut = regex ? typed.lastIndexOf('|') + 1 : 0;
  const kept = typed.slice(0, cut);
  const word = typed.slice(cut).toLowerCase();
  const chosen = new Set(kept.split('|'));
  const whole = values.some(([v]) => (regex ? escapePattern(v) : v) === typed.slice(cut));
  const hits = values
    .filter(([v]) => (whole && regex) || v.toLowerCase().includes(word))
    .filter(([v]) => !chosen.has(escapePattern(v)) && v !== typed.slice(cut));
  const base = whole && regex ? `${typed}|` : kept;
  return new Map(hits.slice(0, shownAtOnce).map(([v, n]) => [base + (regex ? escapePattern(v) : v), [v, n]]));
}

function Row({ n, row, problem, alerts, change, remove }: RowProps) {
  const names = new Map(labelNames(alerts));
  const values = suggestedValues(row.op, row.value, labelValues(alerts, row.name));
  const shownNames = [...names.keys()].filter(k => k.toLowerCase().includes(row.name.trim().toLowerCase())).slice(0, shownAtOnce);
  const errorId = `matcher-problem-${row.id}`;
  const common = {
    comboboxProps: { transitionProps: { duration: 0 }, withinPortal: true, offset: 4, keepMounted: false },
    withScrollArea: false,
    filter: ({ options }: { options: unknown[] }) => options as never,
  };
  return (
    <div className="mrow" role="group" aria-label={`Matcher ${n}`}>
      <Autocomplete
        {...common}
        aria-label={`Label name ${n}`}
        placeholder="label"
        spellCheck={false}
        autoCapitalize="off"
        value={row.name}
        onChange={name => change({ ...row, name })}
        data={shownNames}
        comboboxProps={{ ...common.comboboxProps, width: 260, position: 'bottom-start' }}
        renderOption={({ option }) => <Option text={option.value} note={countText(names.get(option.value) ?? 0)} />}
        classNames={{ input: 'input mono' }}
      />
      <select className="input mono opsel" aria-label={`Operator ${n}`} value={row.op} onChange={e => change({ ...row, op: e.target.value as Operator })}>
        {operators.map(o => (
          <option key={o}>{o}</option>
        ))}
      </select>
      <div className="mv">
        <Autocomplete
          {...common}
          aria-label={`Value ${n}`}
          placeholder={row.op.endsWith('~') ? 'regular expression' : 'value'}
          spellCheck={false}
          autoCapitalize="off"
          value={row.value}
          onChange={value => change({ ...row, value })}
          data={[...values.keys()]}
          renderOption={({ option }) => <Option text={values.get(option.value)?.[0] ?? option.value} note={countText(values.get(option.value)?.[1] ?? 0)} />}
          classNames={{ input: 'input mono' }}
          error={problem !== undefined}
          aria-describedby={problem ? errorId : undefined}
        />
        {problem && (
          <p className="hint problem" id={errorId}>
            {problem}
          </p>
        )}
      </div>
      <button type="button" className="icb" aria-label={`Remove matcher ${n}`} onClick={remove}>
        <Icon name="x" />
      </button>
    </div>
  );
}

const Option = ({ text, note }: { text: string; note: string }) => (
  <span className="optn">
    <code className="cut">{text}</code>
    <span className="dim3 nowrap">{note}</span>
  </span>
);

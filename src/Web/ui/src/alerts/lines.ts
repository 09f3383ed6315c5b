import type { Fold, Item, TriageGroup } from '../model/alerts';

/** The list as the virtualizer sees it: one line after the other. */
export type Line =
  | { kind: 'head'; key: string; group: TriageGroup; open: boolean }
  | { kind: 'row'; key: string; item: Item; group: TriageGroup; quiet: boolean }
  | { kind: 'fold'; key: string; fold: Fold; group: TriageGroup; open: boolean };

export function linesOf(groups: TriageGroup[], closed: Set<string>, opened: Set<string>): Line[] {
  const lines: Line[] = [];
  for (const group of groups) {
    const open = !closed.has(group.key);
    lines.push({ kind: 'head', key: `g ${group.key}`, group, open });
    if (!open) continue;
    for (const item of group.rows) lines.push({ kind: 'row', key: item.key, item, group, quiet: false });
    for (const fold of group.folds) {
      const key = `f ${fold.condition} ${group.key}`;
      const unfolded = opened.has(key);
      lines.push({ kind: 'fold', key, fold, group, open: unfolded });
      if (unfolded) for (const item of fold.items) lines.push({ kind: 'row', key: item.key, item, group, quiet: true });
    }
  }
  return lines;
}

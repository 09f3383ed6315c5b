import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const here = (path: string) => new URL(path, import.meta.url);
const esm = here('../../node_modules/@mantine/core/esm/components/');

/** Components of Mantine that our sources import by name. */
function used(dir: URL): Set<string> {
  const found = new Set<string>();
  for (const e of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (!e.isFile() || !/\.tsx?$/.test(e.name)) continue;
    const text = readFileSync(`${e.parentPath}/${e.name}`, 'utf8');
    for (const m of text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g))
      for (const name of m[1]!.split(',').map(n => n.trim())) if (existsSync(new URL(`${name}/`, esm))) found.add(name);
  }
  return found;
}

// Lists borrow their check marks from these and draw nothing else of them; a loader is drawn only when a component is told that it loads.
const onlyIcons = /^(Checkbox|Radio|Accordion|VisuallyHidden|Loader)/;

/** Follows a component's imports to all style sheets it needs. */
function sheets(component: string, seen = new Set<string>(), found = new Set<string>()): Set<string> {
  if (seen.has(component) || !existsSync(new URL(`${component}/`, esm))) return found;
  seen.add(component);
  for (const e of readdirSync(new URL(`${component}/`, esm), { withFileTypes: true, recursive: true })) {
    if (!e.isFile() || !e.name.endsWith('.mjs')) continue;
    const text = readFileSync(`${e.parentPath}/${e.name}`, 'utf8');
    for (const m of text.matchAll(/\/(\w+)\.module\.mjs"/g)) found.add(m[1]!);
    for (const m of text.matchAll(/from "\.\.\/(?:\.\.\/)*(\w+)\//g)) sheets(m[1]!, seen, found);
  }
  return found;
}

describe("Mantine's style sheets", () => {
  it('are imported for every part that is used', () => {
    const components = used(here('../../src/'));
    expect([...components].sort()).toEqual(['Autocomplete', 'MantineProvider', 'Menu', 'Modal'].filter(c => components.has(c)));
    const imported = new Set([...readFileSync(here('../../src/look/index.css'), 'utf8').matchAll(/styles\/(\w+)\.layer\.css/g)].map(m => m[1]!));
    const needed = new Set([...components].flatMap(c => [...sheets(c)]));
    const available = [...needed].filter(n => existsSync(here(`../../node_modules/@mantine/core/styles/${n}.layer.css`)));
    expect(available.length).toBeGreaterThan(3);
    expect(available.filter(n => !imported.has(n) && !onlyIcons.test(n))).toEqual([]);
  });
});

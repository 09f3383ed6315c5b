import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/look/tokens.css', import.meta.url), 'utf8');

function scheme(name: 'light' | 'dark'): Record<string, string> {
  const block =
    name === 'light' ? /:root, \[data-mantine-color-scheme="light"\] \{([^}]*)\}/.exec(css) : /\n\[data-mantine-color-scheme="dark"\] \{([^}]*)\}/.exec(css);
  return Object.fromEntries([...block![1]!.matchAll(/--tc-([\w-]+): (#[0-9a-f]{6});/g)].map(m => [m[1]!, m[2]!]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map(i => {
    const c = parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x! + 0.05) / (y! + 0.05);
}

const surfaces = ['canvas', 'side', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const states = ['critical', 'warning', 'info', 'pending', 'resolved', 'silenced', 'inhibited', 'muted'];

describe.each(['light', 'dark'] as const)('the %s scheme meets WCAG AA', name => {
  const c = scheme(name);
  const pair = (fg: string, bg: string) => contrast(c[fg]!, c[bg]!);

  it.each(surfaces)('for text on %s', bg => {
    for (const fg of ['ink', 'ink-2', 'ink-3', 'accent', 'danger', ...states.map(s => `${s}-fg`)])
      expect(pair(fg, bg), `${fg} on ${bg}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each(surfaces)('for shapes and the edges of inputs on %s', bg => {
    for (const fg of ['edge', 'focus', ...states.map(s => `${s}-icon`)]) expect(pair(fg, bg), `${fg} on ${bg}`).toBeGreaterThanOrEqual(3);
  });

  it.each(states)('for the tint and the fill of %s', s => {
    expect(pair(`${s}-fg`, `${s}-bg`)).toBeGreaterThanOrEqual(4.5);
    expect(pair('ink-2', `${s}-bg`)).toBeGreaterThanOrEqual(4.5);
    expect(pair(`${s}-on`, `${s}-solid`)).toBeGreaterThanOrEqual(4.5);
  });

  it('for filled buttons', () => {
    expect(pair('on-accent', 'accent-fill')).toBeGreaterThanOrEqual(4.5);
    expect(pair('on-accent', 'accent-fill-hover')).toBeGreaterThanOrEqual(4.5);
  });
});

describe('components', () => {
  it('take every colour from the tokens', () => {
    for (const file of ['base', 'shell', 'controls', 'panels', 'alerts', 'forms', 'lists', 'metrics', 'states', 'narrow', 'mantine', 'app']) {
      const text = readFileSync(new URL(`../../src/look/${file}.css`, import.meta.url), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
      const literals = [...text.matchAll(/#[0-9a-f]{3,8}\b(?!-)/gi)].map(m => m[0]).filter(l => !(file === 'app' && l === '#ffffff'));
      expect(literals, file).toEqual([]);
    }
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allPlaces, unbuilt } from '../../src/app/places';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

describe('the addresses of the UI', () => {
  it('are the same in the router and in the server, which serves the page for no other', () => {
    const list = /Places =\s*\[([^\]]*)\]/.exec(read('../../../Assets/UiEndpoints.cs'))![1]!;
    const server = [...list.matchAll(/"([a-z-]+)"/g)].map(m => m[1]!).sort();
    const routed = [...read('../../src/app/App.tsx').matchAll(/path="\/([a-z-]+)/g)].map(m => m[1]!);
    const browser = [...new Set([...routed, ...unbuilt.map(p => p.path.slice(1))])].sort();
    expect(browser).toEqual(server);
  });

  it('all have a page behind the navigation', () => {
    const app = read('../../src/app/App.tsx');
    for (const p of allPlaces) expect(p.api !== undefined || app.includes(`path="${p.path}"`), p.path).toBe(true);
  });
});

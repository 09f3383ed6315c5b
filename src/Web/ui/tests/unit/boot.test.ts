import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const script = readFileSync(new URL('../../src/boot/boot.js', import.meta.url), 'utf8');

/** Runs the inline script as the page would, at an address under a base path. */
function boot(address: string, base = '/', stored: string | null = null) {
  const url = new URL(address, 'http://tocsin.example');
  let replaced: string | null = null;
  let scheme: string | null = null;
  const document = { baseURI: `http://tocsin.example${base}`, documentElement: { setAttribute: (_: string, v: string) => (scheme = v) } };
  const history = { replaceState: (_a: unknown, _b: string, to: string) => (replaced = to) };
  const localStorage = {
    getItem: () => {
      if (stored === 'refused') throw new Error('SecurityError');
      return stored;
    },
  };
  new Function('document', 'location', 'history', 'localStorage', 'matchMedia', 'URL', script)(
    document,
    url,
    history,
    localStorage,
    () => ({ matches: true }),
    URL,
  );
  return { replaced, scheme };
}

describe("Alertmanager's links with a hash", () => {
  it.each([
    ['/#/alerts?receiver=team-a', '/alerts?receiver=team-a'],
    [
      '/#/alerts?filter=%7Ba%3D%22b%22%7D&silenced=true&customGrouping=true&group=a,b',
      '/alerts?filter=%7Ba%3D%22b%22%7D&silenced=true&customGrouping=true&group=a,b',
    ],
    ['/#/silences', '/silences'],
    ['/#/silences/new?filter=%7Balertname%3D%22X%22%7D&comment=why', '/silences/new?filter=%7Balertname%3D%22X%22%7D&comment=why'],
    ['/#/silences/4a5b-6c', '/silences/4a5b-6c'],
    ['/#/silences/4a5b-6c/edit', '/silences/4a5b-6c/edit'],
    ['/#/status', '/status'],
    ['/#/settings', '/settings'],
  ])('%s becomes %s', (from, to) => {
    expect(boot(from).replaced).toBe(to);
  });

  it('keep the prefix the server is behind', () => {
    expect(boot('/monitoring/#/alerts?receiver=x', '/monitoring/').replaced).toBe('/monitoring/alerts?receiver=x');
  });

  it('leaves other fragments and addresses alone', () => {
    expect(boot('/alerts#top').replaced).toBeNull();
    expect(boot('/query?g0.expr=up').replaced).toBeNull();
  });
});

describe('colours before the first paint', () => {
  it('follow the choice, else the system, also when storage is refused', () => {
    expect(boot('/', '/', 'light').scheme).toBe('light');
    expect(boot('/', '/', 'auto').scheme).toBe('dark');
    expect(boot('/', '/', 'refused').scheme).toBe('dark');
  });
});

// npm run axe [PAGE…]: every page in both schemes, on a desk and on a phone: axe-core, console errors, sideways scrolling (also at 320 px).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openBrowser, openPage, schemes, sizes, startServer } from './browser.mjs';
import { pages } from './pages.mjs';

const wanted = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const server = await startServer();
const browser = await openBrowser();
let bad = 0;
let checked = 0;
const complain = text => {
  bad++;
  console.log(text);
};

async function check(id, page, rules = {}) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(([values, rules]) => window.axe.run(document, { runOnly: { type: 'tag', values }, rules }), [tags, rules]);
  for (const v of violations)
    complain(
      `${id}: ${v.id}: ${v.help}\n${v.nodes
        .slice(0, 3)
        .map(n => `    ${n.target.join(' ')}  ${n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? ''}`)
        .join('\n')}`,
    );
  checked++;
}

/** What opens over a page or appears in it after a step. */
const steps = {
  palette: ['/alerts', page => page.keyboard.press('Control+k')],
  keys: ['/alerts', page => page.keyboard.press('?')],
  'group menu': ['/alerts', page => page.getByRole('button', { name: /^Group by/ }).click()],
  settings: ['/alerts', page => page.getByRole('button', { name: 'Settings' }).click()],
  selection: ['/alerts', page => page.getByRole('checkbox').first().check()],
  'expire dialog': ['/silences', page => page.getByRole('button', { name: 'Expire DB upgrade' }).click()],
  suggestions: ['/silences/new', page => page.getByRole('combobox', { name: 'Label name 1' }).click()],
  'form with problems': ['/silences/new', page => page.getByRole('button', { name: 'Silence', exact: true }).click()],
};

for (const [name, [path, act]] of Object.entries(steps))
  for (const scheme of schemes) {
    const id = `${name} ${scheme}`;
    if (wanted.length > 0 && !wanted.some(w => id.includes(w))) continue;
    const { page, context } = await openPage(browser, server.url + path, scheme, 'desk');
    await act(page);
    await page.waitForTimeout(400);
    // Menus and lists hang on the body, outside the landmarks, while they are open.
    await check(id, page, { region: { enabled: false } });
    await context.close();
  }

for (const [name, path] of Object.entries(await pages(server.url)))
  for (const scheme of schemes)
    for (const size of Object.keys(sizes)) {
      const id = `${name} ${size} ${scheme}`;
      if (wanted.length > 0 && !wanted.some(w => id.includes(w))) continue;
      const { page, context, errors } = await openPage(browser, server.url + path, scheme, size);
      await check(id, page);
      for (const e of errors) complain(`${id}: console: ${e}`);
      for (const width of size === 'phone' ? [390, 320] : [1366]) {
        await page.setViewportSize({ width, height: 844 });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) complain(`${id}: ${over} px wider than ${width} px`);
      }
      await context.close();
    }
await browser.close();
server.stop();
console.log(`${checked} views checked, ${bad} complaints`);
process.exit(bad === 0 ? 0 : 1);

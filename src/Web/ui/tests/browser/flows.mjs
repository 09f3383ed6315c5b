// node tests/browser/flows.mjs [URL]: what people do, by keyboard and by accessible names. Without a URL the made-up server is started.
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser, openPage, startServer } from './browser.mjs';

const server = process.argv[2] ? { url: process.argv[2].replace(/\/$/, ''), stop: () => undefined } : await startServer();
const browser = await openBrowser();
let failed = 0;

async function flow(name, path, run, size = 'desk') {
  const { page, context, errors } = await openPage(browser, server.url + path, 'light', size);
  page.setDefaultTimeout(4000);
  try {
    await run(page, context);
    // The preview of a bad matcher is refused on purpose; the browser logs each refusal.
    assert.deepEqual(
      errors.filter(e => !/status of 40[04]/.test(e)),
      [],
    );
    console.log(`ok    ${name}`);
  } catch (e) {
    failed++;
    console.log(`FAIL  ${name}\n      ${String(e).slice(0, 900)}`);
    await page.screenshot({ path: join(tmpdir(), `tocsin-flow-${failed}.png`) });
  }
  await context.close();
}

const at = (page, pattern) => page.waitForURL(pattern, { timeout: 3000 });
const row = (page, name) => page.getByRole('row').filter({ hasText: name });
const checkbox = (page, name) => page.getByRole('checkbox', { name });

await flow('the title and the icon carry the critical count', '/alerts', async page => {
  assert.match(await page.title(), /^\(\d+\) Alerts · Tocsin$/);
  assert.match(await page.getAttribute('link[rel="icon"]', 'href'), /critical/);
});

await flow('j, x and s silence the first alert, by keyboard alone', '/alerts', async page => {
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByRole('region', { name: 'Selection' }).getByText('1 selected').waitFor();
  await page.keyboard.press('s');
  await at(page, '**/silences/new?**');
  assert.equal(await page.getByRole('combobox', { name: 'Label name 1' }).inputValue(), 'alertname');
});

await flow('Enter opens the alert under the cursor and Escape goes back', '/alerts', async page => {
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
  await at(page, /\/alerts\/[0-9a-f]{16}$/);
  await page.getByRole('heading', { name: 'Labels' }).waitFor();
  await page.locator('main').click({ position: { x: 5, y: 5 } });
  await page.keyboard.press('Escape');
  await at(page, /\/alerts$/);
});

await flow('g s goes to the silences and Ctrl K finds an alert', '/alerts', async page => {
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await at(page, /\/silences$/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or jump to' }).fill('NodeDown');
  await page.getByRole('option').filter({ hasText: 'NodeDown' }).first().waitFor();
  await page.keyboard.press('Enter');
  await at(page, /\/alerts\/[0-9a-f]{16}$/);
});

await flow('? shows the keys and letters can be switched off', '/alerts', async page => {
  await page.keyboard.press('?');
  await page.getByLabel('Single letter keys are on').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  assert.equal(await page.locator('.row.cursor').count(), 0);
});

await flow('a matcher becomes a chip on Enter and the address keeps it', '/alerts', async page => {
  await page.keyboard.press('/');
  await page.keyboard.type('severity=critical');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Remove severity="critical"' }).waitFor();
  assert.match(decodeURIComponent(page.url()), /filter=\{severity="critical"\}&state=active/);
  assert.equal(await row(page, 'KubePodCrashLooping').count(), 0);
});

await flow('a text that matches nothing says so and can be cleared', '/alerts', async page => {
  await page.getByLabel('Filter alerts').fill('nothing has this');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await row(page, 'NodeDown').first().waitFor();
});

await flow('the group menu groups by another label', '/alerts', async page => {
  await page.getByRole('button', { name: /^Group by/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^alertname/ }).click();
  await page.getByRole('menuitemcheckbox', { name: /^severity/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: /severity=critical/ }).waitFor();
});

await flow('a fold says who holds the alerts back and opens', '/alerts', async page => {
  const fold = page.locator('.fold').filter({ hasText: 'held back by NodeDown' });
  await fold.getByRole('button', { name: /^Show/ }).click();
  await row(page, 'KubeNodeNotReady').last().waitFor();
});

for (const [from, to] of [
  ['/#/alerts?receiver=pager', /\/alerts\?receiver=pager$/],
  ['/#/silences', /\/silences$/],
  ['/#/silences/new?filter=%7Balertname%3D%22NodeDown%22%7D&comment=why', /\/silences\/new\?filter=/],
  ['/#/status', /\/status$/],
  ['/?q=alertname%3DNodeDown', /\/alerts\?q=/],
])
  await flow(`the old link ${from} still works`, from, async page => {
    await at(page, to);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

await flow(
  'a silence is previewed, refused without a reason, created, edited, and expired with undo',
  '/silences/new?filter=%7Balertname%3D%22KubePodCrashLooping%22%7D',
  async page => {
    await page.getByRole('heading', { name: '2 alerts would be silenced' }).waitFor();
    await page.getByRole('button', { name: 'Silence 2 alerts' }).click();
    await page.getByText('Say why, for whoever sees it at night.').waitFor();
    await page.getByLabel('Author').fill('Ann Keller');
    await page.getByLabel('Comment').fill('A test of the form');
    await page.getByRole('radio', { name: '30 min' }).check();
    await page.getByRole('button', { name: 'Add matcher' }).click();
    await page.getByRole('combobox', { name: 'Label name 2' }).fill('pod');
    await page.getByLabel('Operator 2').selectOption('=~');
    await page.getByRole('combobox', { name: 'Value 2' }).fill('cart');
    await page.getByRole('option', { name: /cart-redis-0/ }).click();
    await page.getByRole('button', { name: 'Silence 1 alert', exact: true }).click();
    await at(page, /\/silences\/[0-9a-f-]{36}$/);
    await page
      .getByText(/Holds back 1 alert until/)
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Remove matcher 2' }).click();
    await page.getByText('Newly hit').waitFor();
    await page.getByRole('button', { name: 'Save silence' }).click();
    await page
      .getByText(/Holds back 2 alerts until/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Expire', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/2 alerts would be told again, to/).waitFor();
    await dialog.getByRole('button', { name: 'Expire and tell' }).click();
    await page.getByText('It holds back nothing.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByRole('link', { name: 'Silences' }).first().click();
    await row(page, 'A test of the form').first().waitFor();
  },
);

await flow('the author is remembered', '/silences/new', async (page, context) => {
  await page.evaluate(() => localStorage.setItem('tocsin-settings', JSON.stringify({ author: 'Mara' })));
  await page.reload();
  assert.equal(await page.getByLabel('Author').inputValue(), 'Mara');
  assert.ok(context);
});

await flow('extending a silence has its way back', '/silences', async page => {
  await page.getByRole('button', { name: 'Extend DB upgrade' }).click();
  await page.getByRole('menuitem', { name: '2 h longer' }).click();
  await page.getByText('Silence extended').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
});

await flow('a message is shown as Slack shows it, a mail in a frame that can do nothing', '/notifications', async page => {
  await row(page, 'Slack').filter({ hasText: 'CheckoutErrorRatioHigh' }).getByRole('link').first().click();
  await page.getByText('Checkout requests fail.').first().waitFor();
  await page.getByRole('link', { name: 'Notifications' }).first().click();
  await row(page, 'Email').filter({ hasText: 'CheckoutErrorRatioHigh' }).getByRole('link').first().click();
  const frame = page.frameLocator('iframe[title="The mail as sent"]');
  await frame.getByText('[2] Firing').waitFor();
  assert.equal(await frame.locator('body').evaluate(b => getComputedStyle(b).fontFamily.includes('Helvetica')), true);
  assert.match(await page.title(), /Tocsin$/);
});

await flow('UTC is one click away and stays', '/alerts', async page => {
  await page.getByRole('button', { name: /switch to UTC/ }).click();
  await page.getByRole('button', { name: /switch to local time/ }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: /switch to local time/ }).waitFor();
});

await flow('dark stays dark after a reload', '/alerts', async page => {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.reload();
  assert.equal(await page.getAttribute('html', 'data-mantine-color-scheme'), 'dark');
});

await flow('a page that is not built says where its data is', '/routing', async page => {
  await page.getByText('This page is not built yet.').waitFor();
});

await flow(
  'on a phone everything is behind More',
  '/alerts',
  async page => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog').getByRole('link', { name: 'Targets' }).click();
    await at(page, /\/targets$/);
  },
  'phone',
);

await flow('new alerts wait while the list is read', '/alerts', async page => {
  await row(page, 'NodeDown').first().hover();
  const before = await page.locator('.row').count();
  await fetch(`${server.url}/api/dev/add`);
  await page.getByText('1 new').waitFor({ timeout: 4000 });
  assert.equal(await page.locator('.row').count(), before);
  await page.getByRole('button', { name: 'Show them' }).click();
  await row(page, '/new').first().waitFor();
});

await flow('several alerts are selected and silenced with one form', '/alerts', async page => {
  await checkbox(page, /Select CheckoutErrorRatioHigh \/pay/).check();
  await checkbox(page, /Select CheckoutErrorRatioHigh \/cart/).check();
  await page
    .getByRole('region', { name: 'Selection' })
    .getByRole('link', { name: /Silence/ })
    .click();
  await at(page, '**/silences/new?**');
  assert.match(decodeURIComponent(page.url()), /route=~/);
});

await browser.close();
server.stop();
console.log(failed === 0 ? 'all flows pass' : `${failed} flows fail`);
process.exit(failed === 0 ? 0 : 1);

// Findings: the list, a finding with its evidence, the answers of its person, rules and mutes.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { GUESSES, guessPassword } from './guessing.mjs';
import { settled } from './page.mjs';
import { setUp } from './setup.mjs';

describe('Findings', () => {
  const suite = setUp(0, { detector: true });
  let guessing;

  before(async () => {
    guessing = await guessPassword(suite);
  });

  const row = (page) => page.locator(`[data-finding="${guessing.id}"]`);
  const state = async () => suite.api('owner', 'GET', `/v1/findings/${guessing.id}`);

  test('list_links_to_the_events_and_the_finding', async () => {
    const { page, faults } = await suite.open({ person: 'owner', path: '/findings' });
    await page.getByText(/^Evaluated up to /).waitFor();
    await page.getByRole('link', { name: /^Findings.*1 open$/ }).waitFor();
    await row(page).getByText('12 failed sign-ins from 6 addresses').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Medium/ }).innerText(), 'Medium\n1');

    // The number is that of the rows behind it.
    const events = row(page).getByRole('link', { name: /events?$/ });
    const count = parseInt(await events.innerText(), 10);
    assert.equal(count, guessing.hits);
    await events.click();
    await settled(page);
    assert.equal(await page.locator('[data-index]').count(), count);
    await page.goBack();

    await row(page).getByRole('heading').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: /: 12 failed sign-ins from 6 addresses$/ }).waitFor();
    await page.getByRole('heading', { name: `Evidence: ${GUESSES} events` }).waitFor();
    assert.equal(await page.getByRole('table').first().getByRole('row').count(), GUESSES + 1);
    await page.getByRole('img', { name: new RegExp(`^${GUESSES} events, ${GUESSES} of the evidence, ${GUESSES} failures`) }).waitFor();
    await page.getByText(/monitor on throughout|Off /).waitFor();
    assert.deepEqual(faults, []);
  });

  test('filters_are_in_the_url_and_say_what_is_missing', async () => {
    const { page } = await suite.open({ person: 'auditor', path: '/findings?severity=critical' });
    await page.getByText('No findings match these filters').waitFor();
    await page.getByRole('button', { name: /^Critical/ }).click();
    await page.getByRole('button', { name: /^Medium/ }).click();
    await row(page).waitFor();
    assert.equal(new URL(page.url()).search, '?severity=medium');
    // Auditors only read.
    assert.equal(await row(page).getByRole('button').count(), 0);
  });

  test('close_with_reason_is_undone_and_kept', async () => {
    const { page } = await suite.open({ person: 'admin', path: '/findings' });
    await row(page).getByRole('button', { name: 'Assign to me' }).click();
    await row(page).getByText('Assigned to you').waitFor();
    await row(page).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('menuitem', { name: /^False alarm/ }).click();
    await row(page).waitFor({ state: 'detached' });
    assert.equal((await state()).resolution, 'false_alarm');
    await page.getByRole('button', { name: 'Undo' }).click();
    await row(page).waitFor();

    await row(page).getByRole('heading').getByRole('link').click();
    await page.getByRole('button', { name: 'Close…' }).click();
    const dialog = page.getByRole('dialog');
    assert.equal(await dialog.getByRole('button', { name: 'Close finding' }).isDisabled(), true);
    await dialog.getByRole('radio', { name: 'Expected' }).check();
    await dialog.getByLabel('Note (optional)').fill('A new phone.');
    await dialog.getByRole('button', { name: 'Close finding' }).click();
    await page.getByText('Closed: expected').first().waitFor();
    await page.getByRole('note').getByText('A new phone.').waitFor();
    await page.getByRole('region', { name: 'History' }).getByText(/^Closed: expected/).waitFor();
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByRole('button', { name: 'Close…' }).waitFor();
    assert.equal((await state()).state, 'open');
  });

  test('conflict_says_so_and_shows_the_newest_state', async () => {
    const { page } = await suite.open({ person: 'admin', path: '/findings' });
    await page.route('**/v1/findings/*', (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      const body = { type: 'about:blank', title: 'Conflict', status: 409, detail: 'it changed at the same time', code: 'conflict' };
      return route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(body) });
    });
    await row(page).getByRole('button', { name: /assign/i }).click();
    await page.getByText(/Someone else changed this finding at the same time/).waitFor();
  });

  test('evidence_is_verified_and_exported', async () => {
    const { page } = await suite.open({ person: 'auditor', path: `/findings/${guessing.id}` });
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('Reproduced from its evidence.').waitFor();
    await page.getByRole('button', { name: 'Export the evidence' }).click();
    await page.getByRole('button', { name: 'Start export' }).click();
    await page.getByRole('alert').getByRole('button', { name: 'Download' }).waitFor();
    const { exports } = await suite.api('auditor', 'GET', '/v1/exports');
    assert.equal(exports[0].rows, GUESSES);
  });

  test('mute_shows_what_it_would_have_hidden', async () => {
    const { page } = await suite.open({ person: 'admin', path: `/findings/${guessing.id}` });
    await page.getByRole('button', { name: 'Mute…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('In the last 30 days, it would have hidden 1 finding.').waitFor();
    await dialog.getByLabel('Reason').fill('Their new phone asks for the password.');
    await dialog.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByText(/^Muted until/).waitFor();

    await page.getByRole('link', { name: 'Numbers and back-test' }).click();
    const mute = page.getByRole('row', { name: /Their new phone asks for the password/ });
    await mute.getByRole('button', { name: /^End the mute/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End mute' }).click();
    await mute.getByText(/^Ended/).waitFor();
  });

  test('rule_is_tried_with_other_numbers_and_saved', async () => {
    const { page, faults } = await suite.open({ person: 'admin', path: '/rules?rule=account.guessing' });
    const rule = page.locator('[data-rule="account.guessing"]');
    const fails = rule.getByLabel(/^Failed sign-ins \(/);
    await rule.getByRole('slider', { name: /^Failed sign-ins,/ }).press('ArrowRight');
    assert.equal(await fails.inputValue(), '11');
    await fails.fill('500');
    await rule.getByText('3 to 100').waitFor();
    assert.equal(await rule.getByRole('button', { name: 'Save' }).isDisabled(), true);
    await fails.fill('13');
    await rule.getByRole('button', { name: /^Try these numbers/ }).click();
    await rule.getByText(/^Would have opened 0 findings, no messages, in your last 30 days\./).waitFor();
    await fails.fill('12');
    await rule.getByText('The numbers have changed since: try again.').waitFor();
    await rule.getByRole('button', { name: /^Try these numbers/ }).click();
    await rule.getByText(/^Would have opened 1 finding \(1 medium\)/).waitFor();
    await rule.getByRole('button', { name: 'Save' }).click();
    await rule.getByText('(default 10 events)').waitFor();
    const stored = async () => {
      const { detections } = await suite.api('admin', 'GET', '/v1/detections');
      return detections.find(({ rule }) => rule === 'account.guessing').parameters.find(({ name }) => name === 'fails').value;
    };
    assert.equal(await stored(), 12);
    await rule.getByRole('button', { name: 'Set to defaults' }).click();
    await rule.getByRole('button', { name: 'Save' }).click();
    await rule.getByText('(default)').nth(3).waitFor();
    assert.equal(await stored(), 10);

    const auditor = await suite.open({ person: 'auditor', path: '/rules?rule=account.guessing' });
    await auditor.page.getByText('10 events').waitFor();
    assert.equal(await auditor.page.locator('main').locator('input:visible, textarea').count(), 1, 'only the zone');
    assert.deepEqual([faults, auditor.faults], [[], []]);
  });

  test('answer_of_the_person_reaches_the_admin', async () => {
    const member = await suite.open({ person: 'member', path: `/me/findings/${guessing.id}` });
    await member.page.getByRole('heading', { level: 1, name: 'Password guessing' }).waitFor();
    assert.equal(await member.page.getByRole('table').getByRole('row').count(), 11, 'the latest ten events');
    await member.page.getByLabel(/^Note/).fill('I was asleep.');
    await member.page.getByRole('button', { name: 'This wasn’t me' }).click();
    await member.page.getByText('Your administrators are told that this was not you.').waitFor();
    await member.page.getByText(/You answered on/).waitFor();

    const admin = await suite.open({ person: 'admin', path: '/findings' });
    await row(admin.page).getByText('Critical').waitFor();
    await row(admin.page).getByText('The person says it wasn’t them').waitFor();
    await row(admin.page).getByRole('heading').getByRole('link').click();
    await admin.page.getByRole('note').filter({ hasText: 'I was asleep.' }).waitFor();
    assert.deepEqual([member.faults, admin.faults], [[], []]);
  });
});

import { expect, test } from 'vitest';
import type { Notifications } from '../api/types';
import { IMMEDIATE_CHOICES, mailText } from './words';

const base: Notifications = { mail: 'enabled', own_account: true, findings: { immediate_from: 'high', digest: true } };

test('mailText_names_what_arrives_at_once_and_daily', () => {
  expect(mailText(base)).toBe(
    'You get mail at once about findings of your own account, and about findings of your organization that are high or more serious. A mail at 07:00 UTC lists the other findings of the day.',
  );
  expect(mailText({ ...base, own_account: false, findings: { immediate_from: null, digest: true } })).toBe('A mail at 07:00 UTC lists the findings of the day.');
  expect(mailText({ ...base, findings: { immediate_from: 'low', digest: true } })).toBe(
    'You get mail at once about findings of your own account, and about all findings of your organization.',
  );
});

test('mailText_member_has_only_own_account', () => {
  expect(mailText({ ...base, findings: null })).toBe('You get mail at once about findings of your own account.');
  expect(mailText({ ...base, own_account: false, findings: null })).toBe('You get no mail.');
});

test('immediate_choices_leave_out_what_is_never_mailed', () => {
  expect(IMMEDIATE_CHOICES.map(({ value }) => value)).toEqual(['none', 'critical', 'high', 'medium', 'low']);
});

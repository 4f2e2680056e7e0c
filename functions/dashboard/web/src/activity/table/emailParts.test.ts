import { expect, test } from 'vitest';
import { domainOf, emailParts } from './emailParts';

test('emailParts_long_domain_keeps_its_end', () => {
  expect(emailParts('ada@northwind.example')).toEqual({ local: 'ada', domain: '@northwind.example' });
  const { domain } = emailParts('owner@northwind.example.evil.com');
  expect(domain.endsWith('.evil.com')).toBe(true);
  const long = emailParts(`owner@${'northwind.example.'.repeat(4)}evil.com`).domain;
  expect(long).toHaveLength(27);
  expect(long).toMatch(/^@….*\.evil\.com$/);
});

test('emailParts_without_at_is_local', () => {
  expect(emailParts('service account')).toEqual({ local: 'service account', domain: '' });
  // The last sign counts: the first can be part of a quoted name.
  expect(emailParts('"ada@northwind.example"@evil.com').domain).toBe('@evil.com');
});

test('domainOf_ignores_case', () => {
  expect(domainOf('Ada@Northwind.EXAMPLE')).toBe('northwind.example');
  expect(domainOf('ada')).toBeNull();
  expect(domainOf(null)).toBeNull();
});

import { expect, test } from 'vitest';
import { isIpText } from './ipText';

test('isIpText_accepts_any_spelling', () => {
  for (const text of [
    '203.0.113.7',
    '0.0.0.0/0',
    '203.0.113.0/24',
    '2001:DB8::7',
    '::',
    '::ffff:203.0.113.7',
    '2001:db8:0:0:0:0:0:7',
    '2001:db8::/32',
  ]) {
    expect(isIpText(text), text).toBe(true);
  }
});

test('isIpText_rejects_invalid_text', () => {
  for (const text of ['', '203.0.113', '203.0.113.256', '203.0.113.07', '203.0.113.7/33', ':::', '1::2::3', '2001:db8', 'localhost', '::/129', '1.2.3.4/']) {
    expect(isIpText(text), text).toBe(false);
  }
});

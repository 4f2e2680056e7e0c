import { expect, test } from 'vitest';
import { stepText } from './historyText';

test.each([
  ['opened', { severity: 'high' }, 'Found: high'],
  ['raised', { severity: 'critical' }, 'Raised to critical'],
  ['assigned', { assigned_to: 'u_ada' }, 'Assigned to u_ada'],
  ['assigned', { unassigned: 'true' }, 'Unassigned'],
  ['assigned', { note_changed: 'true' }, 'Note changed'],
  ['answered', { answer: 'not_mine' }, 'Answer: this wasn’t me'],
  ['closed', { resolution: 'false_alarm' }, 'Closed: false alarm'],
  ['closed', { resolution: 'newer_reason' }, 'Closed: newer_reason'],
  ['reopened', {}, 'Reopened'],
  ['newer', {}, null],
])('stepText_of_%s_%j', (step, metadata, text) => {
  expect(stepText({ type: `monitor.finding.${step}`, metadata })).toBe(text);
});

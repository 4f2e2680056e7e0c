import { expect, test } from 'vitest';
import { othersOf } from './addressPeople';

const user = (value: string) => ({ value, label: value, count: 1, people: 1 });
const summary = (distinct: number, ...users: string[]) => ({ complete: true, facets: { user: { distinct, values: users.map(user) } } });

test('othersOf_counts_without_the_person', () => {
  expect(othersOf(summary(3, 'u_1', 'u_2', 'u_3'), 'u_1')).toEqual({ count: 2, isExact: true });
  expect(othersOf(summary(1, 'u_1'), 'u_1')).toEqual({ count: 0, isExact: true });
  // The event can be outside the range.
  expect(othersOf(summary(2, 'u_2', 'u_3'), 'u_1')).toEqual({ count: 2, isExact: true });
});

test('othersOf_unknown_rest_is_at_least', () => {
  expect(othersOf(summary(9, 'u_2', 'u_3'), 'u_1')).toEqual({ count: 8, isExact: false });
  expect(othersOf({ ...summary(2, 'u_1', 'u_2'), complete: false }, 'u_1')).toEqual({ count: 1, isExact: false });
});

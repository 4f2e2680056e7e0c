import { expect, test } from 'vitest';
import { ApiError } from '../api/problem';
import { fieldErrors } from './fieldErrors';

const POINTERS = { id: 'id', type: '/type', name: '/name', organizations: '/organizations' };
const refused = (...errors: [pointer: string, message: string][]) =>
  new ApiError(400, { detail: 'no', errors: errors.map(([pointer, message]) => ({ pointer, message })) });

test('fieldErrors_known_pointer_goes_to_its_field', () => {
  const error = refused(
    ['id', 'has a character other than A-Z a-z 0-9 _ -'],
    ['/name', 'is longer than 256 bytes'],
    ['/type', 'is not a type of the catalog (GET /v1/event-types)'],
    ['/organizations/3', 'has org_nope, which is not an organization'],
    ['/organizations/4', 'has org_no, which is not an organization'],
  );
  expect(fieldErrors(error, POINTERS)).toEqual({
    at: {
      id: 'Use only these characters: A-Z a-z 0-9 _ -',
      type: 'This is not a type of the catalog.',
      name: 'This is longer than 256 bytes.',
      organizations: 'There is no organization with the ID org_nope. There is no organization with the ID org_no.',
    },
    other: null,
  });
});

test('fieldErrors_unknown_pointer_stays_with_the_form', () => {
  const error = refused(['/names', 'is unknown']);
  expect(fieldErrors(error, POINTERS)).toEqual({ at: {}, other: error });
});

test('fieldErrors_other_errors_stay_with_the_form', () => {
  const lost = new TypeError('Failed to fetch');
  expect(fieldErrors(lost, POINTERS)).toEqual({ at: {}, other: lost });
  expect(fieldErrors(null, POINTERS)).toEqual({ at: {}, other: null });
});

import { useQuery } from '@tanstack/react-query';
import { api } from './client';
import { unwrap } from './problem';

type Person = { id: string; name?: string | null; email?: string | null };

const known = new Map<string, Person>();

/** Keeps what people are called, so that a filter by their id can be shown with their name. */
export function rememberPeople(people: Iterable<Person>): void {
  for (const person of people) if (person.name ?? person.email) known.set(person.id, person);
}

/** Returns what a person is called: by name, else e-mail, else id. An e-mail address is its own name. */
export function personLabel(id: string): string {
  const person = known.get(id);
  return person?.name ?? person?.email ?? id;
}

// The most that one answer holds.
const LIMIT = 100;

/** Learns the names of people that nothing shown has named, such as of an address that was shared. */
export function useNamesOf(ids: readonly string[], enabled: boolean): void {
  const unknown = ids.some((id) => !known.has(id) && !id.includes('@'));
  useQuery({
    queryKey: ['people'],
    enabled: enabled && unknown,
    queryFn: async ({ signal }) => {
      const { users } = unwrap(await api.GET('/v1/users', { params: { query: { limit: LIMIT } }, signal }));
      rememberPeople(users);
      return users.length;
    },
  });
}

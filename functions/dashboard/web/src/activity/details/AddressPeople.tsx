import { Link } from 'wouter';
import { useAddressPeople } from '../../api/addressPeople';
import type { EventQuery } from '../../api/events';
import { formatCount } from '../../time/format';
import { activityUrl } from '../../view/url';
import type { View } from '../../view/view';

type Props = { ip: string; actorId: string; query: EventQuery; view: View };

/** How many other people used an address in the time range of the page. */
export function AddressPeople({ ip, actorId, query, view }: Props) {
  const { data: others, error } = useAddressPeople(ip, actorId, query.bounds);
  if (error) return 'Couldn’t be counted';
  if (!others) return 'Counting…';
  const { count, isExact } = others;
  const people = count === 1 ? 'other person' : 'other people';
  if (count === 0) return isExact ? 'No other people in this range' : 'No other people counted';
  return (
    <Link href={activityUrl({ ip: [ip], range: view.range, zone: view.zone })}>
      {isExact ? '' : 'At least '}
      {formatCount(count)} {people} in this range
    </Link>
  );
}

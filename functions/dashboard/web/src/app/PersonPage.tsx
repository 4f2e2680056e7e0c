import { useParams } from 'wouter';
import { PersonFindings } from '../findings/PersonFindings';
import { Person } from '../people/Person';

/** The page of one person. */
export default function PersonPage() {
  const { id } = useParams<{ id: string }>();
  // Nothing of one person may be shown for another.
  return <Person key={id} id={decodeURIComponent(id)} findings={PersonFindings} />;
}

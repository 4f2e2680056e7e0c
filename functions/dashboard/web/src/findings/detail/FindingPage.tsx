import { useParams } from 'wouter';
import { useFinding } from '../../api/findings';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { FindingContent } from './FindingContent';

/** One finding with what an investigation needs. */
export default function FindingPage() {
  const { id } = useParams<{ id: string }>();
  const { data, error, refetch } = useFinding(id);
  if (data) return <FindingContent finding={data} />;
  return error ? <ErrorState isPage error={error} onRetry={() => void refetch()} /> : <Loading />;
}

import { useEffect } from 'react';
import { useParams } from 'wouter';
import { useMyFindings } from '../../api/findings';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { State, StateText } from '../../ui/State';
import { MyFindingContent } from './MyFindingContent';

/** One finding about the user’s own account. The API only lists them, so pages load until it appears. */
export default function MyFindingPage() {
  const { id } = useParams<{ id: string }>();
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useMyFindings();
  const finding = data?.pages.flatMap((page) => page.findings).find((one) => one.id === id);
  const isMissing = data !== undefined && !finding;
  useEffect(() => {
    if (isMissing && hasNextPage && !isFetching && !error) void fetchNextPage();
  }, [isMissing, hasNextPage, isFetching, error, fetchNextPage]);
  if (finding) return <MyFindingContent finding={finding} />;
  if (error) return <ErrorState isPage error={error} onRetry={() => void refetch()} />;
  if (!data || hasNextPage || isFetching) return <Loading />;
  return (
    <State isPage title="Not found">
      <StateText>This is no finding about your account, or it is no longer kept.</StateText>
    </State>
  );
}

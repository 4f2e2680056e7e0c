import { Link } from 'wouter';
import { useFindings } from '../api/findings';
import { PagedList } from '../ui/PagedList';
import { FindingItem } from './FindingItem';
import styles from './findings.module.css';
import { findingsUrl } from './findingView';

const MAX_SHOWN = 5;

/** The latest findings about a person, also closed ones. */
export function PersonFindings({ user, zone }: { user: string; zone: string }) {
  const query = useFindings({ user });
  const findings = query.data?.pages.flatMap((page) => page.findings) ?? [];
  const isMore = findings.length > MAX_SHOWN || query.hasNextPage;
  return (
    <PagedList query={{ ...query, hasNextPage: false }} isEmpty={findings.length === 0} empty={<p className={styles.muted}>No findings</p>} more="">
      <ol className={styles.list} aria-label="Findings">
        {findings.slice(0, MAX_SHOWN).map((finding) => (
          <FindingItem key={finding.id} finding={finding} zone={zone} />
        ))}
      </ol>
      {isMore && <Link href={findingsUrl({ user, state: 'all' })}>All findings</Link>}
    </PagedList>
  );
}

import { useMyFindings } from '../../api/findings';
import { PagedList } from '../../ui/PagedList';
import { MyFindingItem } from './MyFindingItem';
import styles from './mine.module.css';

/** What was unusual about the user’s own account. */
export function MyFindings({ zone }: { zone: string }) {
  const query = useMyFindings();
  const findings = query.data?.pages.flatMap((page) => page.findings) ?? [];
  return (
    <PagedList query={query} isEmpty={findings.length === 0} empty={<p className={styles.muted}>Nothing unusual was found about your account.</p>} more="Show earlier">
      <ol className={styles.list} aria-label="Unusual activity">
        {findings.map((finding) => (
          <MyFindingItem key={finding.id} finding={finding} zone={zone} />
        ))}
      </ol>
    </PagedList>
  );
}

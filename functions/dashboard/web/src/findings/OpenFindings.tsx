import { Link } from 'wouter';
import { useFindings, useOpenCount } from '../api/findings';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { BlindRules } from './BlindRules';
import { EvaluatedTo } from './EvaluatedTo';
import { FindingItem } from './FindingItem';
import styles from './findings.module.css';
import { findingsUrl } from './findingView';
import { plural } from '../time/format';


const MAX_SHOWN = 5;

/** The open findings that need a look: the most serious first, then the newest. */
export function OpenFindings({ zone }: { zone: string }) {
  const queries = [
    useFindings({ state: 'open', severity: ['critical'] }),
    useFindings({ state: 'open', severity: ['high'] }),
    useFindings({ state: 'open', severity: ['medium', 'low'] }),
  ];
  const { data: open } = useOpenCount();
  const shown = queries.flatMap(({ data }) => data?.pages[0]?.findings ?? []).slice(0, MAX_SHOWN);
  const failed = queries.find(({ error }) => error);
  const isPending = queries.some((query) => query.isPending);
  return (
    <section aria-labelledby="needs-a-look" className={styles.open}>
      <div className={styles.openHead}>
        <h2 id="needs-a-look">Needs a look</h2>
        {open && open.total > 0 && <Link href={findingsUrl({})}>{openText(open)}</Link>}
        <EvaluatedTo zone={zone} />
      </div>
      {failed ? (
        <ErrorState
          error={failed.error}
          onRetry={() => {
            for (const query of queries) void query.refetch();
          }}
        />
      ) : isPending ? (
        <Loading text="Loading findings…" />
      ) : shown.length > 0 ? (
        <ol className={styles.list} aria-label="Findings that need a look">
          {shown.map((finding) => (
            <FindingItem key={finding.id} finding={finding} zone={zone} />
          ))}
        </ol>
      ) : (
        <p className={styles.muted}>No open findings that need a look.</p>
      )}
      <BlindRules />
    </section>
  );
}

function openText({ total, isMore }: { total: number; isMore: boolean }): string {
  return isMore ? `All open findings (more than ${total})` : `All ${plural(total, 'open finding')}`;
}

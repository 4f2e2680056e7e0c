import { Link } from 'wouter';
import { useEventFindings } from '../../api/eventFindings';
import type { Event } from '../../api/types';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './details.module.css';
import { firstTimes } from './firstTimes';

/** The findings that an event is evidence of, and what was new about it. */
export function FindingNotes({ event }: { event: Event }) {
  const { data: findings, error } = useEventFindings(event);
  if (error) return <p className={styles.note}>Findings couldn’t be loaded.</p>;
  if (!findings || findings.length === 0) return null;
  const firsts = [...new Set(findings.flatMap((finding) => firstTimes(finding, event)))];
  return (
    <section className={styles.notes} aria-label="Findings">
      {findings.map(({ id, title }) => (
        <p key={id}>
          Part of a finding: <Link href={`/findings/${id}`}>{title}</Link>
        </p>
      ))}
      {firsts.map((text) => (
        <p key={text}>
          <UntrustedText text={text} />
        </p>
      ))}
    </section>
  );
}

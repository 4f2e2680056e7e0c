import { Link } from 'wouter';
import type { Finding } from '../api/types';
import { UntrustedText } from '../ui/UntrustedText';
import { activityUrl } from '../view/url';
import { hitRange } from './findingEvents';
import styles from './findings.module.css';

/** Whom or what a finding is about: a link to the person, or to the events of an address. */
export function FindingSubject({ finding: { user, key, ...finding } }: { finding: Pick<Finding, 'user' | 'key' | 'first_at' | 'last_at'> }) {
  if (user) {
    const name = user.name ?? user.email ?? user.id;
    return (
      <>
        <Link href={`/people/${encodeURIComponent(user.id)}`} className={styles.plain ?? ''}>
          <UntrustedText text={name} />
        </Link>
        {user.email != null && user.email !== name && <UntrustedText className={styles.second} text={user.email} title />}
      </>
    );
  }
  if (key.kind === 'address') {
    if (key.value == null) return <span className={styles.muted}>Address hidden</span>;
    return <Link className={styles.plain ?? ''} href={activityUrl({ ip: [key.value], range: hitRange(finding) })}>{key.value}</Link>;
  }
  if (key.kind === 'link' && key.value != null) return <UntrustedText text={key.value} title />;
  return <span className={styles.muted}>Organization</span>;
}

import { Link } from 'wouter';
import { useCatalog } from '../api/catalog';
import { changesSettings, useMe } from '../api/me';
import type { Finding } from '../api/types';
import { userLabel } from '../api/users';
import { formatTime, plural } from '../time/format';
import { UntrustedText } from '../ui/UntrustedText';
import { AssignButton } from './AssignButton';
import { CloseMenu } from './CloseMenu';
import { hitsUrl } from './findingEvents';
import styles from './findings.module.css';
import { FindingSubject } from './FindingSubject';
import { RESOLUTIONS } from './labels';
import { sentenceOf } from './sentence';
import { SeverityMark } from './SeverityMark';

/** The API's maximum number of hits that a finding names. */
export const MAX_HITS = 100;

/** One finding of a list. */
export function FindingItem({ finding, zone }: { finding: Finding; zone: string }) {
  const { data: catalog } = useCatalog();
  const me = useMe();
  const url = hitsUrl(finding, catalog);
  const events = finding.hits >= MAX_HITS ? `${MAX_HITS} events or more` : plural(finding.hits, 'event');
  return (
    <li className={styles.item} data-finding={finding.id}>
      <SeverityMark severity={finding.severity} />
      <div className={styles.what}>
        <h2 className={styles.sentence}>
          <Link href={`/findings/${finding.id}`}>
            <UntrustedText text={sentenceOf(finding, catalog)} />
          </Link>
        </h2>
        <p className={styles.second}>
          {finding.title}
          <FindingStatus finding={finding} />
        </p>
      </div>
      <div className={styles.subject}>
        <FindingSubject finding={finding} />
      </div>
      <div className={styles.when}>
        <time dateTime={finding.first_at}>{formatTime(finding.first_at, zone)}</time>
        {finding.last_at !== finding.first_at && <span className={styles.second}>until {untilText(finding, zone)}</span>}
      </div>
      <div className={styles.events}>{url === null ? events : <Link href={url}>{events}</Link>}</div>
      {changesSettings(me) && (
        <div className={styles.actions}>
          {finding.state === 'open' && <AssignButton finding={finding} />}
          <CloseMenu finding={finding} />
        </div>
      )}
    </li>
  );
}

/** Returns the time of the last hit, without the day if it is that of the first. */
export function untilText({ first_at, last_at }: Pick<Finding, 'first_at' | 'last_at'>, zone: string): string {
  const [first, last] = [formatTime(first_at, zone), formatTime(last_at, zone)];
  const day = first.slice(0, -8);
  return last.startsWith(day) ? last.slice(day.length) : last;
}

/** Who handles a finding, what its person answered, and what it was. */
export function FindingStatus({ finding }: { finding: Finding }) {
  const { assigned_to: assigned, resolution, answers, muted_by } = finding;
  const me = useMe();
  const answer = answers.findLast(({ from_address_of_evidence: isNote }) => !isNote);
  return (
    <>
      {resolution && ` · Closed: ${RESOLUTIONS[resolution].label.toLowerCase()}`}
      {assigned != null && <> · Assigned to {assigned === me.user.id ? 'you' : <UntrustedText text={userLabel(assigned)} />}</>}
      {answer && <strong> · {answer.answer === 'mine' ? 'The person says it was them' : 'The person says it wasn’t them'}</strong>}
      {muted_by != null && ' · Muted'}
    </>
  );
}

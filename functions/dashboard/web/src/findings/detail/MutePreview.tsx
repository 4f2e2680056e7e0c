import { useCatalog } from '../../api/catalog';
import { useMutePreview } from '../../api/detections';
import type { MuteRequest } from '../../api/types';
import { formatTime, plural } from '../../time/format';
import { errorText } from '../../ui/ErrorState';
import { Notice } from '../../ui/Notice';
import { UntrustedText } from '../../ui/UntrustedText';
import { sentenceOf } from '../sentence';
import { SeverityMark } from '../SeverityMark';
import { subjectText } from '../subjectText';
import styles from './finding.module.css';

const MAX = 5;

/** What a mute would have hidden in the last 30 days. */
export function MutePreview({ rule, subject, zone }: Pick<MuteRequest, 'rule' | 'subject'> & { zone: string }) {
  const { data: catalog } = useCatalog();
  const { data, error } = useMutePreview({ rule, subject });
  if (error) return <Notice>What it would have hidden couldn’t be loaded. {errorText(error)}</Notice>;
  return (
    <section className={styles.preview} aria-label="Preview" aria-busy={!data}>
      <p role="status">
        {data ? `In the last 30 days, it would have hidden ${data.complete ? '' : 'at least '}${data.count === 0 ? 'no findings' : plural(data.count, 'finding')}.` : 'Looking at the last 30 days…'}
      </p>
      {data && data.findings.length > 0 && (
        <ul className={styles.neighbors}>
          {data.findings.slice(0, MAX).map((finding) => (
            <li key={finding.id}>
              <SeverityMark severity={finding.severity} />
              <div>
                <UntrustedText text={[subjectText(finding), sentenceOf(finding, catalog)].filter(Boolean).join(': ')} />
                <span className={styles.second}>{formatTime(finding.first_at, zone)}</span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

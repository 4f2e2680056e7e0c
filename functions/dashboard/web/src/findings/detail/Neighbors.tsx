import { Link } from 'wouter';
import { useCatalog } from '../../api/catalog';
import type { Finding } from '../../api/types';
import { formatTime } from '../../time/format';
import { UntrustedText } from '../../ui/UntrustedText';
import { FindingStatus } from '../FindingItem';
import { sentenceOf } from '../sentence';
import { SeverityMark } from '../SeverityMark';
import { subjectText } from '../subjectText';
import styles from './finding.module.css';
import { Section } from './Section';

/** Other findings about the same person or address, within a day. */
export function Neighbors({ findings, zone }: { findings: readonly Finding[]; zone: string }) {
  const { data: catalog } = useCatalog();
  return (
    <Section title="Nearby findings">
      {findings.length === 0 ? (
        <p className={styles.muted}>None about the same person or address from a day before to a day after.</p>
      ) : (
        <ul className={styles.neighbors}>
          {findings.map((finding) => (
            <li key={finding.id}>
              <SeverityMark severity={finding.severity} />
              <div>
                <Link href={`/findings/${finding.id}`}>
                  <UntrustedText text={[subjectText(finding), sentenceOf(finding, catalog)].filter(Boolean).join(': ')} />
                </Link>
                <span className={styles.second}>
                  {formatTime(finding.first_at, zone)}
                  <FindingStatus finding={finding} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

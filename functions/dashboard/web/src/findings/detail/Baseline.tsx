import type { FindingDetails } from '../../api/types';
import { UntrustedText } from '../../ui/UntrustedText';
import { comparisonsOf } from './baseline';
import styles from './finding.module.css';
import { Section } from './Section';

/** What is usual for the person, against what happened. */
export function Baseline({ finding }: { finding: FindingDetails }) {
  const rows = comparisonsOf(finding);
  if (rows.length === 0) return null;
  return (
    <Section title="Usual and now">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col"><span className="visually-hidden">What</span></th>
            <th scope="col">Last 90 days</th>
            <th scope="col">What happened</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ what, usual, happened, isUnusual }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td>{usual}</td>
              <td className={isUnusual ? styles.unusual : undefined}><UntrustedText text={happened} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

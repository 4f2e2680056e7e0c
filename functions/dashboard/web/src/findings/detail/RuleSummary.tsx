import { Link } from 'wouter';
import { useDetections } from '../../api/detections';
import type { FindingDetails } from '../../api/types';
import { capitalized } from '../../ui/words';
import { ruleUrl } from '../rules/ruleView';
import styles from './finding.module.css';
import { Section } from './Section';
import { plural } from '../../time/format';

/** How the rule works, the numbers with which it found this, and when it is wrong. */
export function RuleSummary({ finding }: { finding: FindingDetails }) {
  const { data } = useDetections();
  const rule = data?.detections.find((one) => one.rule === finding.rule);
  return (
    <Section title={`Rule: ${finding.title}`} actions={<Link href={ruleUrl(finding.rule)}>Numbers and back-test</Link>}>
      {rule && (
        <>
          <p>{rule.description}</p>
          <dl className={styles.numbers}>
            {rule.parameters.map(({ name, description, unit }) => {
              const value = finding.parameters[name];
              return value === undefined ? null : (
                <div key={name}>
                  <dt>{description.replace(/\.$/, '')}</dt>
                  <dd>{plural(value, unit, unit)}</dd>
                </div>
              );
            })}
          </dl>
          <details className={styles.more}>
            <summary>Known false positives ({rule.false_positives.length})</summary>
            <ul>
              {rule.false_positives.map(({ case: name, silenced_by: remedy }) => (
                <li key={name}>
                  {name} <span className={styles.muted}>{capitalized(remedy)}</span>
                </li>
              ))}
            </ul>
          </details>
          <p className={styles.muted}>
            MITRE ATT&CK:{' '}
            {rule.attack.map((technique, index) => (
              <span key={technique}>
                {index > 0 && ', '}
                <a href={`https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`} target="_blank" rel="noreferrer">{technique}</a>
              </span>
            ))}
          </p>
        </>
      )}
    </Section>
  );
}

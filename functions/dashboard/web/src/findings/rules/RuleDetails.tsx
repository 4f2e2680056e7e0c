import { useState } from 'react';
import type { Detection } from '../../api/types';
import { capitalized } from '../../ui/words';
import { Backtest } from './Backtest';
import { ParameterForm } from './ParameterForm';
import { changesOf, faultsOf, valuesOf, type Values } from './parameters';
import styles from './rules.module.css';

/** The numbers of a rule with a back-test, and when the rule is wrong. */
export function RuleDetails({ rule, canChange }: { rule: Detection; canChange: boolean }) {
  const { parameters, description, false_positives: positives } = rule;
  const [draft, setDraft] = useState<Values | null>(null);
  const values = draft ?? valuesOf(parameters);
  const isValid = Object.keys(faultsOf(parameters, values)).length === 0;
  const isChanged = Object.keys(changesOf(parameters, values)).length > 0;
  return (
    <div className={styles.details}>
      <p className={styles.description}>{description}</p>
      {parameters.length > 0 && <ParameterForm rule={rule} values={values} canChange={canChange} onValues={setDraft} />}
      {canChange && <Backtest rule={rule} values={values} isValid={isValid} isChanged={isChanged} />}
      <section>
        <h3 className={styles.heading}>Known false positives</h3>
        <ul className={styles.positives}>
          {positives.map(({ case: name, silenced_by: remedy }) => (
            <li key={name}>
              {name} <span className={styles.muted}>{capitalized(remedy)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

import { NumberInput } from '@mantine/core';
import { useId } from 'react';
import type { RuleParameter } from '../../api/types';
import { stepOf } from './ruleText';
import styles from './rules.module.css';
import { plural } from '../../time/format';

type Props = {
  parameter: RuleParameter;
  value: number;
  error: string | undefined;
  canChange: boolean;
  onChange: (value: number) => void;
};

/** One number of a rule: a slider, and a field for an exact value. */
export function ParameterField({ parameter, value, error, canChange, onChange }: Props) {
  const { description, unit, min, max, default: usual } = parameter;
  const id = useId();
  const label = description.replace(/\.$/, '');
  return (
    <div className={styles.parameter}>
      <label className={styles.label} htmlFor={id}>
        {label} <span className={styles.muted}>{value === usual ? '(default)' : `(default ${plural(usual, unit, unit)})`}</span>
      </label>
      {canChange ? (
        <>
          <input
            type="range"
            className={styles.slider}
            aria-label={`${label}, ${unit}, slider`}
            min={min}
            max={max}
            step={stepOf(min, max)}
            value={Number.isNaN(value) ? min : value}
            onChange={(event) => { onChange(Number(event.currentTarget.value)); }}
          />
          <NumberInput
            id={id}
            value={Number.isNaN(value) ? '' : value}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="none"
            hideControls
            error={error}
            onChange={(text) => { onChange(text === '' ? NaN : Number(text)); }}
          />
          <span className={styles.unit}>{unit}</span>
        </>
      ) : (
        <span id={id}>{plural(value, unit, unit)}</span>
      )}
    </div>
  );
}

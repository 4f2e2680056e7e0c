import type { ReactNode } from 'react';
import styles from './findings.module.css';

type Props<Value extends string> = {
  label: string;
  options: readonly { value: Value; text: ReactNode }[];
  isOn: (value: Value) => boolean;
  onToggle: (value: Value) => void;
};

/** Buttons that turn the values of a filter on and off. */
export function Toggles<Value extends string>({ label, options, isOn, onToggle }: Props<Value>) {
  return (
    <div className={styles.toggles} role="group" aria-label={label}>
      {options.map(({ value, text }) => (
        <button key={value} type="button" className={styles.toggle} aria-pressed={isOn(value)} onClick={() => { onToggle(value); }}>
          {text}
        </button>
      ))}
    </div>
  );
}

import { useEffect, useRef } from 'react';
import type { Detection } from '../../api/types';
import { Icon } from '../../ui/Icon';
import { RuleCounts } from './RuleCounts';
import { RuleDetails } from './RuleDetails';
import { RuleSwitch } from './RuleSwitch';
import { evaluableText, precisionText } from './ruleText';
import styles from './rules.module.css';

type Props = {
  rule: Detection;
  /** Start of the time whose findings are counted. */
  countedFrom: string;
  zone: string;
  canChange: boolean;
  isOpen: boolean;
  onToggle: () => void;
};

/** One rule: its state in a line, and its numbers when it is open. */
export function RuleItem({ rule, countedFrom, zone, canChange, isOpen, onToggle }: Props) {
  const { rule: id, title, enabled, closed, evaluable } = rule;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const blind = enabled ? evaluableText(evaluable, zone) : 'Switched off: it finds nothing.';
  return (
    <li ref={item} className={styles.rule} data-rule={id}>
      <div className={styles.head}>
        <h2 className={styles.title}>
          <button type="button" className={styles.expand} aria-expanded={isOpen} onClick={onToggle}>
            <Icon name={isOpen ? 'down' : 'right'} size={12} />
            {title}
          </button>
        </h2>
        <RuleCounts rule={rule} countedFrom={countedFrom} />
        <span className={styles.precision}>{precisionText(closed)}</span>
        {canChange ? <RuleSwitch rule={rule} /> : <span>{enabled ? 'On' : 'Off'}</span>}
      </div>
      {blind !== null && <p className={styles.blind}>{blind}</p>}
      {isOpen && <RuleDetails rule={rule} canChange={canChange} />}
    </li>
  );
}

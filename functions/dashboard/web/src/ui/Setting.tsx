import type { ReactNode } from 'react';
import styles from './setting.module.css';

type Props = { id: string; name: string; text: string; control: ReactNode; isWide?: boolean };

/** One setting, with its description and control. */
export function Setting({ id, name, text, control, isWide = false }: Props) {
  return (
    <div className={styles.setting} data-wide={isWide || undefined}>
      <span className={styles.name} id={`${id}-name`}>
        {name}
      </span>
      <span className={styles.text} id={`${id}-text`}>
        {text}
      </span>
      <div className={styles.control}>{control}</div>
    </div>
  );
}

/** Settings, one below the other. */
export function SettingList({ children }: { children: ReactNode }) {
  return <div className={styles.list}>{children}</div>;
}

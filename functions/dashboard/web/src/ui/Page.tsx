import { useEffect, type ReactNode } from 'react';
import { showBidi } from './bidi';
import styles from './Page.module.css';
import { UntrustedText } from './UntrustedText';

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A page with a heading and its actions. */
export function Page({ title, lead, actions, children }: Props) {
  useEffect(() => {
    document.title = `${showBidi(title)} · Activity monitor`;
  }, [title]);
  return (
    <div className={styles.page} data-page>
      <header className={styles.head}>
        <h1>
          <UntrustedText text={title} />
        </h1>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {lead && <p className={styles.lead}>{lead}</p>}
      {children}
    </div>
  );
}

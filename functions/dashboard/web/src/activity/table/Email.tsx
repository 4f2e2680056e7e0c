import { showBidi } from '../../ui/bidi';
import { UntrustedText } from '../../ui/UntrustedText';
import { emailParts } from './emailParts';
import styles from './table.module.css';

/** The domain of an e-mail address, of a person who may not belong to the organization. */
export function EmailDomain({ email }: { email: string }) {
  return (
    <span className={`${styles.second ?? ''} ${styles.outside ?? ''}`} title={showBidi(email)}>
      <Domain text={emailParts(email).domain} />
    </span>
  );
}

function Domain({ text }: { text: string }) {
  return (
    <span className={styles.domain}>
      <UntrustedText text={text} />
    </span>
  );
}

/** An e-mail address in one line. Its domain stays visible. */
export function Email({ email }: { email: string }) {
  const { local, domain } = emailParts(email);
  return (
    <span className={styles.email} title={showBidi(email)}>
      <UntrustedText className={styles.text} text={local} />
      {domain !== '' && <Domain text={domain} />}
    </span>
  );
}

import { Fragment } from 'react';
import { showBidi, bidiPieces } from './bidi';
import styles from './untrustedText.module.css';

type Props = { text: string; className?: string | undefined; title?: boolean };

/**
 * A text that users or products can choose, such as a name. It is isolated, so that its direction does not
 * affect the text around it. Its bidi controls are visible, so that it cannot imitate another text.
 */
export function UntrustedText({ text, className, title = false }: Props) {
  return (
    <bdi className={className} {...(title && { title: showBidi(text) })}>
      {bidiPieces(text).map(({ text, isMark }, index) =>
        isMark ? (
          <span key={index} className={styles.mark} title="Text direction control">
            {text}
          </span>
        ) : (
          <Fragment key={index}>{text}</Fragment>
        ),
      )}
    </bdi>
  );
}

/** Several untrusted texts in one line. */
export function UntrustedTexts({ texts, separator = ', ' }: { texts: readonly string[]; separator?: string }) {
  return texts.map((text, index) => (
    <Fragment key={index}>
      {index > 0 && separator}
      <UntrustedText text={text} />
    </Fragment>
  ));
}

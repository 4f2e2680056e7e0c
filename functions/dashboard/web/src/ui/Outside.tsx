import { Fragment } from 'react';
import { marked, piecesOf } from './marked';
import styles from './outside.module.css';

type Props = { text: string; className?: string | undefined; title?: boolean };

/**
 * A text that came from outside, such as a name. It is isolated, so that its direction changes nothing around
 * it, and its bidi controls are shown as marks, so that it cannot look like another text.
 */
export function Outside({ text, className, title = false }: Props) {
  return (
    <bdi className={className} {...(title && { title: marked(text) })}>
      {piecesOf(text).map(({ text, isMark }, index) =>
        isMark ? (
          <span key={index} className={styles.mark} title="A control of text direction">
            {text}
          </span>
        ) : (
          <Fragment key={index}>{text}</Fragment>
        ),
      )}
    </bdi>
  );
}

/** Several such texts in one line. */
export function OutsideList({ texts, separator = ', ' }: { texts: readonly string[]; separator?: string }) {
  return texts.map((text, index) => (
    <Fragment key={index}>
      {index > 0 && separator}
      <Outside text={text} />
    </Fragment>
  ));
}

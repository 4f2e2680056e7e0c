import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './dialogForm.module.css';
import { FormError } from './FormError';

type Props = {
  children: ReactNode;
  error: unknown;
  /** The text of the submit button. */
  action: string;
  isPending: boolean;
  isIncomplete?: boolean;
  isCancelDisabled?: boolean;
  /** Whether Cancel has the focus first, so that Enter does not submit. */
  focusCancel?: boolean;
  onSubmit: () => void;
  onCancel: () => void;
};

/** The content of a dialog: fields or text, then Cancel and submit. */
export function DialogForm(props: Props) {
  const { children, error, action, isPending, isIncomplete = false, isCancelDisabled = false, focusCancel = false } = props;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {children}
      <FormError error={error} />
      <div className={styles.buttons}>
        <Button variant="default" disabled={isCancelDisabled} data-autofocus={focusCancel || undefined} onClick={props.onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={isPending}
          disabled={isIncomplete}
          onClick={(click) => {
            // `isPending` changes after the second click of a double click, which must not repeat the request.
            if (click.detail > 1) click.preventDefault();
          }}
        >
          {action}
        </Button>
      </div>
    </form>
  );
}

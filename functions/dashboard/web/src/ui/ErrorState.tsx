import { Button } from '@mantine/core';
import { ApiError } from '../api/problem';
import { State, StateText } from './State';
import styles from './states.module.css';

/** Says what went wrong, in the service's own words, and what to name when asking for help. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <State title={errorTitle(error)} actions={onRetry && <Button onClick={onRetry}>Try again</Button>}>
      <StateText>{errorText(error)}</StateText>
      <RequestId error={error} />
    </State>
  );
}

/** The request's id, where the service gave one. */
export function RequestId({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || !error.requestId) return null;
  return (
    <p className={styles.request}>
      Request id: <code>{error.requestId}</code>
    </p>
  );
}

function errorTitle(error: unknown): string {
  if (error instanceof ApiError && error.status === 403) return 'You cannot see this';
  if (error instanceof ApiError && error.status === 404) return 'There is no such thing';
  return 'That did not work';
}

/** The sentence that says what went wrong. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError) return sentence(error.message);
  if (error instanceof TypeError) return 'The service cannot be reached. Check your connection.';
  return error instanceof Error ? sentence(error.message) : 'Something unexpected happened.';
}

/** The API's texts are parts of sentences. */
function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

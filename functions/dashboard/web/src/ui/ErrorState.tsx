import { Button } from '@mantine/core';
import { ApiError } from '../api/problem';
import { showBidi } from './bidi';
import { State, StateText } from './State';
import styles from './states.module.css';

/** Shows an error, with the request ID for support. */
export function ErrorState({ error, onRetry, isPage = false }: { error: unknown; onRetry?: () => void; isPage?: boolean }) {
  return (
    <State isPage={isPage} title={errorTitle(error)} actions={onRetry && <Button onClick={onRetry}>Try again</Button>}>
      <StateText>{errorText(error)}</StateText>
      <RequestId error={error} />
    </State>
  );
}

export function RequestId({ error }: { error: unknown }) {
  if (!(error instanceof ApiError) || !error.requestId) return null;
  return (
    <p className={styles.request}>
      Request ID: <code>{error.requestId}</code>
    </p>
  );
}

function errorTitle(error: unknown): string {
  if (error instanceof ApiError && error.status === 403) return 'You don’t have access';
  if (error instanceof ApiError && error.status === 404) return 'Not found';
  return 'Something went wrong';
}

/** Returns an error as a sentence. */
export function errorText(error: unknown): string {
  if (error instanceof ApiError) return sentence(error.message);
  if (error instanceof TypeError) return 'The service can’t be reached. Check your connection.';
  return error instanceof Error ? sentence(error.message) : 'Something went wrong.';
}

/** The API's messages have no capital and no period. */
function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return showBidi(/[.!?]$/.test(first) ? first : `${first}.`);
}

import { errorText, RequestId } from './ErrorState';
import { Notice } from './Notice';

/** What is wrong with a form as a whole, if anything. */
export function FormError({ error }: { error: unknown }) {
  if (error == null) return null;
  return (
    <Notice tone="red">
      {errorText(error)} <RequestId error={error} />
    </Notice>
  );
}

import { errorText, RequestId } from './ErrorState';
import { Notice } from './Notice';

/** An error of a form as a whole. */
export function FormError({ error }: { error: unknown }) {
  if (error == null) return null;
  return (
    <Notice tone="red">
      {errorText(error)} <RequestId error={error} />
    </Notice>
  );
}

import { usePutEventType } from '../../api/eventTypes';
import type { EventType } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { UntrustedText } from '../../ui/UntrustedText';

/** Asks for confirmation before an event type is deprecated or reinstated. */
export function DeprecateType({ type, onClose }: { type: EventType; onClose: () => void }) {
  const put = usePutEventType();
  const { id, label, category, description } = type;
  const isDeprecated = type.deprecated_at != null;
  const verb = isDeprecated ? 'Reinstate' : 'Deprecate';
  return (
    <Confirm
      title={<>{verb} <UntrustedText text={label} />?</>}
      action={verb}
      isPending={put.isPending}
      error={put.error}
      onClose={onClose}
      onConfirm={() => {
        const body = { label, category, description, class: type.class, deprecated: !isDeprecated };
        put.mutate({ id, body }, { onSuccess: onClose });
      }}
    >
      {isDeprecated ? (
        <p>
          Within a minute, products can send events of the type <code>{id}</code> again.
        </p>
      ) : (
        <>
          <p>
            Within a minute, new events of the type <code>{id}</code> are refused, and products get an error for each.
            Events that are recorded already stay: people can still find and export them.
          </p>
          <p>You can reinstate the type later.</p>
        </>
      )}
    </Confirm>
  );
}

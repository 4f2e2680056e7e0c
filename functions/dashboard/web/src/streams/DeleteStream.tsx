import { useLocation } from 'wouter';
import { useDeleteStream } from '../api/stream';
import type { Stream } from '../api/types';
import { Confirm } from '../ui/Confirm';
import { UntrustedText } from '../ui/UntrustedText';

type Props = { stream: Stream; onClose: () => void; onDeleted: () => void };

/** Asks for confirmation, then deletes a stream. */
export function DeleteStream({ stream: { id, name, dead_letters: deadLetters }, onClose, onDeleted }: Props) {
  const remove = useDeleteStream(id);
  const [, navigate] = useLocation();
  return (
    <Confirm
      title={<>Delete the stream <UntrustedText text={name} />?</>}
      action="Delete stream"
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => {
        remove.mutate(undefined, {
          onSuccess: () => {
            onDeleted();
            navigate('/streams');
          },
        });
      }}
    >
      <p>
        Nothing more is sent. This can’t be undone: its position, its attempts{deadLetters > 0 && ', its dead letters'} and its secret are deleted too. Your
        events are not affected.
      </p>
    </Confirm>
  );
}

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { loadAllPeople, type PeopleQuery } from '../api/people';
import { errorText } from '../ui/ErrorState';
import { Icon } from '../ui/Icon';
import { peopleText } from '../ui/words';
import { peopleCsv } from './csv';

type Props = { query: PeopleQuery; withDetails: boolean };
type Progress = { loaded: number; total: number };

/** Downloads all matching people, also those of pages that are not loaded, as CSV. A second click cancels. */
export function CsvButton({ query, withDetails }: Props) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const [abort, setAbort] = useState<AbortController | null>(null);
  const start = async () => {
    const controller = new AbortController();
    setAbort(controller);
    setProgress({ loaded: 0, total: 0 });
    try {
      const { people, complete } = await loadAllPeople(query, controller.signal, (loaded, total) => { setProgress({ loaded, total }); });
      save(peopleCsv(people, withDetails));
      const rest = complete ? '' : ' Their numbers are not complete: the page says what is missing.';
      notifications.show({ message: `Downloaded a file with ${peopleText(people.length)}.${rest}` });
    } catch (error) {
      if (!controller.signal.aborted) notifications.show({ title: 'Not downloaded', message: errorText(error), color: 'gray' });
    }
    setAbort(null);
    setProgress(null);
  };
  return (
    <Button
      variant="default"
      leftSection={<Icon name="exports" size={14} />}
      onClick={() => {
        if (abort) abort.abort();
        else void start();
      }}
    >
      {progress === null ? 'CSV of all matching' : progress.total === 0 ? 'Cancel' : `Cancel (${progress.loaded} of ${progress.total})`}
    </Button>
  );
}

function save(text: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = 'people.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}

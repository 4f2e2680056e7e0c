import { Select } from '@mantine/core';
import type { EventClass } from '../../api/types';
import { CLASS_IDS, CLASSES, classText } from './classes';
import styles from './eventTypes.module.css';

type Props = { value: EventClass | null; error: string | undefined; onChange: (value: EventClass) => void };

const OPTIONS = CLASS_IDS.map((id) => ({ value: id, label: CLASSES[id].label }));

/** Selects a class by its label, ID or explanation. */
export function ClassSelect({ value, error, onChange }: Props) {
  return (
    <Select
      label="Class"
      description={value ? CLASSES[value].text : 'What the events mean. It can’t be changed later.'}
      required
      withAsterisk={false}
      searchable
      data={OPTIONS}
      value={value}
      error={error}
      // The list itself scrolls, as aria-controls needs it.
      withScrollArea={false}
      classNames={{ options: styles.options ?? '' }}
      nothingFoundMessage="No matches"
      filter={({ options, search }) => {
        const words = search.toLowerCase().split(/\s+/).filter(Boolean);
        return options.filter((option) => {
          if (!('value' in option)) return false;
          const text = `${option.value} ${option.label} ${classText(option.value)?.text ?? ''}`.toLowerCase();
          return words.every((word) => text.includes(word));
        });
      }}
      renderOption={({ option }) => (
        <span className={styles.option}>
          <span>
            {option.label} <code className={styles.muted}>{option.value}</code>
          </span>
          <span className={styles.optionText}>{classText(option.value)?.text}</span>
        </span>
      )}
      onChange={(id) => {
        const chosen = CLASS_IDS.find((one) => one === id);
        if (chosen) onChange(chosen);
      }}
    />
  );
}

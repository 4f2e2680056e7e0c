import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import type { EventType } from '../../api/types';
import { Table } from '../../ui/Table';
import { UntrustedText } from '../../ui/UntrustedText';
import styles from './eventTypes.module.css';
import type { OnOpen } from './open';
import { LastEvent, TypeActions, TypeClass, TypeName, TypeState } from './TypeParts';

const COLUMNS = ['Event type', 'Class', 'Category', 'State', 'Last event'];

type Props = { label: string; types: readonly EventType[]; onOpen: OnOpen };

/** Event types as a table, or as a list on narrow screens. */
export function TypeTable({ label, types, onOpen }: Props) {
  const isNarrow = useMediaQuery('(max-width: 58em)', false, { getInitialValueInEffect: false });
  if (isNarrow) {
    return (
      <ul className={styles.cards} aria-label={label}>
        {types.map((type) => (
          <li key={type.id} className={styles.card}>
            <TypeName type={type} />
            <dl className={styles.facts}>
              <Fact name="Class"><TypeClass type={type} /></Fact>
              <Fact name="Category"><UntrustedText text={type.category} /></Fact>
              <Fact name="State"><TypeState type={type} /></Fact>
              <Fact name="Last event"><LastEvent type={type} /></Fact>
            </dl>
            <TypeActions type={type} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <Table label={label} columns={COLUMNS} action="Actions">
      {types.map((type) => (
        <tr key={type.id}>
          <td className={styles.type}><TypeName type={type} /></td>
          <td><TypeClass type={type} /></td>
          <td className={styles.category}><UntrustedText text={type.category} /></td>
          <td className={styles.nowrap}><TypeState type={type} /></td>
          <td className={styles.nowrap}><LastEvent type={type} /></td>
          <td className={styles.nowrap}><TypeActions type={type} onOpen={onOpen} /></td>
        </tr>
      ))}
    </Table>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

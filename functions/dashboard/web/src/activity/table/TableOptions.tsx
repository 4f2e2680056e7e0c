import { ActionIcon, Menu } from '@mantine/core';
import { Icon } from '../../ui/Icon';
import type { Density } from './density';

const DENSITIES: [Density, string][] = [
  ['compact', 'Compact'],
  ['comfortable', 'Comfortable'],
];

type Props = {
  /** Missing where rows have one density. */
  density?: Density;
  onDensity?: (density: Density) => void;
  onHelp: () => void;
};

/** The menu of the list: density of its rows, and the keyboard shortcuts. */
export function TableOptions({ density, onDensity, onHelp }: Props) {
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon size={24} aria-label="Table options" title="Table options">
          <Icon name="settings" size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {density && onDensity && (
          <>
            <Menu.Label>Density</Menu.Label>
            <Menu.RadioGroup value={density} onChange={(value) => { onDensity(value as Density); }}>
              {DENSITIES.map(([value, label]) => (
                <Menu.RadioItem key={value} value={value}>
                  {label}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
            <Menu.Divider />
          </>
        )}
        <Menu.Item onClick={onHelp}>Keyboard shortcuts</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

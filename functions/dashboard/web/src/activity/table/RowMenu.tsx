import { Menu, type MenuProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { MenuAnchor } from './MenuAnchor';

type Props = {
  /** The element that opened the menu. It gets the focus back. */
  element: HTMLElement;
  label: string;
  position?: NonNullable<MenuProps['position']>;
  width?: number;
  onClose: () => void;
  children: ReactNode;
};

/** A menu at an element. All values share one menu. */
export function RowMenu({ element, label, position = 'bottom-start', width = 250, onClose, children }: Props) {
  return (
    <Menu
      opened
      onClose={() => {
        onClose();
        element.focus({ preventScroll: true });
      }}
      returnFocus={false}
      position={position}
      width={width}
    >
      <Menu.Target>
        <MenuAnchor element={element} />
      </Menu.Target>
      <Menu.Dropdown aria-label={label}>{children}</Menu.Dropdown>
    </Menu>
  );
}

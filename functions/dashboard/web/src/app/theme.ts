import { createTheme } from '@mantine/core';

// Colors, sizes and fonts are in theme.css: the page's policy allows no style that a script writes.
export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    // The word says that a field is required, where it is not plain; red is for what failed.
    TextInput: { defaultProps: { size: 'xs', withAsterisk: false } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'sm' } },
    // Locking the scroll would write a style element, which the policy refuses: app.css locks it.
    Modal: { defaultProps: { lockScroll: false, centered: true, size: 'md' } },
    Drawer: { defaultProps: { lockScroll: false } },
    // A menu takes the focus itself: a placeholder for it would be no item.
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } },
    Combobox: { defaultProps: { shadow: 'md', transitionProps: { duration: 0 } } },
  },
});

import { Button, Code } from '@mantine/core';
import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Notice } from '../ui/Notice';
import { isExplicit, unreadable } from '../view/address';
import { keepView } from '../view/remembered';
import type { ChangeView } from '../view/useView';
import type { View } from '../view/view';

/** Says which parts of the address are not applied, and completes it with the range and zone in use. */
export function AddressNotice({ view, onView }: { view: View; onView: ChangeView }) {
  const search = useSearch();
  const [path] = useLocation();
  const query = new URLSearchParams(search);
  const unknown = unreadable(query);
  const isComplete = isExplicit(query) || unknown.length > 0;
  useEffect(() => {
    if (isComplete) keepView(path, view);
    else onView({}, true);
  }, [isComplete, path, view, onView]);
  if (unknown.length === 0) return null;
  return (
    <Notice tone="amber">
      <span>
        Not applied, as this page does not know it:{' '}
        {unknown.map((text) => (
          <Code key={text} mr={6}>
            {text}
          </Code>
        ))}
      </span>
      <Button
        variant="default"
        onClick={() => {
          onView({}, true);
        }}
      >
        Remove it from the address
      </Button>
    </Notice>
  );
}

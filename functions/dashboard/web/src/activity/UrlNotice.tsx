import { Button, Code } from '@mantine/core';
import { useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Notice } from '../ui/Notice';
import { keepView } from '../view/remembered';
import { isExplicit, invalidParameters } from '../view/query';
import type { ChangeView } from '../view/useView';
import type { View } from '../view/view';

/** Lists URL parameters that are ignored, and adds the current range and zone to the URL. */
export function UrlNotice({ view, onView }: { view: View; onView: ChangeView }) {
  const search = useSearch();
  const [path] = useLocation();
  const query = new URLSearchParams(search);
  const invalid = invalidParameters(query);
  const isComplete = isExplicit(query) || invalid.length > 0;
  useEffect(() => {
    if (isComplete) keepView(path, view);
    else onView({}, true);
  }, [isComplete, path, view, onView]);
  if (invalid.length === 0) return null;
  return (
    <Notice tone="amber">
      <span>
        These URL parameters are not valid and were ignored:{' '}
        {invalid.map((text) => (
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
        Remove from URL
      </Button>
    </Notice>
  );
}

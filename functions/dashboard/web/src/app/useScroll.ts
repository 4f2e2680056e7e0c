import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { useLocation, useSearch } from 'wouter';
import { isBackNavigation } from '../view/backNavigation';
import { remembered } from '../view/remembered';
import { fromQuery, toQuery } from '../view/query';

const RESTORE_MILLIS = 3000;
// From this position on, there is a button to the top.
const FAR = 1500;
const USER_EVENTS = ['wheel', 'touchstart', 'keydown', 'pointerdown'];

const positions = new Map<string, number>();

/** Returns the part of a URL that selects rows: without zone, bars and open event. */
function positionKey(path: string, search: string): string {
  const view = fromQuery(new URLSearchParams(search), remembered());
  return `${path}?${toQuery({ ...view, zone: 'UTC', bucket: 'auto', compare: false, event: null }).toString()}`;
}

/** Scrolls to the top for new pages and rows, and to the last position for Back. Returns `true` far from the top. */
export function useScroll(main: RefObject<HTMLElement | null>): boolean {
  const [path] = useLocation();
  const key = positionKey(path, useSearch());
  useLayoutEffect(() => {
    const element = main.current;
    if (!element) return;
    const target = isBackNavigation() ? (positions.get(key) ?? 0) : 0;
    const stop = scrollTo(element, target);
    const onScroll = () => {
      if (!stop.isActive()) positions.set(key, element.scrollTop);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      stop();
      element.removeEventListener('scroll', onScroll);
    };
  }, [main, key]);
  return useIsFarDown(main);
}

/** Scrolls to a position as soon as the page is long enough, unless the user acts first. */
function scrollTo(element: HTMLElement, target: number) {
  let isActive = true;
  const end = performance.now() + RESTORE_MILLIS;
  const stop = () => {
    isActive = false;
    for (const name of USER_EVENTS) removeEventListener(name, stop);
  };
  const attempt = () => {
    if (!isActive) return;
    element.scrollTop = target;
    if (Math.abs(element.scrollTop - target) <= 1 || performance.now() > end) stop();
    else requestAnimationFrame(attempt);
  };
  for (const name of USER_EVENTS) addEventListener(name, stop, { passive: true });
  attempt();
  return Object.assign(stop, { isActive: () => isActive });
}

function useIsFarDown(main: RefObject<HTMLElement | null>): boolean {
  const [isFar, setIsFar] = useState(false);
  useEffect(() => {
    const element = main.current;
    if (!element) return;
    const onScroll = () => {
      setIsFar(element.scrollTop > FAR);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      element.removeEventListener('scroll', onScroll);
    };
  }, [main]);
  return isFar;
}

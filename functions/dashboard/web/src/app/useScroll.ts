import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import { useLocation, useSearch } from 'wouter';
import { fromQuery, toQuery } from '../view/address';
import { arrivedByBack } from '../view/arrival';
import { remembered } from '../view/remembered';

const RESTORE_MILLIS = 3000;
// From there on the way back to the top is worth a button.
const FAR = 1500;
const USER_EVENTS = ['wheel', 'touchstart', 'keydown', 'pointerdown'];

const positions = new Map<string, number>();

/** Returns what of an address says which rows there are: not the zone, the bars or the open event. */
function placeOf(path: string, search: string): string {
  const view = fromQuery(new URLSearchParams(search), remembered());
  return `${path}?${toQuery({ ...view, zone: 'UTC', bucket: 'auto', event: null }).toString()}`;
}

/** Starts each page and question at the top, and brings Back to where it was. Returns `true` far from the top. */
export function useScroll(main: RefObject<HTMLElement | null>): boolean {
  const [path] = useLocation();
  const place = placeOf(path, useSearch());
  useLayoutEffect(() => {
    const element = main.current;
    if (!element) return;
    const target = arrivedByBack() ? (positions.get(place) ?? 0) : 0;
    const stop = scrollTo(element, target);
    const onScroll = () => {
      if (!stop.isUnderWay()) positions.set(place, element.scrollTop);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      stop();
      element.removeEventListener('scroll', onScroll);
    };
  }, [main, place]);
  return useIsFar(main);
}

/** Scrolls to a position as soon as the page is long enough, unless the reader moves first. */
function scrollTo(element: HTMLElement, target: number) {
  let isUnderWay = true;
  const end = performance.now() + RESTORE_MILLIS;
  const stop = () => {
    isUnderWay = false;
    for (const name of USER_EVENTS) removeEventListener(name, stop);
  };
  const attempt = () => {
    if (!isUnderWay) return;
    element.scrollTop = target;
    if (Math.abs(element.scrollTop - target) <= 1 || performance.now() > end) stop();
    else requestAnimationFrame(attempt);
  };
  for (const name of USER_EVENTS) addEventListener(name, stop, { passive: true });
  attempt();
  return Object.assign(stop, { isUnderWay: () => isUnderWay });
}

function useIsFar(main: RefObject<HTMLElement | null>): boolean {
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

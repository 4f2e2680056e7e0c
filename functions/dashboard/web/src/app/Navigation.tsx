import { Link } from 'wouter';
import type { Me } from '../api/types';
import { Icon } from '../ui/Icon';
import { navigationFor, useCurrentRoute } from './navigation';
import type { Route } from './routes';
import styles from './Shell.module.css';
import { useNavigationUrls } from './useNavigationUrls';

/** Links to the pages of a role, in groups. */
export function Navigation({ me, onNavigate }: { me: Me; onNavigate: () => void }) {
  const current = useCurrentRoute();
  const urlFor = useNavigationUrls();
  return (
    <nav aria-label="Pages">
      {navigationFor(me).map((routes) => (
        <ul key={routes[0]?.path} className={styles.group}>
          {routes.map((route) => (
            <li key={route.path}>
              <Link className={styles.link ?? ''} href={urlFor(route)} aria-current={currentAt(route, current)} onClick={onNavigate}>
                <Icon name={route.icon} />
                <span>{route.label}</span>
                {route.badge && <route.badge />}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}

/** Marks the current page, and the page to which it belongs. */
function currentAt(route: Route, current: Route | undefined): 'page' | true | undefined {
  if (route === current) return 'page';
  return current?.parent === route.path ? true : undefined;
}

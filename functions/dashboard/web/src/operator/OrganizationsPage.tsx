import { Button } from '@mantine/core';
import { useState } from 'react';
import { useOrganizations } from '../api/organizations';
import type { Organization } from '../api/types';
import { ErrorState } from '../ui/ErrorState';
import { Loading } from '../ui/Loading';
import { marked } from '../ui/marked';
import { Outside } from '../ui/Outside';
import { Page } from '../ui/Page';
import { State, StateText } from '../ui/State';
import styles from './operator.module.css';
import { OrganizationForm } from './OrganizationForm';
import { PLAN_NAMES } from './plans';

/** Every organization, what it pays for, and how wide its writes are spread. */
export default function OrganizationsPage() {
  const { data, error, refetch, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useOrganizations();
  const [editing, setEditing] = useState<Organization | 'new' | null>(null);
  const organizations = data?.pages.flatMap((page) => page.organizations) ?? [];
  return (
    <Page
      title="Organizations"
      lead="Names and plans of the organizations. Operators do not see their events."
      actions={<Button onClick={() => { setEditing('new'); }}>Add an organization</Button>}
    >
      {isPending ? (
        <Loading />
      ) : error && organizations.length === 0 ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : organizations.length === 0 ? (
        <State title="No organizations yet">
          <StateText>Add the first one; then create a key for the products that send its events.</StateText>
        </State>
      ) : (
        // Scrolls sideways where it is too wide, also with the keyboard.
        <div className={styles.scroll} role="region" aria-label="Organizations" tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">ID</th>
                <th scope="col">Plan</th>
                <th scope="col">Write shards</th>
                <th scope="col">
                  <span className="visually-hidden">Change</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {organizations.map((organization) => (
                <tr key={organization.id}>
                  <td><Outside text={organization.name} /></td>
                  <td>
                    <code>{organization.id}</code>
                  </td>
                  <td>{PLAN_NAMES[organization.plan]}</td>
                  <td>{organization.write_shards}</td>
                  <td>
                    <Button
                      variant="default"
                      size="compact-xs"
                      aria-label={`Change ${marked(organization.name)}`}
                      onClick={() => { setEditing(organization); }}
                    >
                      Change
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
      {editing && (
        <OrganizationForm organization={editing === 'new' ? null : editing} onClose={() => { setEditing(null); }} />
      )}
    </Page>
  );
}

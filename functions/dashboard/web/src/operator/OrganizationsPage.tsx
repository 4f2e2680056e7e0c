import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useOrganizations } from '../api/organizations';
import type { Organization } from '../api/types';
import { showBidi } from '../ui/bidi';
import { Page } from '../ui/Page';
import { PagedList } from '../ui/PagedList';
import { State, StateText } from '../ui/State';
import { Table } from '../ui/Table';
import { UntrustedText } from '../ui/UntrustedText';
import { PLAN_LABELS } from '../view/labels';
import { PATH } from './onboarding/flow';
import { OrganizationForm } from './OrganizationForm';

/** All organizations, with their plans and write shards. */
export default function OrganizationsPage() {
  const query = useOrganizations();
  const [editing, setEditing] = useState<Organization | null>(null);
  const organizations = query.data?.pages.flatMap((page) => page.organizations) ?? [];
  return (
    <Page
      title="Organizations"
      lead="Names and plans of all organizations. Operators can’t see their events."
      actions={<Button component={Link} href={PATH}>Add organization</Button>}
    >
      <PagedList
        query={query}
        isEmpty={organizations.length === 0}
        empty={
          <State title="No organizations yet">
            <StateText>Add an organization, then create a key for each product that sends its events.</StateText>
          </State>
        }
        more="Show more"
      >
        <Table label="Organizations" columns={['Name', 'ID', 'Plan', 'Write shards']} action="Edit">
          {organizations.map((organization) => (
            <tr key={organization.id}>
              <td><UntrustedText text={organization.name} /></td>
              <td>
                <code>{organization.id}</code>
              </td>
              <td>{PLAN_LABELS[organization.plan]}</td>
              <td>{organization.write_shards}</td>
              <td>
                <Button
                  variant="default"
                  size="compact-xs"
                  aria-label={`Edit ${showBidi(organization.name)}`}
                  onClick={() => { setEditing(organization); }}
                >
                  Edit
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      </PagedList>
      {editing && <OrganizationForm organization={editing} onClose={() => { setEditing(null); }} />}
    </Page>
  );
}

import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useOrganization } from '../../api/organizations';
import type { Organization } from '../../api/types';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { Page } from '../../ui/Page';
import { flowUrl, PATH, readFlow, type Flow } from './flow';
import { KeyStep } from './KeyStep';
import { OrganizationStep } from './OrganizationStep';
import { ProductStep } from './ProductStep';
import { SendStep } from './SendStep';
import { Steps } from './Steps';
import styles from './onboarding.module.css';

/** Adds an organization in four steps: the organization, a product, its key, and its first event. */
export default function OnboardingPage() {
  const flow = readFlow(new URLSearchParams(useSearch()));
  const [, navigate] = useLocation();
  // Only in memory, so that Back and forward still show them.
  const [secrets, setSecrets] = useState<ReadonlyMap<string, string>>(new Map());
  const content = useRef<HTMLDivElement>(null);
  const shown = useRef(flow.step);
  useEffect(() => {
    if (shown.current === flow.step) return;
    shown.current = flow.step;
    // The button that had the focus is gone.
    content.current?.focus({ preventScroll: true });
  }, [flow.step]);
  return (
    <Page title="Add organization" lead="Add an organization, choose or register a product, give it a key, and see its first event arrive.">
      <Steps flow={flow} />
      <div ref={content} tabIndex={-1} className={styles.content}>
        {flow.organization === null ? (
          <OrganizationStep
            onAdded={(id) => {
              // Back shows that the organization is added, instead of the form.
              navigate(flowUrl({ ...flow, organization: id }), { replace: true });
              navigate(flowUrl({ ...flow, step: 'product', organization: id }));
            }}
          />
        ) : (
          <AddedOrganization
            flow={flow}
            id={flow.organization}
            secrets={secrets}
            onSecret={(key, secret) => {
              setSecrets(new Map([...secrets, [key, secret]]));
              navigate(flowUrl({ ...flow, key, type: null }), { replace: true });
              navigate(flowUrl({ ...flow, step: 'send', key, type: null }));
            }}
            onSource={(source) => { navigate(flowUrl({ ...flow, source }), { replace: true }); }}
            onType={(type) => { navigate(flowUrl({ ...flow, type }), { replace: true }); }}
          />
        )}
      </div>
    </Page>
  );
}

type AddedProps = {
  flow: Flow;
  id: string;
  secrets: ReadonlyMap<string, string>;
  onSecret: (key: string, secret: string) => void;
  onSource: (source: string) => void;
  onType: (type: string) => void;
};

function AddedOrganization({ flow, id, ...rest }: AddedProps) {
  const { data: organization, error, refetch } = useOrganization(id);
  if (!organization) {
    if (!error) return <Loading />;
    return (
      <>
        <ErrorState error={error} onRetry={() => void refetch()} />
        <p><a href={PATH}>Add an organization</a></p>
      </>
    );
  }
  return <Step {...{ flow, organization, ...rest }} />;
}

function Step({ flow, organization, secrets, onSecret, onSource, onType }: Omit<AddedProps, 'id'> & { organization: Organization }) {
  const { step, source, key, type } = flow;
  if (step === 'organization') return <OrganizationStep added={organization} />;
  if (step === 'product') return <ProductStep flow={flow} onRegistered={onSource} />;
  if (step === 'key') return <KeyStep key={key} {...{ organization, source }} created={key} onCreated={onSecret} />;
  return <SendStep organization={organization} keyId={key ?? ''} secret={secrets.get(key ?? '') ?? null} type={type} onType={onType} />;
}

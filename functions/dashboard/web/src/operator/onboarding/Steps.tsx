import { Link } from 'wouter';
import { flowUrl, type Flow } from './flow';
import styles from './onboarding.module.css';

const STEPS: readonly { step: Flow['step']; label: string }[] = [
  { step: 'organization', label: 'Organization' },
  { step: 'product', label: 'Product' },
  { step: 'key', label: 'Product key' },
  { step: 'send', label: 'First event' },
];

/** The steps of the flow. Those that are possible are links. */
export function Steps({ flow }: { flow: Flow }) {
  const isPossible = (step: Flow['step']) => step === 'organization' || (flow.organization !== null && (step !== 'send' || flow.key !== null));
  return (
    <nav aria-label="Steps">
      <ol className={styles.steps}>
        {STEPS.map(({ step, label }, index) => {
          const isCurrent = step === flow.step;
          const text = `${index + 1}. ${label}`;
          return (
            <li key={step} className={styles.step} data-current={isCurrent || undefined}>
              {isPossible(step) && !isCurrent ? (
                <Link href={flowUrl({ ...flow, step })}>{text}</Link>
              ) : (
                <span aria-current={isCurrent ? 'step' : undefined}>{text}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

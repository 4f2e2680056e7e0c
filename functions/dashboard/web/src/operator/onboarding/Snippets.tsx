import { Button, Code, Tabs } from '@mantine/core';
import { copy } from '../../ui/copy';
import { cliCommand, curlCommand, rustProgram, type FirstEvent } from './snippets';
import styles from './onboarding.module.css';

const SNIPPETS = [
  { id: 'curl', label: 'curl', text: 'In a shell of Linux, macOS or Git Bash:', codeOf: curlCommand },
  { id: 'rust', label: 'Rust client', text: 'With the crates activity-client and tokio:', codeOf: rustProgram },
  { id: 'cli', label: 'Command line', text: 'With the command activity, in a shell of Linux, macOS or Git Bash:', codeOf: cliCommand },
] as const;

/** The ways to send the first event, each as text to copy. */
export function Snippets({ first }: { first: FirstEvent }) {
  return (
    <Tabs defaultValue="curl" keepMounted={false}>
      <Tabs.List aria-label="Ways to send">
        {SNIPPETS.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {SNIPPETS.map(({ id, label, text, codeOf }) => (
        <Tabs.Panel key={id} value={id}>
          <div className={styles.snippetHead}>
            <p>{text}</p>
            <Button variant="default" size="compact-xs" aria-label={`Copy ${label}`} onClick={() => void copy(codeOf(first))}>
              Copy
            </Button>
          </div>
          <Code block tabIndex={0} className={styles.code ?? ''}>
            {codeOf(first)}
          </Code>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

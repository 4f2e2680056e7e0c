import { Link } from 'wouter';
import { useDetections } from '../../api/detections';
import { changesSettings, useMe } from '../../api/me';
import { EvaluatedTo } from '../EvaluatedTo';
import { resolveZone } from '../../time/zone';
import { ErrorState } from '../../ui/ErrorState';
import { Loading } from '../../ui/Loading';
import { MonitorOff } from '../../ui/MonitorOff';
import { Page } from '../../ui/Page';
import { ZonePicker } from '../../ui/ZonePicker';
import { useZone } from '../../view/useZone';
import { Mutes } from './Mutes';
import { RuleItem } from './RuleItem';
import { useOpenRule } from './ruleView';
import styles from './rules.module.css';
import { Surroundings } from './Surroundings';

/** The rules with their numbers, the mutes, and the surroundings that explain findings. */
export default function RulesPage() {
  const me = useMe();
  const canChange = changesSettings(me);
  const [zoneChoice, onZone] = useZone();
  const zone = resolveZone(zoneChoice);
  const { data, error, refetch } = useDetections();
  const [open, onOpen] = useOpenRule();
  return (
    <Page title="Rules" lead={<EvaluatedTo zone={zone} />} actions={<ZonePicker zone={zoneChoice} onChange={onZone} />}>
      <nav className={styles.back} aria-label="Breadcrumb">
        <Link href="/findings">Findings</Link>
      </nav>
      {me.settings?.activity_monitor === false && <MonitorOff />}
      {data ? (
        <ul className={styles.rules} aria-label="Rules">
          {data.detections.map((rule) => (
            <RuleItem
              key={rule.rule}
              rule={rule}
              countedFrom={data.counted_from}
              zone={zone}
              canChange={canChange}
              isOpen={open === rule.rule}
              onToggle={() => { onOpen(open === rule.rule ? null : rule.rule); }}
            />
          ))}
        </ul>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
      <Mutes zone={zone} canChange={canChange} />
      <Surroundings canChange={canChange} />
    </Page>
  );
}

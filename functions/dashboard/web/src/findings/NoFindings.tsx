import { useDetections } from '../api/detections';
import { State, StateText } from '../ui/State';
import { BlindRules } from './BlindRules';
import { evaluatedText } from './EvaluatedTo';
import { isNarrowed, type FindingView } from './findingView';

/** Shown in place of an empty list: up to when the detector looked, and which rules could not see everything. */
export function NoFindings({ view, zone }: { view: FindingView; zone: string }) {
  const { data } = useDetections();
  return (
    <State title={isNarrowed(view) || view.state !== 'open' ? 'No findings match these filters' : 'No open findings'}>
      {data && <StateText>{evaluatedText(data, zone)}.</StateText>}
      <BlindRules />
    </State>
  );
}

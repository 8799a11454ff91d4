import type { Topic, TopicParameter } from '../../model/architecture.ts';
import { type LanguageMap, mapEach, mapOfDefined, unlessEmpty } from './language-value.ts';
import { printPath } from './path-text.ts';
import { differenceValues, settingEntries } from './setting-values.ts';

/** The topic as it stands under `topics`; empty where nothing is said of it. */
export function topicValue(topic: Topic): LanguageMap {
  return mapOfDefined([
    ['description', topic.description],
    ...settingEntries(topic.settings),
    ['parameters', mapEach(topic.parameters, parameterValue)],
    ['in', differenceValues(topic.in)],
    ['x-asyncapi', topic.asyncapi],
  ]);
}

function parameterValue(parameter: TopicParameter): LanguageMap {
  return mapOfDefined([
    ['description', parameter.description],
    ['from', parameter.from && printPath(parameter.from)],
    ['enum', unlessEmpty(parameter.enum)],
  ]);
}

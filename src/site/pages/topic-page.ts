import { elementId } from '../../draw/graph/graph.ts';
import type { Topic } from '../../model/architecture.ts';
import { changesOfElement } from '../parts/change-list.ts';
import { thingHeading } from '../parts/heading.ts';
import { eventTable } from '../parts/lists.ts';
import { printPage } from '../parts/page.ts';
import { createThings } from '../parts/things.ts';
import { topicSection } from '../parts/topic-section.ts';
import { summaryOf } from '../read-descriptions.ts';
import type { Site, SiteFile } from '../site-input.ts';

/** `topics/<topic>.html`: a topic that carries several events, or none. */
export function topicPage(topic: Topic, site: Site): SiteFile {
  const path = site.paths.pageOf('topic', topic.name);
  const things = createThings(site, path);
  const element = elementId.topic(topic.name);
  return printPage(
    {
      path,
      title: topic.name,
      element,
      domain: topic.domain,
      ...summaryOf(topic.description, site),
      heading: thingHeading('topic', topic.name, {}),
      sections: [
        { id: 'brokers', title: 'On its brokers', body: topicSection(topic, site, things) },
        {
          id: 'events',
          title: 'Events',
          count: topic.events.length,
          body: eventTable(topic.events, site, things),
        },
        { id: 'changes', title: 'Changes', body: changesOfElement(element, site, things) },
      ],
    },
    site,
    things,
  );
}

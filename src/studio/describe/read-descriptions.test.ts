import { expect, it } from 'vitest';
import { readDesign } from '../../draw/sample-design.fixture.ts';
import { describeElement } from './describe-element.ts';
import { listElements } from './list-elements.ts';
import { readDescriptions } from './read-descriptions.ts';

it('tells what people wrote as parts that can run nothing, with ways to elements that are there', async () => {
  const design = readDesign(`
domains: { sales: {} }
events:
  sales.order.placed:
    version: 1.0.0
    summary: "*as written*"
    description: "By \`shop-service\`, [not](event:no.such) [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    data: { type: object }
services:
  shop-service:
    domain: sales
    description: Without a mark
    publishes: [sales.order.placed]
    serves: { ask: { get: /ask, description: '**Asks**' } }
`);
  const { architecture } = design;
  const elements = listElements(architecture);
  const detailOf = async (id: string) => {
    const element = elements.find((one) => one.id === id);
    if (element === undefined) throw new Error(`there is no ${id}`);
    return readDescriptions(
      describeElement(element, 'local', { ...design, explain: () => '' }),
      elements,
      architecture,
    );
  };
  const event = await detailOf('event:sales.order.placed');
  expect(event.summary).toBe('*as written*');
  expect(event.description).toEqual([
    {
      tag: 'p',
      content: [
        'By ',
        { tag: 'a', element: 'service:shop-service', content: [{ tag: 'code', content: ['shop-service'] }] },
        ', not [x](javascript:alert(1)) <img src=x onerror=alert(1)>',
      ],
    },
  ]);
  const service = await detailOf('service:shop-service');
  expect(service.description).toEqual([{ tag: 'p', content: ['Without a mark'] }]);
  expect(service.operations).toEqual([
    {
      name: 'ask',
      call: 'GET /ask',
      description: [{ tag: 'p', content: [{ tag: 'strong', content: ['Asks'] }] }],
    },
  ]);
});

import { effectiveDelivery } from '../delivery/effective-delivery.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Service, Subscription } from '../model/architecture.ts';
import type { ExplainOptions } from './commands/explain.ts';
import { type DeliveryView, deliveryToJson, describeDelivery } from './describe-delivery.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { openDesign } from './open-design.ts';
import { writeJson } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** `eda explain delivery <service> <event>` */
export async function runExplainDelivery(
  serviceName: string | undefined,
  eventName: string | undefined,
  options: ExplainOptions,
  globals: GlobalOptions,
  io: Io,
): Promise<number> {
  const refuse = (message: string): number => {
    io.stderr.write(`eda: ${printable(message)}\n`);
    return exitCode.usage;
  };
  if (serviceName === undefined || eventName === undefined) {
    return refuse('which delivery? eda explain delivery <service> <event>');
  }
  const opened = openDesign(globals, io, options.env);
  if ('code' in opened) return opened.code;
  const { architecture, source, environments } = opened;
  const service = architecture.services[serviceName];
  if (service === undefined) {
    const known = Object.keys(architecture.services);
    return refuse(`the design has no service ${serviceName}${didYouMean(serviceName, known)}`);
  }
  if (service.external) return refuse(`${serviceName} is external: how it takes events is not designed here`);
  const subscriptions = service.subscriptions.filter(({ event }) => event === eventName);
  if (subscriptions.length === 0) {
    const known = [...new Set(service.subscriptions.map(({ event }) => event))];
    const takes = known.length === 0 ? 'nothing' : known.join(', ');
    return refuse(
      `${serviceName} does not take ${eventName}${didYouMean(eventName, known)}; it takes ${takes}`,
    );
  }
  const view: DeliveryView = { architecture, source, paint: createPaint(globals.colour) };
  const deliveries = environments.flatMap((environment) =>
    subscriptions.flatMap((subscription) => {
      const delivery = effectiveDelivery(architecture, service, subscription, environment);
      return delivery === undefined ? [] : [delivery];
    }),
  );
  if (deliveries.length === 0) {
    return refuse(`no broker carries ${eventName} in ${environments.join(', ')}; eda validate says why`);
  }
  if (options.format === 'json') {
    writeJson(io, {
      deliveries: deliveries.map((delivery) => deliveryToJson(delivery, view)),
    });
    return exitCode.fine;
  }
  // Environments that agree are told once.
  const texts = new Map<string, { readonly title: string; readonly environments: string[] }>();
  for (const delivery of deliveries) {
    const { subscription, placement } = delivery.terms;
    const text = describeDelivery(delivery, view);
    const title = titleOf(service, subscription, view);
    const known = texts.get(title + text);
    if (known === undefined) texts.set(title + text, { title, environments: [placement.environment] });
    else known.environments.push(placement.environment);
  }
  const blocks = [...texts].map(
    ([text, { title, environments: where }]) =>
      `${title} in ${view.paint.bold(printable(where.join(', ')))}\n${text.slice(title.length)}`,
  );
  io.stdout.write(blocks.join('\n'));
  return exitCode.fine;
}

function titleOf(service: Service, { event, origin }: Subscription, { paint }: DeliveryView): string {
  const by = origin.kind === 'written' ? '' : ` for ${origin.kind} ${printable(origin.name)}`;
  return `${paint.bold(printable(event))} to ${paint.bold(printable(service.name))}${by}`;
}

import type { Architecture, ById, Environment } from '../../model/architecture.ts';
import { needsTokens } from '../../model/query.ts';
import { printJson } from '../../print/json.ts';
import { isOnKubernetes } from '../dapr/configuration.ts';
import { consumedTopics } from '../dapr/consumed-topics.ts';
import { printResources } from '../dapr/print-resource.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { workloadsOf } from '../kubernetes/workload.ts';
import type { Alert, AlertKind } from './alert.ts';
import { brokerAlerts, jmxSettings } from './broker-alerts.ts';
import { dashboard } from './dashboard.ts';
import { lagAlerts } from './lag-alerts.ts';
import { projectionAlerts, watchedProjections } from './projection-alerts.ts';
import { prometheusRule, ruleGroups, ruleTests } from './rules-file.ts';
import { runbookFiles, runbookPath } from './runbooks.ts';
import { sagaAlerts, watchedSagas } from './saga-alerts.ts';
import { podMonitor, scrapeConfig } from './scrape.ts';
import { serviceAlerts } from './service-alerts.ts';

/** Alerts with their tests, a dashboard and runbooks for every environment but `local`. */
export const monitoringGenerator = defineGenerator({
  id: 'monitoring',
  title: 'Prometheus rules with tests, a Grafana dashboard, and a runbook page for each alert',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      runbooks: {
        description:
          'Address below which docs/runbooks is read, for links in alerts. Default: the path in the repository.',
        type: 'string',
        pattern: '^https?://[^\\s"{}]+$',
        examples: ['https://docs.example.com/runbooks'],
      },
      projectionLag: {
        description:
          'How old the oldest stored event may be that a projection has not taken: `90s`, `10m`. Default: 1m.',
        type: 'string',
        pattern: '^[1-9][0-9]{0,5}[smh]$',
        examples: ['10m'],
      },
    },
  },
  reads: 'structure',
  plan: planFiles,
});

function planFiles({ architecture, options, assets }: PlanInput): Plan {
  const rung = new Set<AlertKind>();
  const files = Object.values(architecture.environments).flatMap((environment): PlannedFile[] => {
    if (!needsTokens(environment.name)) return [];
    const alerts = alertsOf(architecture, environment, options);
    for (const { kind } of alerts) rung.add(kind);
    return alerts.length === 0 ? [] : environmentFiles(architecture, environment, alerts, options);
  });
  if (files.length === 0) return { files };
  return { files: [...files, ...runbookFiles(architecture, [...rung], assets)] };
}

/** All alerts of an environment, in the order of their file. */
function alertsOf(architecture: Architecture, environment: Environment, options: ById<unknown>): Alert[] {
  const workloads = workloadsOf(architecture, environment.name);
  if (workloads.length === 0) return [];
  return [
    ...serviceAlerts(workloads),
    ...sagaAlerts(watchedSagas(architecture, workloads)),
    ...projectionAlerts(watchedProjections(architecture, workloads), projectionLag(options)),
    ...lagAlerts(consumedTopics(architecture, environment), architecture.system.name),
    ...brokerAlerts(environment),
  ];
}

/** @returns the option in seconds. */
function projectionLag({ projectionLag: text }: ById<unknown>): number {
  if (typeof text !== 'string') return 60;
  const seconds = { s: 1, m: 60, h: 3600 }[text.slice(-1)] ?? 1;
  return Number.parseInt(text, 10) * seconds;
}

function environmentFiles(
  architecture: Architecture,
  environment: Environment,
  alerts: readonly Alert[],
  options: ById<unknown>,
): PlannedFile[] {
  const { system } = architecture;
  const folder = `infra/${environment.name}/monitoring`;
  const taken = consumedTopics(architecture, environment);
  const workloads = workloadsOf(architecture, environment.name);
  const base = typeof options.runbooks === 'string' ? options.runbooks.replace(/\/$/, '') : undefined;
  const runbook = (kind: AlertKind) =>
    base === undefined ? runbookPath(kind) : `${base}/${runbookPath(kind).split('/').at(-1)}`;
  const groups = ruleGroups(system.name, environment.name, alerts, runbook);
  const yaml = (name: string, comment: string, body: { readonly [key: string]: unknown }): PlannedFile => ({
    path: `${folder}/${name}`,
    owner: 'eda',
    content: () => printResources([{ comment, body }], system.at.file),
    inputs: [comment, body, system.at.file],
  });
  const picture = dashboard(architecture, environment, {
    ...{ workloads, taken, projectionLag: projectionLag(options) },
    projections: watchedProjections(architecture, workloads),
  });
  const kafka = Object.values(environment.brokers).some(({ type }) => type === 'kafka');
  return [
    yaml(
      'rules.yaml',
      `What rings in ${environment.name}. Each alert has its page in docs/runbooks.`,
      groups,
    ),
    yaml(
      'rules.test.yaml',
      `promtool test rules infra/${environment.name}/monitoring/rules.test.yaml`,
      ruleTests('rules.yaml', system.name, environment.name, alerts, runbook),
    ),
    {
      path: `${folder}/dashboard.json`,
      owner: 'eda',
      content: () => printJson(picture),
      inputs: [picture],
    },
    ...(isOnKubernetes(environment)
      ? [
          yaml(
            'prometheus-operator.yaml',
            "For Prometheus's operator; without it, take rules.yaml.",
            prometheusRule(system.name, groups),
          ),
          yaml(
            'pod-monitor.yaml',
            "For Prometheus's operator: which pods are asked.",
            podMonitor(system.name),
          ),
        ]
      : [yaml('scrape.yaml', 'What Prometheus asks: a part of its configuration.', scrapeConfig(workloads))]),
    ...(kafka
      ? [
          yaml(
            'kafka-jmx-exporter.yaml',
            'For the brokers: -javaagent:jmx_prometheus_javaagent.jar=9404:kafka-jmx-exporter.yaml',
            jmxSettings,
          ),
        ]
      : []),
  ];
}

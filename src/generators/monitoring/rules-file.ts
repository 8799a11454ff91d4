import { groupBy } from '../../model/group-by.ts';
import type { Alert } from './alert.ts';

type Value = { readonly [key: string]: unknown };

/** The rules as Prometheus reads them, a group a kind. @param runbook address of a kind's page */
export function ruleGroups(
  system: string,
  environment: string,
  alerts: readonly Alert[],
  runbook: (kind: Alert['kind']) => string,
): Value {
  return {
    groups: [...groupBy(alerts, ({ kind }) => kind)].map(([kind, of]) => ({
      name: `${system}-${environment}-${kind}`,
      rules: of.map((alert) => ({
        alert: alert.name,
        expr: alert.expr,
        for: `${alert.minutes}m`,
        labels: { ...labelsOf(system, environment, alert), ...alert.labels },
        annotations: { summary: alert.summary, runbook_url: runbook(alert.kind) },
      })),
    })),
  };
}

/** The same for Prometheus's operator. */
export function prometheusRule(name: string, groups: Value): Value {
  return { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule', metadata: { name }, spec: groups };
}

/**
 * Unit tests for `promtool test rules`: each alert rings on its samples after its time, not before, and never on those
 * that are right at the limit.
 * @param file name of the rules beside the tests
 */
export function ruleTests(
  file: string,
  system: string,
  environment: string,
  alerts: readonly Alert[],
  runbook: (kind: Alert['kind']) => string,
): Value {
  return {
    rule_files: [file],
    evaluation_interval: '1m',
    tests: alerts.flatMap((alert) => {
      const title = [alert.name, ...Object.values(alert.labels)].join(' ');
      const labels = { ...labelsOf(system, environment, alert), ...alert.labels, ...alert.rings.labels };
      return [
        {
          name: `${title} rings`,
          interval: '1m',
          input_series: seriesOf(alert.rings.series),
          alert_rule_test: [
            { eval_time: `${alert.minutes - 1}m`, alertname: alert.name, exp_alerts: [] },
            {
              eval_time: `${alert.minutes + settles(alert)}m`,
              alertname: alert.name,
              exp_alerts: [
                {
                  exp_labels: labels,
                  exp_annotations: { summary: alert.rings.says, runbook_url: runbook(alert.kind) },
                },
              ],
            },
          ],
        },
        {
          name: `${title} stays silent`,
          interval: '1m',
          input_series: seriesOf(alert.silent.series),
          alert_rule_test: [
            { eval_time: `${alert.minutes + settles(alert)}m`, alertname: alert.name, exp_alerts: [] },
          ],
        },
      ];
    }),
  };
}

/** Minutes until a rate has what it goes by. */
function settles({ expr }: Alert): number {
  return expr.includes('rate(') ? 3 : 1;
}

function labelsOf(
  system: string,
  environment: string,
  { severity }: Alert,
): { readonly [name: string]: string } {
  return { severity, system, environment };
}

function seriesOf(series: { readonly [selector: string]: string }): Value[] {
  return Object.entries(series).map(([name, values]) => ({ series: name, values }));
}

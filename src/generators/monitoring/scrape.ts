import type { Workload } from '../kubernetes/workload.ts';
import { appPort } from '../kubernetes/workload.ts';

type Value = { readonly [key: string]: unknown };

/** What Prometheus asks on one machine: services as Compose names them. Every target has the label `service`. */
export function scrapeConfig(workloads: readonly Workload[]): Value {
  return {
    scrape_configs: [
      {
        job_name: 'eda-services',
        metrics_path: '/metrics',
        static_configs: workloads.map(({ service }) => ({
          targets: [`${service.name}:${appPort}`],
          labels: { service: service.name },
        })),
      },
    ],
  };
}

/** The same for Prometheus's operator: pods of the system, by the label that their Deployments give them. */
export function podMonitor(system: string): Value {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { name: system },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/part-of': system } },
      podMetricsEndpoints: [
        {
          port: 'http',
          path: '/metrics',
          relabelings: [
            {
              sourceLabels: ['__meta_kubernetes_pod_label_app_kubernetes_io_name'],
              targetLabel: 'service',
            },
          ],
        },
      ],
    },
  };
}

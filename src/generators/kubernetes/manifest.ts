import type { DaprResource } from '../dapr/dapr-resource.ts';
import type { Workload } from './workload.ts';

/** A Kubernetes resource, and what stands above it. */
export type Manifest = DaprResource;

/** @param version `v1`, or `apps/v1` */
export function manifest(
  version: string,
  kind: string,
  name: string,
  body: { readonly [key: string]: unknown },
  comment: string,
): Manifest {
  return { comment, body: { apiVersion: version, kind, metadata: { name }, ...body } };
}

/** What the pods of a service are found by. It never changes: a Deployment's selector can't. */
export function selectorOf({ service }: Workload): { readonly [label: string]: string } {
  return { 'app.kubernetes.io/name': service.name };
}

/** Names of the secrets that hold a service's tokens, each under the key `token`, as Dapr's injector wants it. */
export function tokenSecrets(service: string): { readonly app: string; readonly api: string } {
  return { app: `${service}-app-token`, api: `${service}-api-token` };
}

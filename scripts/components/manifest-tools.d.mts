/** Name of the folder of kustomize, kubeconform, schemas and linters among the components. */
export declare function manifestToolsFolder(daprVersion: string): string;

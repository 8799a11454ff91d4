import type { Architecture, Environment, Service, ServiceSettings } from '../../model/architecture.ts';
import { databaseName } from '../../model/names.ts';
import {
  bundleOf,
  joinPath,
  mainModule,
  pathIn,
  type ServiceFolders,
  serviceFolders,
} from '../../model/service-folders.ts';
import { resolveService } from '../../model/settings.ts';
import type { DaprResource } from './dapr-resource.ts';

/** First ports of the services and their sidecars; each service takes the next of each, in the order of the design. */
export const firstPorts = { app: 7001, daprHttp: 3501, daprGrpc: 50_011, metrics: 9091 } as const;

/**
 * The multi-app template (`dapr run -f`), which `eda dev` reads as well: folders, ports, resources. Paths are
 * relative to the template. Services without code of ours are left out but keep their ports; where
 * there is nothing else, there is no template.
 */
export function multiAppRun(
  architecture: Architecture,
  environment: Environment,
  services: readonly Service[],
  folders: readonly string[],
): DaprResource | undefined {
  const apps = services.flatMap((service, index) => {
    const { language, database } = resolveService(architecture, service, environment.name).values;
    if (language === 'none') return [];
    const folders = serviceFolders(service, language);
    const url = databaseUrl(service, database, environment);
    const env = { ...(url === undefined ? {} : { DATABASE_URL: url }), ...sourceOf(folders, language) };
    return [
      {
        appID: service.name,
        appDirPath: joinPath('../../..', folders.root),
        appPort: firstPorts.app + index,
        daprHTTPPort: firstPorts.daprHttp + index,
        daprGRPCPort: firstPorts.daprGrpc + index,
        metricsPort: firstPorts.metrics + index,
        command: commandOf(folders, language),
        ...(Object.keys(env).length === 0 ? {} : { env }),
      },
    ];
  });
  if (apps.length === 0) return undefined;
  return {
    comment: [
      `dapr run -f infra/${environment.name}/dapr/dapr.yaml`,
      '`eda dev` takes folders, ports and resources from here, builds the services itself and brings sidecars and databases.',
      'A database URL holds no login: that comes from PGUSER and PGPASSWORD. An empty one: the service has no database.',
    ].join('\n'),
    body: {
      version: 1,
      common: {
        resourcesPaths: folders.map((folder) => `./${folder}`),
        configFilePath: './config.yaml',
        appProtocol: 'http',
        // daprd listens on all interfaces otherwise.
        apiListenAddresses: '127.0.0.1',
        appLogDestination: 'console',
        env: { EDA_ENVIRONMENT: environment.name, EDA_LOG: 'pretty' },
      },
      apps,
    },
  };
}

/** Empty where a service has no database; undefined where whoever starts it says where its database is. */
function databaseUrl(
  service: Service,
  database: ServiceSettings['database'],
  environment: Environment,
): string | undefined {
  if (database === 'none') return '';
  const server = environment.database?.server;
  return server === undefined ? undefined : `postgres://${server}/${databaseName(service.name)}`;
}

function commandOf(folders: ServiceFolders, language: 'typescript' | 'python'): readonly string[] {
  return language === 'python' ? ['python', '-m', mainModule(folders)] : ['node', bundleOf(folders)];
}

/** What the bundle is built from, where `eda dev` would not look for it. */
function sourceOf(folders: ServiceFolders, language: 'typescript' | 'python'): { EDA_MAIN?: string } {
  const main = pathIn(folders.root, folders.main);
  const isUsual =
    language === 'python' ||
    bundleOf({ ...folders, main }) === `dist/${main.replace(/^src\/(.*)\.ts$/, '$1.js')}`;
  return isUsual ? {} : { EDA_MAIN: main };
}

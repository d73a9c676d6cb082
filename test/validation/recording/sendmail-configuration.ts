/**
 * The private configuration of a recording: an m4 source for Debian's sendmail-cf, a hosts file and
 * a service switch that keeps name lookups out of DNS. Nothing of the machine's own /etc/mail is
 * read or written. Everything listens on loopback only.
 *
 * Left out: TLS, authentication, aliases, local delivery, several queue groups.
 */
import type { RecordingPlan, RoutedHost } from './recording-plan.ts';

/** Where Debian's sendmail-cf puts its macros. */
const CF_MACROS = '/usr/share/sendmail/cf/m4/cf.m4';

export interface Ports {
  /** Where the gateway takes mail in, on 127.0.0.1. */
  readonly gateway: number;
  /** Where the scripted server listens, on each address of the route. */
  readonly server: number;
}

/**
 * Where the daemon sees its scratch folder: Sendmail refuses a host-status table below a directory
 * that everyone may write, such as /tmp, so the folder is mounted here for the daemon alone.
 */
export const FOLDER = '/mnt';

/** The m4 source. */
export function macroSource(plan: RecordingPlan, ports: Ports): string {
  const { sendmail } = plan;
  const limit = sendmail.maxMsgs === null ? [] : [set('RELAY_MAILER_MAXMSGS', sendmail.maxMsgs)];
  const { greetingTimeout } = sendmail;
  const greeting = greetingTimeout === undefined ? [] : [set('confTO_INITIAL', greetingTimeout)];
  const status = sendmail.hostStatus ? [set('confHOST_STATUS_DIRECTORY', `${FOLDER}/status`)] : [];
  return [
    'divert(-1)',
    `include(\`${CF_MACROS}')`,
    "VERSIONID(`recording')",
    "OSTYPE(`linux')",
    set('QUEUE_DIR', `${FOLDER}/queue`),
    set('STATUS_FILE', `${FOLDER}/statistics`),
    set('ALIAS_FILE', ''),
    set('confDOMAIN_NAME', 'lab.test'),
    set('confPID_FILE', `${FOLDER}/pid`),
    set('confSERVICE_SWITCH_FILE', `${FOLDER}/switch`),
    set('confLOG_LEVEL', sendmail.logLevel ?? 10),
    set('confDELIVERY_MODE', sendmail.deliveryMode === 'background' ? 'background' : 'queue'),
    ...status,
    set('confTO_HOSTSTATUS', sendmail.hostStatusTimeout),
    set('confTO_IDENT', '0'),
    ...greeting,
    set('confCONNECTION_CACHE_SIZE', sendmail.connectionCache),
    set('confSINGLE_THREAD_DELIVERY', sendmail.singleThread ? 'True' : 'False'),
    set('confQUEUE_SORT_ORDER', sendmail.sort),
    set('confMAX_QUEUE_CHILDREN', sendmail.queueChildren),
    set('confMIN_QUEUE_AGE', sendmail.minQueueAge),
    // The load of the machine that records must not change what Sendmail does.
    set('confQUEUE_LA', 10_000),
    set('confREFUSE_LA', 10_000),
    set('confDONT_PROBE_INTERFACES', 'True'),
    set('SMART_HOST', `relay:${routeText(plan.route.filter(isListed))}`),
    set('RELAY_MAILER_ARGS', `TCP $h ${ports.server}`),
    ...limit,
    // Without F=f a run has one runner, whatever R says.
    `QUEUE_GROUP(\`mqueue', \`P=${FOLDER}/queue, F=f, R=${sendmail.runnersPerQueue}')`,
    // Else Sendmail listens on port 587 of every address, too.
    "FEATURE(`no_default_msa')",
    `DAEMON_OPTIONS(\`Name=lab, Family=inet, Addr=127.0.0.1, Port=${ports.gateway}')`,
    "FEATURE(`promiscuous_relay')",
    "FEATURE(`accept_unresolvable_domains')",
    "MAILER(`smtp')",
    'LOCAL_RULE_0',
    ...plan.route.flatMap(domainRule),
    '',
  ].join('\n');
}

function isListed({ domain }: RoutedHost): boolean {
  return domain === undefined;
}

/** A rule has a tab between its two sides; a name that no DNS knows has no dot at its end here. */
function domainRule({ name, domain }: RoutedHost): string[] {
  if (domain === undefined) return [];
  return [`R$+ < @ ${domain} $* >\t$#relay $@ [${name}] $: $1 < @ ${domain} . >`];
}

/** `[a]:[b]` in order, `[a],[b]` of equal preference; the brackets keep MX records out. */
function routeText(route: readonly RoutedHost[]): string {
  return route
    .map(({ name, preference }, i) => {
      const host = name.startsWith('[') ? name : `[${name}]`;
      if (i === 0) return host;
      const equal = preference !== undefined && preference === route[i - 1].preference;
      return `${equal ? ',' : ':'}${host}`;
    })
    .join('');
}

/** Names of the route for the C library; address literals need none. */
export function hostsFile(route: readonly RoutedHost[]): string {
  const lines = route
    .filter(({ name }) => !name.startsWith('['))
    .flatMap(({ name, addresses }) => addresses.map((address) => `${address} ${name}`));
  return ['127.0.0.1 localhost', '127.0.0.1 lab.test', ...lines, ''].join('\n');
}

/**
 * The C library's name services: no DNS, which it would ask for an address of the other family, and
 * which fails after 15 s where many ask at once.
 */
export const NAME_SERVICES = 'hosts: files\npasswd: files\ngroup: files\n';

/** Sendmail's service switch: files only. */
export const SERVICE_SWITCH = 'hosts files\naliases files\npasswd files\n';

/** What follows the program's name: a daemon in the foreground that also runs the queue. */
export function daemonArguments({ sendmail }: RecordingPlan): string[] {
  const run = sendmail.persistent ? `-qp${sendmail.queueInterval}` : `-q${sendmail.queueInterval}`;
  return [`-C${FOLDER}/sendmail.cf`, '-bD', run];
}

function set(name: string, value: string | number): string {
  return `define(\`${name}', \`${value}')`;
}

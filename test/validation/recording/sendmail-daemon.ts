/**
 * A Sendmail daemon of its own: own configuration, own queue, own /etc/hosts, /etc/nsswitch.conf
 * and /dev/log.
 *
 * The last three are mounted in a private mount namespace, so nothing of the machine changes and no
 * syslog daemon is needed. Needs root, Debian's sendmail-bin and util-linux (unshare).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingPlan } from './recording-plan.ts';
import {
  daemonArguments,
  FOLDER,
  hostsFile,
  macroSource,
  NAME_SERVICES,
  type Ports,
  SERVICE_SWITCH,
} from './sendmail-configuration.ts';

const SENDMAIL = '/usr/libexec/sendmail/sendmail';
/** How long the daemon's process group has to end after SIGTERM, ms. */
const GRACE_MS = 500;

export class SendmailDaemon {
  private readonly process: ChildProcess;
  private readonly ended: Promise<unknown>;
  private stopped = false;

  /** Writes the configuration into `folder` and starts the daemon. Throws if m4 fails. */
  constructor(plan: RecordingPlan, folder: string, ports: Ports) {
    for (const name of ['queue', 'status', 'dev']) mkdirSync(`${folder}/${name}`, { mode: 0o700 });
    writeFileSync(`${folder}/hosts`, hostsFile(plan.route));
    writeFileSync(`${folder}/nsswitch`, NAME_SERVICES);
    writeFileSync(`${folder}/switch`, SERVICE_SWITCH);
    writeFileSync(`${folder}/statistics`, '', { mode: 0o600 });
    writeFileSync(`${folder}/sendmail.mc`, macroSource(plan, ports));
    const configuration = execFileSync('m4', [`${folder}/sendmail.mc`], {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 16_000_000,
    });
    writeFileSync(`${folder}/sendmail.cf`, configuration);
    writeFileSync(`${folder}/start.sh`, startScript(folder));
    this.process = spawn(
      'unshare',
      ['--mount', 'sh', `${folder}/start.sh`, ...daemonArguments(plan)],
      { detached: true, stdio: ['ignore', 'inherit', 'inherit'] },
    );
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
  }

  /** Ends the daemon and the queue runners and deliveries it has started: its process group. */
  async stop(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.signal('SIGTERM');
    await Promise.race([this.ended, sleep(GRACE_MS)]);
    await sleep(GRACE_MS);
    this.signal('SIGKILL');
  }

  private signal(name: NodeJS.Signals): void {
    const { pid } = this.process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** A /dev of a few nodes whose `log` is ours; the rest of the machine stays as it is. */
function startScript(folder: string): string {
  return [
    'set -e',
    `cd ${folder}`,
    'mount --bind hosts /etc/hosts',
    'mount --bind nsswitch /etc/nsswitch.conf',
    'mount -t tmpfs -o mode=755 tmpfs dev',
    'for node in null zero random urandom tty; do cp -a /dev/$node dev/$node; done',
    `ln -s ${FOLDER}/log dev/log`,
    'mount --bind dev /dev',
    `mount --bind ${folder} ${FOLDER}`,
    'cd /',
    `exec ${SENDMAIL} "$@"`,
    '',
  ].join('\n');
}

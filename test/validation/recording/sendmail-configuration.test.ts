import { describe, expect, it } from 'vitest';
import { ONE_HOST, type RecordingPlan, USUAL_SETTINGS } from './recording-plan.ts';
import { daemonArguments, hostsFile, macroSource } from './sendmail-configuration.ts';

const PLAN: RecordingPlan = {
  name: 'x',
  what: 'x',
  route: ONE_HOST,
  sendmail: USUAL_SETTINGS,
  sink: { capMs: 1000 },
  traffic: { arrivals: { kind: 'steady', count: 1, gapMs: 1 } },
  atMostMs: 1000,
};
const PORTS = { gateway: 2526, server: 2525 };

function sourceWith(settings: Partial<typeof USUAL_SETTINGS>): string {
  return macroSource({ ...PLAN, sendmail: { ...USUAL_SETTINGS, ...settings } }, PORTS);
}

describe('the configuration of a recording', () => {
  it('writes a list of names in order with colons and of equal preference with commas', () => {
    const names = (preferences: (number | undefined)[]) =>
      macroSource(
        {
          ...PLAN,
          route: preferences.map((preference, i) => ({
            name: `exo${i}.test`,
            addresses: ['127.0.0.2'],
            ...(preference === undefined ? {} : { preference }),
          })),
        },
        PORTS,
      );
    expect(names([undefined, undefined])).toContain('relay:[exo0.test]:[exo1.test]');
    expect(names([1, 1, 2])).toContain('relay:[exo0.test],[exo1.test]:[exo2.test]');
  });

  it('sends the mail of a domain elsewhere if a host is named for it', () => {
    const route = [...ONE_HOST, { name: 'b.test', addresses: ['127.0.0.3'], domain: 'c.test' }];
    const source = macroSource({ ...PLAN, route }, PORTS);
    expect(source).toContain("relay:[exo.test]'");
    expect(source).toContain('R$+ < @ c.test $* >\t$#relay $@ [b.test] $: $1 < @ c.test . >');
    expect(hostsFile(route)).toContain('127.0.0.3 b.test');
  });

  it('keeps an address literal as it is, and out of the hosts file', () => {
    const route = [{ name: '[127.0.0.2]', addresses: ['127.0.0.2'] }];
    expect(macroSource({ ...PLAN, route }, PORTS)).toContain("relay:[127.0.0.2]'");
    expect(hostsFile(route)).not.toContain('127.0.0.2');
    expect(hostsFile(ONE_HOST)).toContain('127.0.0.2 exo.test');
  });

  it('has a host-status table only if host status is on', () => {
    expect(sourceWith({ hostStatus: true })).toContain('confHOST_STATUS_DIRECTORY');
    expect(sourceWith({ hostStatus: false })).not.toContain('confHOST_STATUS_DIRECTORY');
  });

  it('limits messages per connection only where a limit is set', () => {
    expect(sourceWith({ maxMsgs: 7 })).toContain("`RELAY_MAILER_MAXMSGS', `7'");
    expect(sourceWith({ maxMsgs: null })).not.toContain('MAXMSGS');
  });

  it('logs as much and awaits a greeting as long as asked for', () => {
    expect(sourceWith({ logLevel: 9 })).toContain("`confLOG_LEVEL', `9'");
    expect(sourceWith({})).toContain("`confLOG_LEVEL', `10'");
    expect(sourceWith({ greetingTimeout: '4s' })).toContain("`confTO_INITIAL', `4s'");
    expect(sourceWith({})).not.toContain('confTO_INITIAL');
  });

  it('tells persistent queue runs from those at an interval', () => {
    expect(daemonArguments(PLAN)).toContain('-q5s');
    const persistent = { ...USUAL_SETTINGS, persistent: true };
    expect(daemonArguments({ ...PLAN, sendmail: persistent })).toContain('-qp5s');
  });

  it('listens on loopback only', () => {
    const daemons = macroSource(PLAN, PORTS).match(/^DAEMON_OPTIONS.*$/gm);
    expect(daemons).toHaveLength(1);
    expect(daemons?.[0]).toContain('Addr=127.0.0.1');
    expect(macroSource(PLAN, PORTS)).toContain("FEATURE(`no_default_msa')");
  });
});

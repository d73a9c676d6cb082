import { DEFAULT_SETTINGS, type GatewaySettings } from '../../sim/mailpath/settings.ts';

/** The shipped defaults on a gateway that delivers in the background, and what a test is about. */
export function gatewaySettings(change: Partial<GatewaySettings> = {}): GatewaySettings {
  return {
    ...DEFAULT_SETTINGS,
    firstAttempt: 'background',
    queueRuns: 'interval',
    lockStyle: 'fcntl',
    skipDomains: false,
    ...change,
  };
}

/**
 * The shipped scenarios, and what a scenario may refer to: only them and what lies beside them. A
 * scenario that comes over the network reads no other file.
 */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { didYouMean } from '../../sim/scenario/nearest-name.ts';
import type { Referenced } from '../../sim/scenario/scenario-chain.ts';
import { Failure } from './failure.ts';

/** A scenario as a client gives it: a shipped one by name, or its text. */
export type ScenarioRef =
  | { readonly name: string; readonly text?: undefined }
  | { readonly text: string; readonly name?: string | undefined };

/** Names come from the network: letters, digits, hyphens, underscores, dots within. */
const NAME = /^[A-Za-z0-9][\w.-]{0,99}$/;
const MAX_BYTES = 10_000_000;

export class ShippedScenarios {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = realpathSync(folder);
  }

  names(): string[] {
    return readdirSync(this.folder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => file.slice(0, -'.yaml'.length))
      .sort();
  }

  /** Throws a Failure where there is no such scenario. */
  source({ name, text }: ScenarioRef): Referenced {
    if (text !== undefined) return { file: name ?? 'your scenario', text };
    const names = this.names();
    if (names.includes(name ?? '')) {
      return { file: `scenarios/${name}.yaml`, text: this.read(`${name}.yaml`) ?? '' };
    }
    throw new Failure(
      'not-found',
      `There is no shipped scenario "${name}".${didYouMean(name ?? '', names)} There are ${names.join(', ')}.`,
    );
  }

  /** What a scenario refers to by name; null: there is none here. */
  referenced(reference: string): Referenced | null {
    const parts = reference.replace(/^scenarios\//, '').split('/');
    if (parts.length > 2 || !parts.every((part) => NAME.test(part))) return null;
    for (const name of [parts.join('/'), `${parts.join('/')}.yaml`]) {
      const text = this.read(name);
      if (text !== null) return { file: `scenarios/${name}`, text, isShipped: true };
    }
    return null;
  }

  private read(name: string): string | null {
    const path = join(this.folder, name);
    try {
      if (!realpathSync(path).startsWith(this.folder + sep)) return null;
      const stats = statSync(path);
      return stats.isFile() && stats.size <= MAX_BYTES ? readFileSync(path, 'utf8') : null;
    } catch {
      return null;
    }
  }
}

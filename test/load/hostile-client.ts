/** `node hostile-client.js PORT LIMIT...`: pushes against these limits until it is told to end. */
import { setMaxListeners } from 'node:events';
import type { LimitName } from '../../web/server/limits.ts';
import { ATTACKS } from './attacks.ts';

const [port, ...limits] = process.argv.slice(2);
const ending = new AbortController();
setMaxListeners(0, ending.signal);
process.on('disconnect', () => process.exit(0));
for (const limit of limits as LimitName[]) {
  void ATTACKS[limit]({ port: Number(port), ends: ending.signal });
}
process.send?.('begun');

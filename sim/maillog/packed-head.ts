/** How a packed log is told from a plain one: by its first two bytes (RFC 1952). */

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

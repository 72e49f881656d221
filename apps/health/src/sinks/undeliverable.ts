/** Why a message did not come through, in words that operators may see: without addresses, keys or answers. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}
